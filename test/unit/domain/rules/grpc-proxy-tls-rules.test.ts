import {describe, expect, it} from 'vitest';

import type {CertificateFacts} from '../../../../src/lib/domain/pki/certificate.js';
import {sanOf} from '../../../../src/lib/domain/pki/san.js';
import {
  exampleAuthority,
  exampleCertificate,
  fileWith,
  keyFileWith,
} from '../../../../src/lib/domain/rules/example-certificates.js';
import {judgeOnMachine} from '../../../helpers/judge-on-machine.js';
import {processOf} from '../../../helpers/process-of.js';

const CA = '--trusted-ca-file ca.crt';
const PAIR = '--cert-file own.crt --key-file own.key';
const AT = '--listen-addr 10.0.0.1:2379 --advertise-client-url';

function rulesOf(words: string, version: string, changes: Partial<CertificateFacts> = {}): string {
  const tlsFiles = {
    'own.crt': fileWith(exampleCertificate(changes)),
    'own.key': keyFileWith(),
    'ca.crt': fileWith(exampleAuthority()),
    'other.crt': fileWith(exampleAuthority({subject: 'CN=Other', issuer: 'CN=Other'})),
  };
  const process = processOf(`etcd grpc-proxy start --endpoints a:2379 ${words}`, version);
  return judgeOnMachine([process], {now: new Date('2026-06-01T12:00:00Z'), tlsFiles})
    .map(({rule}) => rule)
    .filter(rule => rule.startsWith('grpc-proxy') || rule.startsWith('tls-'))
    .join(' ');
}

const OWN = 'grpc-proxy-own-certificate';
const ELSEWHERE = {sans: [sanOf('10.0.0.2')]};
const BY_NAME = {sans: [sanOf('proxy.example.com')]};
const REGISTERED = '--resolver-prefix p --resolver-ttl 60';

describe('the certificate of a gRPC proxy for its clients', () => {
  it.each<[string, string, string, Partial<CertificateFacts>, string]>([
    ['that is good', `${AT} 10.0.0.1:2379 ${PAIR} ${CA}`, '3.6.16', {}, ''],
    ['for another address', `${AT} 10.0.0.1:2379 ${PAIR} ${CA}`, '3.6.16', ELSEWHERE, OWN],
    ['for a name of it', `${AT} http://10.0.0.1:2379 ${PAIR} ${CA}`, '3.5.28', BY_NAME, OWN],
    ['of another CA', `${AT} 10.0.0.1:2379 ${PAIR} --trusted-ca-file other.crt`, '3.6.9', {}, OWN],
    [
      'for servers alone',
      `${AT} 10.0.0.1:2379 ${PAIR} ${CA}`,
      '3.6.9',
      {extendedKeyUsage: ['serverAuth']},
      OWN,
    ],
    [
      'for servers alone, with no CA',
      `${AT} 10.0.0.1:2379 ${PAIR}`,
      '3.6.9',
      {extendedKeyUsage: ['serverAuth']},
      '',
    ],
    ['that nobody here has signed', `${AT} 10.0.0.1:2379 ${PAIR}`, '3.6.9', {issuer: 'CN=Public'}, ''],
    ['that has signed itself', `${AT} 10.0.0.1:2379 ${PAIR}`, '3.6.9', {issuer: 'O=orders'}, OWN],
    [
      'of the CA of the members',
      `${AT} 10.0.0.1:2379 ${PAIR} --cert own.crt --key own.key --cacert ca.crt`,
      '3.6.9',
      {},
      OWN,
    ],
    ['for another address, where it advertises nothing', `${AT}= ${PAIR} ${CA}`, '3.6.16', ELSEWHERE, ''],
    ['for another address, in 3.7', `${AT} 10.0.0.1:2379 ${PAIR}`, '3.7.3', ELSEWHERE, 'tls-cert-names'],
    ['for another address, before', `${AT} 10.0.0.1:2379 ${PAIR}`, '3.5.27', ELSEWHERE, 'tls-cert-names'],
    ['for a name of it, in 3.7', `${AT} 10.0.0.1:2379 ${PAIR}`, '3.7.3', BY_NAME, ''],
    [
      'for a name of it, where it registers its address',
      `${AT} 10.0.0.1:2379 ${PAIR} ${REGISTERED}`,
      '3.7.3',
      BY_NAME,
      'tls-cert-names',
    ],
    [
      'for another address than it listens on',
      `--listen-addr 10.0.0.1:2379 ${PAIR}`,
      '3.7.3',
      ELSEWHERE,
      'tls-cert-names',
    ],
    ['for one of all its addresses', `--listen-addr 0.0.0.0:2379 ${PAIR}`, '3.7.3', ELSEWHERE, ''],
  ])('%s', (_, words, version, changes, expected) => {
    expect(rulesOf(words, version, changes)).toBe(expected);
  });

  it.each([
    ['--cacert ca.crt', '3.5.0', 'grpc-proxy-ca-alone'],
    ['--cacert ca.crt', '3.4.45', ''],
    ['--cacert ca.crt --cert own.crt --key own.key', '3.7.3', ''],
  ])('for members: %s, etcd %s', (words, version, expected) => {
    expect(rulesOf(words, version)).toBe(expected);
  });
});
