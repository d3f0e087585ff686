import {describe, expect, it} from 'vitest';

import type {CertificateFacts} from '../../../../src/lib/domain/pki/certificate.js';
import {sanOf} from '../../../../src/lib/domain/pki/san.js';
import type {TlsFileFact} from '../../../../src/lib/domain/pki/tls-file.js';
import {
  exampleAuthority,
  exampleCertificate,
  fileWith,
  keyFileWith,
} from '../../../../src/lib/domain/rules/example-certificates.js';
import {judgeOnMachine} from '../../../helpers/judge-on-machine.js';
import {processOf} from '../../../helpers/process-of.js';

type Files = Readonly<Record<string, TlsFileFact>>;

const NOW = new Date('2026-06-01T12:00:00Z');

const GOOD: Files = {
  'own.crt': fileWith(exampleCertificate()),
  'own.key': keyFileWith(),
  'other.key': keyFileWith({publicKeyId: 'other'}),
  'ca.crt': fileWith(exampleAuthority()),
};

const AT = 'https://10.0.0.1';
const SERVER = `--listen-client-urls ${AT}:2379 --advertise-client-urls ${AT}:2379 --cert-file own.crt --key-file own.key`;
const PEER_URLS = `--listen-peer-urls ${AT}:2380 --initial-advertise-peer-urls ${AT}:2380 --initial-cluster default=${AT}:2380`;
const PEER = `${PEER_URLS} --peer-cert-file own.crt --peer-key-file own.key --peer-trusted-ca-file ca.crt`;

function judged(line: string, files: Files = {}, version = '3.6.16') {
  const process = processOf(line, version);
  const machine = {now: NOW, tlsFiles: {...GOOD, ...files}};
  return judgeOnMachine([process], machine).filter(({rule}) => /^tls-|^grpc-/.test(rule));
}

function rulesOf(line: string, files: Files = {}, version?: string): string {
  return judged(line, files, version)
    .map(({rule}) => rule)
    .join(' ');
}

function own(changes: Partial<CertificateFacts>): Files {
  return {'own.crt': fileWith(exampleCertificate(changes))};
}

function named(...hosts: readonly string[]): Files {
  return own({sans: hosts.map(host => sanOf(host))});
}

const BEHIND_SRV = `--listen-peer-urls ${AT}:2380 --initial-advertise-peer-urls ${AT}:2380 --discovery-srv example.com --peer-cert-file own.crt --peer-key-file own.key`;

const SELF_SIGNED = exampleCertificate({issuer: 'O=orders'});

describe('rules about what is in files for TLS', () => {
  it.each<[string, string, Files, string]>([
    ['a server', `etcd ${SERVER} --trusted-ca-file ca.crt`, {}, ''],
    ['a peer', `etcd ${PEER}`, {}, ''],
    ['files that are not here', `etcd ${SERVER} --trusted-ca-file /elsewhere/ca.crt`, {}, ''],
    ['a pair that nobody opens', 'etcd --cert-file own.crt --key-file other.key', {}, ''],
    [
      'a certificate that is its own CA',
      `etcd ${SERVER} --trusted-ca-file own.crt`,
      {'own.crt': fileWith(SELF_SIGNED)},
      '',
    ],
    [
      'the very certificate of a peer in the place of a CA, beside a CA',
      `etcd ${PEER}`,
      {
        ...own({issuer: 'CN=Other'}),
        'ca.crt': fileWith(exampleCertificate({issuer: 'CN=Other'}), exampleAuthority()),
      },
      '',
    ],
    ['a server of another CA that asks for no certificate', `etcd ${SERVER}`, own({issuer: 'CN=Public'}), ''],
    [
      'a server of another CA without the gateway',
      `etcd ${SERVER} --trusted-ca-file ca.crt --enable-grpc-gateway=false`,
      own({issuer: 'CN=Public', extendedKeyUsage: ['serverAuth']}),
      '',
    ],
    [
      'a server of another CA that has a pair for the gateway',
      `etcd ${SERVER} --trusted-ca-file ca.crt --client-cert-file gateway.crt --client-key-file own.key`,
      {
        ...own({issuer: 'CN=Public', extendedKeyUsage: ['serverAuth']}),
        'gateway.crt': fileWith(exampleCertificate({extendedKeyUsage: ['clientAuth'], sans: []})),
      },
      '',
    ],
    [
      'a server of another CA that shows its own certificate to itself',
      `etcd ${SERVER} --trusted-ca-file ca.crt`,
      own({issuer: 'CN=Public'}),
      'tls-gateway-certificate',
    ],
    [
      'peers of another CA than clients',
      `etcd ${SERVER} ${PEER} --trusted-ca-file clients.crt`,
      {'clients.crt': fileWith(exampleAuthority({subject: 'CN=Clients', issuer: 'CN=Clients'}))},
      'tls-gateway-certificate',
    ],
    [
      'a peer with another pair for its way out',
      `etcd ${PEER} --peer-client-cert-file out.crt --peer-client-key-file own.key`,
      {
        ...own({extendedKeyUsage: ['serverAuth']}),
        'out.crt': fileWith(exampleCertificate({extendedKeyUsage: ['clientAuth'], sans: []})),
      },
      '',
    ],
    [
      'a peer that asks nobody for a certificate',
      `etcd ${PEER_URLS} --peer-cert-file own.crt --peer-key-file own.key`,
      own({extendedKeyUsage: ['serverAuth']}),
      '',
    ],
    ['any usage', `etcd ${PEER}`, own({extendedKeyUsage: ['any']}), ''],
    [
      'a host in capitals below a wildcard',
      `etcd ${PEER.replaceAll('initial-advertise-peer-urls https://10.0.0.1', 'initial-advertise-peer-urls https://A.Example.com').replace('default=https://10.0.0.1', 'default=https://A.Example.com')}`,
      own({sans: [{type: 'dns', value: '*.example.COM'}]}),
      '',
    ],
    ['IPv4 in the form of IPv6', `etcd ${PEER}`, own({sans: [{type: 'ip', value: '::ffff:10.0.0.1'}]}), ''],
    [
      'the domain behind SRV records, and the host',
      `etcd ${BEHIND_SRV}`,
      named('example.com', '10.0.0.1'),
      '',
    ],
    ['the domain behind SRV records alone', `etcd ${BEHIND_SRV}`, named('example.com'), 'tls-cert-names'],
    ['the host alone behind SRV records', `etcd ${BEHIND_SRV}`, named('10.0.0.1'), 'tls-cert-names'],
    [
      'the host alone behind SRV records, with a CA',
      `etcd ${BEHIND_SRV} --peer-trusted-ca-file ca.crt`,
      named('10.0.0.1'),
      '',
    ],
    [
      'SHA-1 on what signed itself',
      `etcd ${SERVER}`,
      own({issuer: 'O=orders', signatureAlgorithm: 'sha1WithRSAEncryption'}),
      '',
    ],
    [
      'an old CA beside the new one',
      `etcd ${SERVER} --trusted-ca-file ca.crt`,
      {'ca.crt': fileWith(exampleAuthority({notAfter: new Date(0)}), exampleAuthority())},
      '',
    ],
    [
      'an expired CA alone',
      `etcd ${SERVER} --trusted-ca-file ca.crt`,
      {'ca.crt': fileWith(exampleAuthority({notAfter: new Date(0)}))},
      'tls-cert-expired',
    ],
    [
      'an expired certificate that both sides show',
      `etcd ${SERVER} ${PEER}`,
      own({notAfter: new Date(0)}),
      'tls-cert-expired',
    ],
    [
      'an etcdctl with the key of another',
      'etcdctl --cert own.crt --key other.key get a',
      {},
      'tls-pair-mismatch',
    ],
    [
      'an etcdctl with a certificate of a server',
      'etcdctl --cert own.crt --key own.key get a',
      own({extendedKeyUsage: ['serverAuth']}),
      'tls-cert-usage',
    ],
    ['a common name of a client', 'etcdctl --cert own.crt --key own.key get a', own({commonName: 'bob'}), ''],
    [
      'a gateway, which opens nothing',
      'etcd gateway start --endpoints a:1 --trusted-ca-file ca.crt',
      {'ca.crt': {blocks: []}},
      '',
    ],
  ])('%s', (_, line, files, rules) => {
    expect(rulesOf(line, files)).toBe(rules);
  });

  it.each<[string, TlsFileFact, string]>([
    ['nothing', {blocks: []}, 'tls: failed to find any PEM data in key input'],
    [
      'a certificate',
      fileWith(exampleCertificate()),
      'tls: found a certificate rather than a key in the PEM for the private key',
    ],
    [
      'parameters and a public key',
      {blocks: [{label: 'EC PARAMETERS'}, {label: 'PUBLIC KEY'}]},
      'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [EC PARAMETERS PUBLIC KEY]',
    ],
    [
      'a broken key',
      {blocks: [{label: 'PRIVATE KEY'}], key: {state: 'unreadable'}},
      'tls: failed to parse private key',
    ],
  ])('gives the words of Go for a key file with %s', (_, fact, says) => {
    expect(judged(`etcd ${PEER}`, {'own.key': fact}).map(({etcdSays}) => etcdSays)).toEqual([says]);
  });

  it.each([
    ['3.4.23', 'cert has non empty Common Name (bob)'],
    ['3.5.35', 'cert has non empty Common Name (bob): own.crt'],
  ])('gives the words of %s for a proxy with a common name', (version, says) => {
    const line = 'etcd grpc-proxy start --endpoints a:1 --cert own.crt --key own.key';

    expect(judged(line, own({commonName: 'bob'}), version).map(({etcdSays}) => etcdSays)).toEqual([says]);
  });

  it('says what to do with a certificate that stands behind its CA', () => {
    const files = {'own.crt': fileWith(exampleAuthority(), exampleCertificate())};

    expect(judged(`etcd ${SERVER}`, files).find(({rule}) => rule === 'tls-pair-mismatch')?.fix).toBe(
      'put the certificate of the key first, and those of CAs behind it',
    );
  });

  it('shows nothing of a file as it is', () => {
    const evil = '\u001b[31mevil\u202e';
    const files = {
      ...own({
        issuer: evil,
        sans: [{type: 'dns', value: evil}],
        extendedKeyUsage: [evil],
        notAfter: new Date(0),
      }),
      'ca.crt': {blocks: [{label: evil}]},
    };

    const findings = judged(`etcd ${PEER} ${SERVER} --trusted-ca-file ca.crt`, files);

    expect(findings.length).toBeGreaterThan(4);

    expect(JSON.stringify(findings)).not.toMatch(/\\u001b|\u001b|\u202e/);
  });
});
