import {describe, expect, it} from 'vitest';

import type {TlsFileFact} from '../../../../src/lib/domain/pki/tls-file.js';
import {
  exampleAuthority,
  exampleCertificate,
  fileWith,
  keyFileWith,
} from '../../../../src/lib/domain/rules/example-certificates.js';
import {judgeOnMachine} from '../../../helpers/judge-on-machine.js';
import {processOf} from '../../../helpers/process-of.js';

const NOW = new Date('2026-06-01T12:00:00Z');
const URL = 'https://10.0.0.1:2379';
const MEMBER = `etcd --listen-client-urls ${URL} --advertise-client-urls ${URL} --cert-file own.crt --key-file own.key --trusted-ca-file ca.crt`;

function said(files: Readonly<Record<string, TlsFileFact>>): string[] {
  const good = {
    'own.crt': fileWith(exampleCertificate()),
    'own.key': keyFileWith(),
    'ca.crt': fileWith(exampleAuthority()),
  };
  return judgeOnMachine([processOf(MEMBER, '3.7.3')], {now: NOW, tlsFiles: {...good, ...files}})
    .filter(({rule}) => rule.startsWith('tls-'))
    .map(({rule, etcdSays = ''}) => `${rule} ${etcdSays}`.trim());
}

function pair(keyType: string): Readonly<Record<string, TlsFileFact>> {
  return {'own.crt': fileWith(exampleCertificate({keyType})), 'own.key': keyFileWith({keyType})};
}

describe('kinds of keys', () => {
  it.each<[string, string[]]>([
    ['rsa-2048', []],
    ['ed25519', []],
    ['ecdsa-p521', []],
    ['ecdsa-p224', ['tls-cert-weak-key']],
    ['ecdsa-p192', ['tls-key-kind x509: unsupported elliptic curve']],
    ['ecdsa-secp256k1', ['tls-key-kind x509: unsupported elliptic curve']],
    ['ecdsa-explicit', ['tls-key-kind x509: invalid ECDSA parameters']],
    ['ed448', ['tls-key-kind tls: failed to parse private key']],
    ['rsa-pss', ['tls-key-kind tls: failed to parse private key']],
  ])('%s', (keyType, expected) => {
    expect(said(pair(keyType))).toEqual(expected);
  });

  it('of a key alone, which is then of another pair as well', () => {
    const key = keyFileWith({keyType: 'ecdsa-secp256k1', publicKeyId: 'other'});

    expect(said({'own.key': key})).toEqual(['tls-key-kind tls: failed to parse private key']);
  });

  it('of a CA: one on another curve ends etcd, one of another kind does not', () => {
    const both = (keyType: string): TlsFileFact =>
      fileWith(
        exampleAuthority(),
        exampleAuthority({keyType, subject: 'CN=old', issuer: 'CN=old', publicKeyId: 'old'}),
      );

    expect(said({'ca.crt': both('ecdsa-brainpoolP256r1')})).toEqual([
      'tls-ca-key-kind x509: unsupported elliptic curve',
    ]);
    expect(said({'ca.crt': both('dsa')})).toEqual([]);
  });

  it('behind a certificate: etcd shows it, and others turn away', () => {
    const old = exampleAuthority({keyType: 'ecdsa-secp256k1', publicKeyId: 'old'});

    expect(said({'own.crt': fileWith(exampleCertificate(), old)})).toEqual(['tls-chain-key-kind']);
  });
});
