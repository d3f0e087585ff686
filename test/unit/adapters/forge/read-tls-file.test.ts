import {generateKeyPairSync} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {readTlsFile} from '../../../../src/lib/adapters/forge/read-tls-file.js';
import {tempDir} from '../../../helpers/temp-dir.js';
import {TestCa} from '../../../helpers/test-pki.js';

let certificate = '';
let key = '';

beforeAll(async () => {
  const dir = tempDir('pem');
  certificate = await (await TestCa.make(dir)).issue('own');
  key = readFileSync(join(dir, 'own.key'), 'utf8');
});

function read(text: string | Buffer) {
  const {blocks, key: found, ...rest} = readTlsFile(Buffer.from(text));
  const seen = blocks.map(one => `${one.label}${one.certificate === undefined ? '' : ' that can be read'}`);
  return {seen, ...(found === undefined ? {} : {key: found.state}), ...rest};
}

const READABLE = 'CERTIFICATE that can be read';

describe('a file for TLS, as Go reads it', () => {
  it('with a certificate and a key between other text', () => {
    expect(read(`subject=own\n${certificate}\n\n${key}trailing`)).toEqual({
      seen: [READABLE, 'PRIVATE KEY'],
      key: 'readable',
    });
  });

  it('with line ends of Windows, and blanks behind the marks', () => {
    expect(read(certificate.replaceAll('\n', ' \r\n'))).toEqual({seen: [READABLE]});
  });

  it('gives the kind and the public key of a private key, and nothing else of it', () => {
    const {key: found} = readTlsFile(Buffer.from(key));

    expect(found).toEqual({
      state: 'readable',
      keyType: 'ecdsa-p256',
      publicKeyId: readTlsFile(Buffer.from(certificate)).blocks[0]?.certificate?.facts.publicKeyId,
    });
  });

  it('takes a DER file for what etcd cannot read', () => {
    const [block] = readTlsFile(Buffer.from(certificate)).blocks;

    expect(read(block!.certificate!.der)).toEqual({seen: [], isDer: true});
  });

  it.each<[string, () => string, unknown]>([
    ['nothing', () => '', {seen: []}],
    ['a piece of a block', () => certificate.slice(0, 200), {seen: []}],
    [
      'a torn block and a whole one',
      () => `${certificate.slice(0, 195)}\n${certificate}`,
      {seen: [READABLE]},
    ],
    ['two blocks on one line', () => `${certificate.trimEnd()}${certificate}`, {seen: []}],
    ['an indented block', () => certificate.replaceAll(/^/gm, '  '), {seen: []}],
    ['an end of another kind', () => certificate.replace('END CERTIFICATE', 'END KEY'), {seen: []}],
    ['characters that are no Base64', () => certificate.replace('MII', 'M_I'), {seen: []}],
    ['a certificate that is none', () => block('CERTIFICATE', 'AAAA'), {seen: ['CERTIFICATE']}],
    ['a request', () => block('CERTIFICATE REQUEST', 'AAAA'), {seen: ['CERTIFICATE REQUEST']}],
    ['a key that is none', () => block('PRIVATE KEY', 'AAAA'), {seen: ['PRIVATE KEY'], key: 'unreadable'}],
    ['a public key', () => block('PUBLIC KEY', 'AAAA'), {seen: ['PUBLIC KEY']}],
  ])('%s', (_, text, expected) => {
    expect(read(text())).toEqual(expected);
  });

  it.each<[string, 'pkcs1' | 'pkcs8']>([
    ['the old form', 'pkcs1'],
    ['the new form', 'pkcs8'],
  ])('tells a key with a passphrase in %s', (_, type) => {
    const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
    const pem = privateKey.export({type, format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret'});

    expect(read(pem).key).toBe('encrypted');
  });
});

function block(label: string, body: string): string {
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}
