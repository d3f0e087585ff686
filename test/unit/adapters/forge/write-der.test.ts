import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {contentOf, encodeDer, parseDer, type DerNode} from '../../../../src/lib/adapters/forge/der.js';
import {
  bitString,
  constant,
  encoded,
  integer,
  objectId,
  octetString,
  sequence,
  tagged,
  time,
  utf8String,
} from '../../../../src/lib/adapters/forge/write-der.js';
import {openssl} from '../../../helpers/openssl.js';
import {tempDir} from '../../../helpers/temp-dir.js';

/** What openssl sees in some DER, without the offsets. */
function shown(value: DerNode): string {
  const dir = tempDir('der');
  writeFileSync(join(dir, 'der'), encodeDer(value));
  return openssl(dir, 'asn1parse', '-inform', 'DER', '-in', 'der').replace(/^ *\d+:d=\d+ +hl=\d+ +/gm, '');
}

describe('DER', () => {
  it.each([
    ['0', 'INTEGER           :00'],
    ['007f', 'INTEGER           :7F'],
    ['80', 'INTEGER           :80'],
    ['abc', 'INTEGER           :0ABC'],
    [`ff${'00'.repeat(15)}`, `INTEGER           :FF${'00'.repeat(15)}`],
  ])('of the number %s is what openssl reads', (hex, text) => {
    expect(shown(integer(hex))).toContain(text);
  });

  it.each([
    ['1950-01-01T00:00:00Z', 'UTCTIME           :500101000000Z'],
    ['2026-11-26T05:57:47.999Z', 'UTCTIME           :261126055747Z'],
    ['2049-12-31T23:59:59Z', 'UTCTIME           :491231235959Z'],
    ['2050-01-01T00:00:00Z', 'GENERALIZEDTIME   :20500101000000Z'],
    ['1949-12-31T23:59:59Z', 'GENERALIZEDTIME   :19491231235959Z'],
  ])('of the time %s is what openssl reads', (iso, text) => {
    expect(shown(time(new Date(iso)))).toContain(text);
  });

  it.each(['2.5.29.17', '1.3.6.1.5.5.7.3.1', '1.2.840.113549.1.1.11', '1.3.6.1.4.1.4294967295'])(
    'of the identifier %s is what openssl reads',
    oid => {
      const dir = tempDir('der');
      openssl(dir, 'asn1parse', '-genstr', `OID:${oid}`, '-noout', '-out', 'der');

      expect(shown(objectId(oid))).toBe(
        openssl(dir, 'asn1parse', '-inform', 'DER', '-in', 'der').replace(/^ *\d+:d=\d+ +hl=\d+ +/gm, ''),
      );
    },
  );

  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536])('of %i bytes has a length that is read', size => {
    const value = octetString(Buffer.alloc(size, 7));

    expect(contentOf(encodeDer(value)).content).toHaveLength(size);
    expect(shown(value)).toMatch(new RegExp(`^l= *${size} prim: OCTET STRING`));
  });

  it('of values in a sequence is what openssl reads', () => {
    const text = shown(sequence(utf8String('näme_0'), bitString(Buffer.from([0x80]), 7), sequence()));

    expect(text).toMatch(/SEQUENCE[^]*UTF8STRING +:näme_0[^]*BIT STRING[^]*SEQUENCE/);
  });

  it.each([
    ['a sequence', sequence(utf8String('a'), sequence())],
    ['a number', integer('ff')],
    ['a value that only its place explains', tagged(3, sequence(utf8String('b')))],
    ['many bytes', octetString(Buffer.alloc(300, 7))],
  ])('of %s is the same when its bytes are known already', (_, value) => {
    const der = encodeDer(value);

    expect(encodeDer(encoded(der))).toEqual(der);
    expect(encodeDer(sequence(constant(value), integer('1')))).toEqual(
      encodeDer(sequence(value, integer('1'))),
    );
    expect(encodeDer(parseDer(der))).toEqual(der);
  });
});
