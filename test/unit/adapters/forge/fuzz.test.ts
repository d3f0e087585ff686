import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {forge} from '../../../../src/lib/adapters/forge/forge.js';
import {toPem} from '../../../../src/lib/adapters/forge/pem.js';
import {OpsError} from '../../../../src/lib/errors/ops-error.js';

const REFUSALS: ReadonlySet<string> = new Set(['E_CERT_INVALID', 'E_PASSPHRASE']);

const key = await forge.createKey('ecdsa-p256');
const CERTIFICATE = forge.certifyRoot(
  {
    subject: {commonName: 'demo etcd CA', organization: 'demo'},
    sans: [
      {type: 'dns', value: 'etcd.example.com'},
      {type: 'ip', value: '2001:db8::1'},
    ],
    keyUsage: ['keyCertSign', 'cRLSign'],
    extendedKeyUsage: ['serverAuth', 'clientAuth'],
    caPathLength: 0,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
    serial: '41'.repeat(16),
  },
  key,
);
const DER = forge.readCertificates(Buffer.from(CERTIFICATE), 'x')[0]!.der;

/** Reads, or says in its own words why not: never anything else. */
function expectSound(data: Buffer): void {
  const readers = [
    () => forge.readCertificates(data, 'x'),
    () => forge.readRequest(data, 'x'),
    () => forge.readKey(data, 'x'),
    () => forge.readAll(data, 'x'),
  ];
  for (const read of readers) {
    try {
      read();
    } catch (error) {
      expect(error).toBeInstanceOf(OpsError);
      expect([...REFUSALS]).toContain((error as OpsError).code);
      expect((error as OpsError).message).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    }
  }
}

/** A real certificate with bytes changed, taken out and put in. */
const mutated = fc
  .array(fc.tuple(fc.nat(DER.length), fc.nat(6), fc.uint8Array({maxLength: 6})), {minLength: 1, maxLength: 6})
  .map(changes =>
    changes.reduce(
      (bytes, [at, length, put]) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]),
      DER,
    ),
  );

describe('certificates, keys and requests of others', () => {
  it('of any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({maxLength: 200})), bytes => {
        expectSound(Buffer.from(bytes));
      }),
      {numRuns: 2000},
    );
  });

  it('in PEM of any kind are read or refused', () => {
    const label = fc.constantFrom('CERTIFICATE', 'PRIVATE KEY', 'EC PRIVATE KEY', 'CERTIFICATE REQUEST', 'X');
    const block = fc.tuple(label, mutated).map(([name, der]) => toPem(name, der));
    const text = fc.array(fc.oneof(block, fc.constant(CERTIFICATE), fc.string()), {maxLength: 4});
    fc.assert(
      fc.property(text, fc.nat(40), (parts, cut) => {
        const whole = parts.join('\n');
        expectSound(Buffer.from(whole.slice(0, Math.max(0, whole.length - (cut > 20 ? cut : 0)))));
      }),
      {numRuns: 500},
    );
  });

  it.each([
    ['nested deeply', Buffer.concat([...Array<Buffer>(20_000).fill(Buffer.from([0x30, 0x80])), DER])],
    ['of many beginnings', Buffer.from('-----BEGIN CERTIFICATE-----\n'.repeat(30_000))],
    ['of many blocks', Buffer.from(CERTIFICATE.repeat(1000))],
  ])('%s take no time', (_, data) => {
    const startedAt = performance.now();

    expectSound(data);

    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
