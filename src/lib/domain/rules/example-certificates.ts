import type {CertificateFacts} from '../pki/certificate.js';
import type {TlsFileFact, TlsKey} from '../pki/tls-file.js';
import {exampleVariables} from './rule-examples.js';
import type {RuleExample} from './rule.js';

/** A good certificate with changes. `issuer` is the subject of the one that signed it. */
export function exampleCertificate(changes: Partial<CertificateFacts> = {}): CertificateFacts {
  const base = {
    subject: 'O=orders',
    issuer: 'CN=orders CA',
    serial: '01',
    sans: [{type: 'ip', value: '10.0.0.1'}],
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
    isCa: false,
    extendedKeyUsage: ['serverAuth', 'clientAuth'],
    keyType: 'ecdsa-p256',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    publicKeyId: 'own',
    ...changes,
  } as const;
  return {fingerprint: JSON.stringify(base), ...base};
}

const CA = {subject: 'CN=orders CA', isCa: true, keyUsage: ['keyCertSign', 'cRLSign'], sans: []} as const;

/** A good CA that has signed itself, with changes. */
export function exampleAuthority(changes: Partial<CertificateFacts> = {}): CertificateFacts {
  return exampleCertificate({...CA, publicKeyId: 'ca', ...changes});
}

export function fileWith(...certificates: readonly CertificateFacts[]): TlsFileFact {
  return {blocks: certificates.map(certificate => ({label: 'CERTIFICATE', certificate}))};
}

export function keyFileWith(key: Partial<TlsKey> = {}): TlsFileFact {
  const own = {state: 'readable', keyType: 'ecdsa-p256', publicKeyId: 'own'} as const;
  return {blocks: [{label: 'PRIVATE KEY'}], key: {...own, ...key}};
}

/** What the clock of these examples says. */
const NOW = new Date('2026-06-01T12:00:00Z');

type TlsFiles = Readonly<Record<string, TlsFileFact>>;

const GOOD: TlsFiles = {
  '/etc/etcd/own.crt': fileWith(exampleCertificate()),
  '/etc/etcd/own.key': keyFileWith(),
  '/etc/etcd/ca.crt': fileWith(exampleAuthority()),
};

/** A member that serves its clients with TLS, on a machine with these files. */
export function clientTlsExample(changes: TlsFiles = {}): RuleExample {
  return {
    ...exampleVariables({
      ETCD_LISTEN_CLIENT_URLS: 'https://10.0.0.1:2379',
      ETCD_ADVERTISE_CLIENT_URLS: 'https://10.0.0.1:2379',
      ETCD_CERT_FILE: '/etc/etcd/own.crt',
      ETCD_KEY_FILE: '/etc/etcd/own.key',
      ETCD_TRUSTED_CA_FILE: '/etc/etcd/ca.crt',
    }),
    machine: {now: NOW, tlsFiles: {...GOOD, ...changes}},
  };
}

/** A member whose peers speak TLS, on a machine with these files. */
export function peerTlsExample(changes: TlsFiles = {}): RuleExample {
  return {
    ...exampleVariables({
      ETCD_LISTEN_PEER_URLS: 'https://10.0.0.1:2380',
      ETCD_INITIAL_ADVERTISE_PEER_URLS: 'https://10.0.0.1:2380',
      ETCD_INITIAL_CLUSTER: 'infra0=https://10.0.0.1:2380',
      ETCD_PEER_CERT_FILE: '/etc/etcd/own.crt',
      ETCD_PEER_KEY_FILE: '/etc/etcd/own.key',
      ETCD_PEER_TRUSTED_CA_FILE: '/etc/etcd/ca.crt',
    }),
    machine: {now: NOW, tlsFiles: {...GOOD, ...changes}},
  };
}

/** A gRPC proxy that shows this certificate to the members. */
export function proxyTlsExample(certificate: CertificateFacts): RuleExample {
  const words = ['--listen-addr 10.0.1.20:23790', '--cert /etc/etcd/own.crt', '--key /etc/etcd/own.key'];
  const start = ['etcd grpc-proxy start --endpoints https://10.0.1.10:2379', ...words];
  return {
    files: {'proxy.sh': `${start.join(' \\\n  ')}\n`},
    machine: {
      now: NOW,
      tlsFiles: {'/etc/etcd/own.crt': fileWith(certificate), '/etc/etcd/own.key': keyFileWith()},
    },
  };
}
