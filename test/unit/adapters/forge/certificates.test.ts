import {createPublicKey} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {encodeDer, parseDer} from '../../../../src/lib/adapters/forge/der.js';
import {createKey, readKey, spkiOf, writeKey} from '../../../../src/lib/adapters/forge/keys.js';
import {pemBlocks} from '../../../../src/lib/adapters/forge/pem.js';
import {isIssuedBy, readCertificate} from '../../../../src/lib/adapters/forge/read-certificate.js';
import {readRequest} from '../../../../src/lib/adapters/forge/request.js';
import {writeCertificate, type Issuer} from '../../../../src/lib/adapters/forge/write-certificate.js';
import {
  KEY_TYPES,
  type CertificateContent,
  type KeyType,
} from '../../../../src/lib/domain/pki/certificate.js';
import {openssl} from '../../../helpers/openssl.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const HOUR_MS = 3_600_000;

function content(more: Partial<CertificateContent>): CertificateContent {
  const now = Date.now();
  return {
    subject: {commonName: 'infra_0', organization: 'shop'},
    sans: [],
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: [],
    notBefore: new Date(now - HOUR_MS),
    notAfter: new Date(now + HOUR_MS),
    serial: `41${'ab'.repeat(15)}`,
    ...more,
  };
}

async function makeCa(keyType: KeyType): Promise<Issuer & {certificate: string}> {
  const key = await createKey(keyType);
  const ca = content({
    subject: {commonName: 'shop etcd CA', organization: 'shop'},
    keyUsage: ['keyCertSign', 'cRLSign', 'digitalSignature'],
    caPathLength: 0,
  });
  return {key, certificate: writeCertificate(ca, {spki: spkiOf(key), signer: key})};
}

function derOf(pem: string): Buffer {
  return pemBlocks(pem)[0]!.der;
}

const SANS = [
  {type: 'dns', value: 'etcd-1.example.com'},
  {type: 'ip', value: '127.0.0.1'},
  {type: 'ip', value: '::1'},
  {type: 'ip', value: '2001:db8::5'},
] as const;

describe.each(KEY_TYPES)('certificates of %s', keyType => {
  it('pass openssl strictly, and are read back as they were meant', async () => {
    const dir = tempDir('pki');
    const ca = await makeCa(keyType);
    const key = await createKey(keyType);
    const wanted = content({sans: SANS, extendedKeyUsage: ['serverAuth', 'clientAuth']});
    const pem = writeCertificate(wanted, {spki: spkiOf(key), signer: ca.key, issuer: ca});
    writeFileSync(join(dir, 'ca.crt'), ca.certificate);
    writeFileSync(join(dir, 'leaf.crt'), pem);

    const verdict = openssl(
      dir,
      ...[
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_ip',
        '2001:db8::5',
        '-CAfile',
        'ca.crt',
      ],
      'leaf.crt',
    );
    const text = openssl(dir, 'x509', '-in', 'leaf.crt', '-noout', '-text');

    expect(verdict.trim()).toBe('leaf.crt: OK');
    expect(text).toMatch(/CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(text).toMatch(/TLS Web Server Authentication, TLS Web Client Authentication/);
    expect(text).toContain('IP Address:2001:DB8:0:0:0:0:0:5');
    expect(text).toMatch(/Issuer: O = shop, CN = shop etcd CA/);
    const facts = readCertificate(derOf(pem));
    expect(facts).toMatchObject({
      subject: 'CN=infra_0,O=shop',
      commonName: 'infra_0',
      issuer: 'CN=shop etcd CA,O=shop',
      serial: wanted.serial,
      sans: SANS,
      isCa: false,
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['serverAuth', 'clientAuth'],
      keyType,
    });
    expect(facts.authorityKeyId).toBe(readCertificate(derOf(ca.certificate)).subjectKeyId);
    expect(readCertificate(derOf(ca.certificate))).toMatchObject({isCa: true, pathLength: 0});
    expect(isIssuedBy(derOf(pem), derOf(ca.certificate))).toBe(true);
    // What is signed is DER without a choice: written anew it is the same.
    expect(encodeDer(parseDer(derOf(pem)))).toEqual(derOf(pem));
    expect(isIssuedBy(derOf(pem), derOf((await makeCa('ecdsa-p256')).certificate))).toBe(false);
  });

  it('have keys that openssl reads, encrypted too', async () => {
    const dir = tempDir('pki');
    const key = await createKey(keyType);
    writeFileSync(join(dir, 'plain.key'), writeKey(key));
    writeFileSync(join(dir, 'secret.key'), writeKey(key, 'open sesame'));

    const plain = openssl(dir, 'pkey', '-in', 'plain.key', '-pubout', '-outform', 'PEM');
    const secret = openssl(dir, 'pkey', '-in', 'secret.key', '-passin', 'pass:open sesame', '-pubout');

    expect(derOf(plain).equals(spkiOf(key))).toBe(true);
    expect(secret).toBe(plain);
    const again = readKey(Buffer.from(writeKey(key, 'open sesame')), 'secret.key', 'open sesame');
    expect(spkiOf(again).equals(spkiOf(key))).toBe(true);
    expect(() => readKey(Buffer.from(writeKey(key, 'open sesame')), 'ca.key')).toThrow(/encrypted/);
    expect(() => readKey(Buffer.from(writeKey(key, 'open sesame')), 'ca.key', 'x')).toThrow(
      /does not open ca\.key/,
    );
  });
});

describe('keys', () => {
  it.each(KEY_TYPES)('of %s are written byte by byte as OpenSSL would', async keyType => {
    const key = await createKey(keyType);

    expect(writeKey(key)).toBe(key.export({type: 'pkcs8', format: 'pem'}));
    expect(spkiOf(key)).toEqual(createPublicKey(key).export({type: 'spki', format: 'der'}));
  });

  it.each([
    ['of another curve', ['ecparam', '-name', 'secp521r1', '-genkey', '-noout']],
    ['with its curve written out', ['ecparam', '-name', 'prime256v1', '-genkey', '-param_enc', 'explicit']],
    ['of Ed25519', ['genpkey', '-algorithm', 'ed25519']],
  ])('%s are too', (_, args) => {
    const dir = tempDir('pki');
    openssl(dir, ...args, '-out', 'other.key');
    const key = readKey(readFileSync(join(dir, 'other.key')), 'other.key');

    expect(writeKey(key)).toBe(key.export({type: 'pkcs8', format: 'pem'}));
    expect(spkiOf(key)).toEqual(createPublicKey(key).export({type: 'spki', format: 'der'}));
  });

  it('without their public half get it', () => {
    const dir = tempDir('pki');
    openssl(dir, 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'whole.key');
    openssl(dir, 'ec', '-in', 'whole.key', '-no_public', '-out', 'half.key');
    const key = readKey(readFileSync(join(dir, 'half.key')), 'half.key');

    expect(spkiOf(key)).toEqual(derOf(openssl(dir, 'pkey', '-in', 'whole.key', '-pubout')));
    expect(writeKey(key)).toBe(key.export({type: 'pkcs8', format: 'pem'}));
  });
});

describe('certificates of others', () => {
  it.each([
    ['rsa', ['-newkey', 'rsa:2048'], 'rsa-2048', 'sha256WithRSAEncryption'],
    ['weak rsa', ['-newkey', 'rsa:1024', '-sha1'], 'rsa-1024', 'sha1WithRSAEncryption'],
    ['P-521', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521'], 'ecdsa-p521', 'ecdsa-with-SHA256'],
    ['ed25519', ['-newkey', 'ed25519'], 'ed25519', 'ed25519'],
  ])('of %s by openssl are read', (_, key, keyType, signatureAlgorithm) => {
    const dir = tempDir('pki');
    const subject = ['-subj', '/C=CH/O=Käse, AG/CN=näme', '-utf8'];
    const sans = ['-addext', 'subjectAltName=DNS:a.example.com,IP:10.0.0.1,URI:spiffe://x,email:a@b'];
    openssl(
      dir,
      'req',
      '-x509',
      '-nodes',
      '-days',
      '9',
      ...key,
      ...subject,
      ...sans,
      '-out',
      'c.crt',
      '-keyout',
      'c.key',
    );
    const pem = openssl(dir, 'x509', '-in', 'c.crt');

    const facts = readCertificate(derOf(pem));

    expect(facts).toMatchObject({
      keyType,
      signatureAlgorithm,
      subject: 'CN=näme,O=Käse\\, AG,C=CH',
      isCa: true,
    });
    expect(facts.sans.map(({type}) => type)).toEqual(['dns', 'ip', 'uri', 'email']);
    const shown = openssl(dir, 'x509', '-in', 'c.crt', '-noout', '-fingerprint', '-sha256');
    expect(shown).toContain(facts.fingerprint);
  });

  it('their requests are read, and one whose signature is broken is refused', () => {
    const dir = tempDir('pki');
    const names = [
      '-subj',
      '/O=shop/CN=infra0',
      '-addext',
      'subjectAltName=DNS:etcd.example.com,IP:10.0.0.1',
    ];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    openssl(dir, 'req', '-new', '-nodes', ...kind, ...names, '-out', 'r.csr', '-keyout', 'r.key');
    const der = derOf(openssl(dir, 'req', '-in', 'r.csr'));

    expect(readRequest(der, 'r.csr')).toMatchObject({
      commonName: 'infra0',
      organization: 'shop',
      keyType: 'ecdsa-p256',
      sans: [
        {type: 'dns', value: 'etcd.example.com'},
        {type: 'ip', value: '10.0.0.1'},
      ],
    });
    const broken = Buffer.from(der);
    broken[broken.indexOf('infra0')] = 'x'.charCodeAt(0);
    expect(() => readRequest(broken, 'r.csr')).toThrow(/signature does not match/);
    expect(() => readRequest(der.subarray(0, 60), 'r.csr')).toThrow(/r\.csr holds no request/);
  });
});
