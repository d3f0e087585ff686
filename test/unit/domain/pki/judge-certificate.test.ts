import {describe, expect, it} from 'vitest';

import type {CertificateFacts} from '../../../../src/lib/domain/pki/certificate.js';
import {
  authorityFaults,
  certificateFaults,
  type CertificateUse,
  type ObservedCertificate,
} from '../../../../src/lib/domain/pki/judge-certificate.js';
import {sanOf} from '../../../../src/lib/domain/pki/san.js';

const NOW = new Date('2026-11-25T12:00:00Z');

function facts(change: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    subject: 'CN=infra0,O=demo',
    commonName: 'infra0',
    issuer: 'CN=demo etcd CA,O=demo',
    serial: '41',
    sans: [sanOf('10.0.0.1'), sanOf('localhost')],
    notBefore: new Date('2026-11-01T00:00:00Z'),
    notAfter: new Date('2027-11-01T00:00:00Z'),
    isCa: false,
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['serverAuth', 'clientAuth'],
    keyType: 'ecdsa-p256',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    fingerprint: 'AA',
    publicKeyId: 'k1',
    ...change,
  };
}

const GOOD: Omit<ObservedCertificate, 'facts'> = {keyId: 'k1', keyMode: 0o600, isTrusted: true};
const SERVER: CertificateUse = {kind: 'server', hosts: ['10.0.0.1']};

describe('certificateFaults', () => {
  it('has nothing to say of a good one', () => {
    expect(certificateFaults({facts: facts(), ...GOOD}, SERVER, NOW)).toEqual([]);
    const {keyUsage: _, extendedKeyUsage: __, ...unrestricted} = facts();
    expect(certificateFaults({facts: unrestricted, ...GOOD}, SERVER, NOW)).toEqual([]);
    expect(certificateFaults({facts: facts()}, {kind: 'client', hosts: []}, NOW)).toEqual([]);
  });

  it.each<
    [id: string, severity: string, change: Partial<CertificateFacts>, use: CertificateUse, says: RegExp]
  >([
    ['cert-expired', 'error', {notAfter: new Date('2026-11-24T00:00:00Z')}, SERVER, /2026-11-24/],
    [
      'cert-not-yet-valid',
      'error',
      {notBefore: new Date('2026-11-26T00:00:00Z')},
      SERVER,
      /clock here says 2026-11-25/,
    ],
    [
      'cert-expires-soon',
      'warning',
      {notAfter: new Date('2026-12-01T13:00:00Z')},
      SERVER,
      /in 6 days, on 2026-12-01/,
    ],
    ['cert-expires-soon', 'warning', {notAfter: new Date('2026-11-25T13:00:00Z')}, SERVER, /less than a day/],
    [
      'cert-san-missing',
      'error',
      {sans: [sanOf('localhost')]},
      SERVER,
      /does not name 10\.0\.0\.1; it names DNS:localhost/,
    ],
    ['cert-san-missing', 'error', {sans: []}, SERVER, /no name at all/],
    ['cert-usage', 'error', {extendedKeyUsage: ['clientAuth']}, SERVER, /lacks .*serverAuth/],
    ['cert-usage', 'warning', {extendedKeyUsage: ['serverAuth']}, SERVER, /JSON gateway/],
    ['cert-usage', 'error', {extendedKeyUsage: ['serverAuth']}, {...SERVER, kind: 'peer'}, /client in one/],
    ['cert-usage', 'error', {extendedKeyUsage: ['serverAuth']}, {kind: 'client', hosts: []}, /clientAuth/],
    ['cert-common-name', 'error', {}, {kind: 'proxy-client', hosts: []}, /infra0.*non empty Common Name/],
    ['cert-weak', 'error', {signatureAlgorithm: 'sha1WithRSAEncryption'}, SERVER, /sha1/],
    ['cert-weak', 'warning', {keyType: 'rsa-1024'}, SERVER, /1024 bits/],
  ])('%s (%s)', (id, severity, change, use, says) => {
    const faults = certificateFaults({facts: facts(change), ...GOOD}, use, NOW);

    expect(faults).toEqual([{id, severity, message: expect.stringMatching(says) as string}]);
  });

  it.each<[id: string, around: Partial<ObservedCertificate>]>([
    ['cert-wrong-ca', {isTrusted: false}],
    ['cert-key-mismatch', {keyId: 'k2'}],
    ['key-mode', {keyMode: 0o640}],
  ])('%s', (id, around) => {
    const faults = certificateFaults({facts: facts(), ...GOOD, ...around}, SERVER, NOW);

    expect(faults.map(fault => fault.id)).toEqual([id]);
  });

  it('never prints what could steer a terminal', () => {
    const hostile = facts({
      issuer: 'CN=\u001b[2J',
      sans: [{type: 'dns', value: '\u001b]0;x'}],
      commonName: '\u0007',
    });
    const faults = certificateFaults(
      {facts: hostile, isTrusted: false},
      {...SERVER, kind: 'proxy-client'},
      NOW,
    );

    expect(faults).toHaveLength(3);
    expect(faults.map(({message}) => message).join('')).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('authorityFaults', () => {
  it.each<[string[], Partial<CertificateFacts>]>([
    [[], {isCa: true, keyUsage: ['keyCertSign']}],
    [['ca-not-ca'], {isCa: false}],
    [['ca-not-ca'], {isCa: true, keyUsage: ['digitalSignature']}],
    [['cert-expired'], {isCa: true, keyUsage: ['keyCertSign'], notAfter: new Date('2026-01-01T00:00:00Z')}],
  ])('%j', (ids, change) => {
    expect(authorityFaults(facts(change), NOW).map(({id}) => id)).toEqual(ids);
  });
});
