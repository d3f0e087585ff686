import {certificateFiles} from './certificates.js';
import {memberConfig, memberScript, urlsOf} from './member-files.js';
import type {TruthRow} from './truth-row.js';

const OWN = '  cert-file: own.crt\n  key-file: own.key\n';

/** Options of TLS that do not go together. */
export const TLS_OPTION_ROWS: readonly TruthRow[] = [
  {
    name: 'certificates of clients without a CA',
    rules: [],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `client-transport-security:\n${OWN}  client-cert-auth: true`,
        urlsOf(place, {clients: 'https'}),
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'certificates that etcd makes beside own ones',
    rules: [],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `client-transport-security:\n${OWN}  auto-tls: true`,
        urlsOf(place, {clients: 'https'}),
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'certificates that etcd makes and a CA for clients',
    rules: [],
    files: place => ({
      ...certificateFiles(),
      ...memberScript(
        place,
        '--auto-tls --client-cert-auth --trusted-ca-file own.crt',
        urlsOf(place, {clients: 'https'}),
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'own certificates and http alone',
    rules: [],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `client-transport-security:\n${OWN}  client-cert-auth: true\n  trusted-ca-file: own.crt`,
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'a cipher that nobody knows',
    rules: ['cipher-suite-unknown'],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `cipher-suites: [TLS_FOO]\nclient-transport-security:\n${OWN}`,
        urlsOf(place, {clients: 'https'}),
      ),
    }),
    verdict: 'refuses',
    says: /unexpected TLS cipher suite "TLS_FOO"/,
  },
  {
    name: 'a cipher that nobody knows, without TLS',
    rules: ['cipher-suite-unknown'],
    files: place => memberScript(place, '--cipher-suites=TLS_FOO'),
    verdict: 'refuses',
  },
  {
    name: 'a version of TLS that etcd does not offer',
    rules: ['value-choice'],
    files: place => memberScript(place, '--tls-min-version=TLS1.1'),
    verdict: {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
    says: /unexpected TLS version "TLS1.1"/,
  },
  {
    name: 'versions of TLS in the wrong order',
    rules: ['tls-version-order'],
    files: place => memberConfig(place, 'tls-min-version: TLS1.3\ntls-max-version: TLS1.2'),
    verdict: {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
    says: /min version \(TLS1.3\) is greater than max version \(TLS1.2\)/,
  },
  {
    name: 'ciphers with TLS 1.3 alone',
    rules: ['cipher-suites-tls13'],
    files: place =>
      memberScript(place, '--tls-min-version=TLS1.3 --cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'),
    verdict: {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
    says: /cipher suites cannot be configured when only TLS1.3 is enabled/,
  },
  {
    name: 'a name and a host name that peers must have',
    rules: ['tls-allowed-both'],
    files: place => ({
      ...certificateFiles(),
      ...memberScript(
        place,
        '--peer-cert-file own.crt --peer-key-file own.key --peer-client-cert-auth --peer-trusted-ca-file own.crt --peer-cert-allowed-cn=a --peer-cert-allowed-hostname=b',
        urlsOf(place, {peers: 'https'}),
      ),
    }),
    verdict: 'refuses',
  },
  {
    name: 'no year of validity for certificates that etcd makes',
    rules: ['value-bounds'],
    files: place =>
      memberScript(place, '--auto-tls --self-signed-cert-validity=0', urlsOf(place, {clients: 'https'})),
    verdict: {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
  },
  {
    name: 'allowed names as a text, which must be a list',
    rules: ['config-type'],
    files: place => memberConfig(place, 'peer-transport-security:\n  allowed-cn: a\n  allowed-hostname: b'),
    verdict: {'3.4': 'starts', '3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
    says: /cannot unmarshal string into Go struct field/,
  },
  {
    name: 'keys of TLS that no flag has',
    rules: ['config-type'],
    files: place =>
      memberConfig(place, 'client-transport-security: {allowed-cn: [a], skip-client-san-verification: true}'),
    verdict: 'starts',
  },
  {
    name: 'a text for a list of TLS that no flag has',
    rules: ['config-type'],
    files: place => memberConfig(place, 'client-transport-security: {allowed-cn: a}'),
    verdict: {'3.4': 'starts', '3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
    says: /cannot unmarshal string into Go struct field securityConfig\.configJSON\.client-transport-security\.allowed-cn of type \[\]string/,
  },
];
