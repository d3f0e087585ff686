import {certificateFiles} from './certificates.js';
import {memberConfig, memberScript, memberVariables, urlsOf} from './member-files.js';
import type {TruthRow} from './truth-row.js';

const OWN = '  cert-file: own.crt\n  key-file: own.key\n';
const NO_FILE = /open nosuch\.(?:crt|key): no such file or directory/;

/** URLs with TLS, and what it takes. */
export const TLS_FILE_ROWS: readonly TruthRow[] = [
  {
    name: 'https for clients without a certificate',
    rules: ['tls-without-certificate'],
    files: place => memberConfig(place, '', urlsOf(place, {clients: 'https'})),
    verdict: 'refuses',
    says: /TLS key\/cert \(--cert-file, --key-file\) must be provided for client url https:\/\/127.0.0.1:\d+ with HTTPS scheme/,
  },
  {
    name: 'https for peers without a certificate',
    rules: ['tls-without-certificate'],
    files: place => memberScript(place, '', urlsOf(place, {peers: 'https'})),
    verdict: 'refuses',
    says: /cannot listen on TLS for 127.0.0.1:\d+: KeyFile and CertFile are not presented/,
  },
  {
    name: 'https for metrics without a certificate',
    rules: ['tls-without-certificate'],
    files: place => memberConfig(place, `listen-metrics-urls: https://127.0.0.1:${place.otherPort}`),
    verdict: 'refuses',
  },
  {
    name: 'a certificate of the peers for the clients',
    rules: ['tls-without-certificate'],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `peer-transport-security:\n${OWN}`,
        urlsOf(place, {clients: 'https', peers: 'https'}),
      ),
    }),
    verdict: 'refuses',
    says: /TLS key\/cert \(--cert-file, --key-file\) must be provided/,
  },
  {
    name: 'a certificate without its key',
    rules: ['tls-half-pair'],
    files: place => ({
      ...certificateFiles(),
      ...memberScript(place, '--cert-file own.crt', urlsOf(place, {clients: 'https'})),
    }),
    verdict: 'refuses',
  },
  {
    name: 'a key without its certificate',
    rules: ['tls-half-pair'],
    files: place => ({
      ...certificateFiles(),
      ...memberVariables(place, 'ETCD_KEY_FILE=own.key', urlsOf(place, {clients: 'https'})),
    }),
    verdict: 'refuses',
  },
  {
    name: 'a certificate of peers without its key',
    rules: ['tls-half-pair'],
    files: place => ({
      ...certificateFiles(),
      ...memberScript(place, '--peer-cert-file own.crt', urlsOf(place, {peers: 'https'})),
    }),
    verdict: 'refuses',
  },
  {
    name: 'a certificate without its key and http for clients',
    rules: ['tls-half-pair'],
    files: place => ({...certificateFiles(), ...memberScript(place, '--cert-file own.crt')}),
    verdict: 'starts',
  },
  {
    name: 'a certificate that is not there',
    rules: ['tls-file-missing'],
    files: place => ({
      ...certificateFiles(),
      ...memberScript(place, '--cert-file nosuch.crt --key-file own.key', urlsOf(place, {clients: 'https'})),
    }),
    verdict: 'refuses',
    says: NO_FILE,
  },
  {
    name: 'a key of peers that is not there',
    rules: ['tls-file-missing'],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        'peer-transport-security:\n  cert-file: own.crt\n  key-file: nosuch.key',
        urlsOf(place, {peers: 'https'}),
      ),
    }),
    verdict: 'refuses',
    says: NO_FILE,
  },
  {
    name: 'certificates that are not there and http alone',
    rules: ['tls-file-missing'],
    files: place => memberScript(place, '--cert-file nosuch.crt --key-file nosuch.key'),
    verdict: 'starts',
  },
  {
    name: 'a CA that is not there',
    rules: ['tls-file-missing'],
    files: place => ({
      ...certificateFiles(),
      ...memberConfig(
        place,
        `client-transport-security:\n${OWN}  trusted-ca-file: nosuch.crt`,
        urlsOf(place, {clients: 'https'}),
      ),
    }),
    verdict: 'refuses',
    says: NO_FILE,
  },
  {
    name: 'a CA of peers that is not there',
    rules: ['tls-file-missing'],
    files: place => ({
      ...certificateFiles(),
      ...memberScript(
        place,
        '--peer-cert-file own.crt --peer-key-file own.key --peer-trusted-ca-file nosuch.crt',
        urlsOf(place, {peers: 'https'}),
      ),
    }),
    verdict: 'refuses',
    says: NO_FILE,
  },
  {
    name: 'a revocation list that is not there',
    rules: ['crl-file-missing', 'tls-file-missing'],
    files: place => ({
      ...certificateFiles(),
      ...memberScript(
        place,
        '--cert-file own.crt --key-file own.key --client-crl-file nosuch.crl',
        urlsOf(place, {clients: 'https'}),
      ),
    }),
    verdict: 'starts',
  },
];
