import {certificateFiles} from './certificates.js';
import {memberConfig, memberScript, memberVariables, urlsOf} from './member-files.js';
import type {TruthRow} from './truth-row.js';

const OWN = '  cert-file: own.crt\n  key-file: own.key\n';
const WITH_CA = `${OWN}  client-cert-auth: true\n  trusted-ca-file: own.crt\n`;

/** TLS that works. */
export const VALID_TLS_ROWS: readonly TruthRow[] = [
  {
    name: 'certificates that etcd makes for clients and peers',
    rules: ['tls-without-certificate'],
    files: place =>
      memberConfig(
        place,
        'client-transport-security:\n  auto-tls: true\npeer-transport-security:\n  auto-tls: true',
        urlsOf(place, {clients: 'https', peers: 'https'}),
      ),
    verdict: 'starts',
  },
  {
    name: 'certificates that etcd makes, as flags',
    rules: [],
    files: place =>
      memberScript(
        place,
        '--auto-tls --peer-auto-tls=true',
        urlsOf(place, {clients: 'https', peers: 'https'}),
      ),
    verdict: 'starts',
  },
  {
    name: 'own certificates for clients alone',
    rules: [],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(place, `client-transport-security:\n${OWN}`, urlsOf(place, {clients: 'https'})),
    }),
    verdict: 'starts',
  },
  {
    name: 'own certificates and a CA for clients and peers',
    rules: ['tls-half-pair', 'tls-file-missing'],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `client-transport-security:\n${WITH_CA}peer-transport-security:\n${WITH_CA}`,
        urlsOf(place, {clients: 'https', peers: 'https'}),
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'own certificates and a CA as variables',
    rules: ['tls-without-certificate', 'tls-half-pair', 'tls-file-missing'],
    files: place => ({
      ...certificateFiles(),
      ...memberVariables(
        place,
        `ETCD_CERT_FILE=own.crt\nETCD_KEY_FILE=${place.dir}/own.key\nETCD_TRUSTED_CA_FILE=own.crt\nETCD_CLIENT_CERT_AUTH=true`,
        urlsOf(place, {clients: 'https', host: 'localhost'}),
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'TLS 1.3 alone',
    rules: ['tls-version-order', 'cipher-suites-tls13', 'value-choice'],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `tls-min-version: TLS1.3\ntls-max-version: 'TLS1.3'\nclient-transport-security:\n${OWN}`,
        urlsOf(place, {clients: 'https'}),
      ),
    }),
    verdict: {'3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'chosen ciphers',
    rules: ['cipher-suite-unknown'],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `cipher-suites:\n- TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\n- TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\nclient-transport-security:\n${OWN}`,
        urlsOf(place, {clients: 'https'}),
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'a certificate of its own for what etcd asks of itself and of peers',
    rules: [],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `client-transport-security:\n${OWN}  client-cert-file: own.crt\n  client-key-file: own.key\npeer-transport-security:\n${WITH_CA}  client-cert-file: own.crt\n  client-key-file: own.key\n`,
        urlsOf(place, {clients: 'https', peers: 'https'}),
      ),
    }),
    verdict: {'3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'names that peers must have',
    rules: ['tls-allowed-both'],
    files: place => ({
      ...certificateFiles(),
      ...memberScript(
        place,
        '--peer-cert-file own.crt --peer-key-file own.key --peer-client-cert-auth --peer-trusted-ca-file own.crt --peer-cert-allowed-cn=etcd',
        urlsOf(place, {peers: 'https'}),
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'clients with and without TLS on ports of their own',
    rules: [],
    files: ({clientPort, otherPort, ...place}) => ({
      ...certificateFiles(),
      ...memberConfig({clientPort, otherPort, ...place}, `client-transport-security:\n${OWN}`, {
        'listen-client-urls': `https://127.0.0.1:${clientPort},http://127.0.0.1:${otherPort}`,
        'advertise-client-urls': `https://127.0.0.1:${clientPort},http://127.0.0.1:${otherPort}`,
      }),
    }),
    verdict: 'starts',
  },
  {
    name: 'metrics with TLS',
    rules: ['tls-without-certificate'],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `listen-metrics-urls: https://127.0.0.1:${place.otherPort}\nclient-transport-security:\n${OWN}`,
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'tokens signed by a key of its own',
    rules: ['auth-token', 'token-key-missing'],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(place, 'auth-token: jwt,priv-key=own.key,sign-method=ES256,ttl=10m'),
    }),
    verdict: 'starts',
  },
];
