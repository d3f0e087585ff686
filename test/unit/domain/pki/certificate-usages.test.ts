import {describe, expect, it} from 'vitest';

import type {CertificateFacts, ExtendedKeyUsage} from '../../../../src/lib/domain/pki/certificate.js';
import {certificateFaults, type CertificateUse} from '../../../../src/lib/domain/pki/judge-certificate.js';

const NOW = new Date('2026-06-01T00:00:00Z');

function withUsages(extendedKeyUsage: ExtendedKeyUsage[]): CertificateFacts {
  return {
    subject: 'O=etcd',
    issuer: 'O=etcd',
    serial: '01',
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
    sans: [{type: 'ip', value: '127.0.0.1'}],
    isCa: false,
    extendedKeyUsage,
    keyType: 'ecdsa-p256',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    fingerprint: 'A',
    publicKeyId: 'a',
  };
}

describe('the usages of a certificate', () => {
  it.each<[use: CertificateUse, usages: ExtendedKeyUsage[], expected: string[]]>([
    [{kind: 'server', hosts: []}, ['serverAuth', 'clientAuth'], []],
    [{kind: 'server', hosts: []}, ['serverAuth'], ['warning cert-usage']],
    [{kind: 'server', hosts: []}, ['clientAuth'], ['error cert-usage']],
    [{kind: 'peer', hosts: []}, ['serverAuth'], ['error cert-usage']],
    [{kind: 'peer', hosts: []}, ['any'], []],
    [{kind: 'client', hosts: []}, ['serverAuth'], ['error cert-usage']],
    [{kind: 'server', hosts: [], isShownToMembers: true}, ['serverAuth'], ['error cert-usage']],
    [{kind: 'server', hosts: [], isShownToMembers: true}, ['serverAuth', 'clientAuth'], []],
    // Made by etcd, and checked by nobody.
    [{kind: 'server', hosts: [], isOfAutoTls: true}, ['serverAuth'], []],
    [{kind: 'peer', hosts: [], isOfAutoTls: true}, ['serverAuth'], []],
  ])('%j with %j', (use, usages, expected) => {
    const faults = certificateFaults({facts: withUsages(usages)}, use, NOW);

    expect(faults.map(({severity, id}) => `${severity} ${id}`)).toEqual(expected);
  });
});
