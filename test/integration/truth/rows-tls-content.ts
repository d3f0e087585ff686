import {openssl} from '../../helpers/openssl.js';
import type {TestCa} from '../../helpers/test-pki.js';
import {memberScript} from './member-files.js';
import {
  append,
  CLIENT_WORDS,
  clients,
  copy,
  otherKey,
  PEER_WORDS,
  peers,
  proxy,
  spoilt,
  write,
} from './spoilt-pki.js';
import type {TruthRow} from './truth-row.js';

const ofOtherKind = async (dir: string, ca: TestCa): Promise<void> => {
  await ca.issue('other', {keyType: 'rsa-2048'});
  copy('other.key', 'own.key')(dir);
};

const encrypt = (dir: string): void => {
  // Not in place: openssl empties a key before it reads it.
  openssl(dir, 'pkcs8', '-topk8', '-in', 'own.key', '-out', 'new.key', '-passout', 'pass:secret');
  copy('new.key', 'own.key')(dir);
};

/** A block of PEM with nothing in it that could be read. */
function damaged(label: string): string {
  return `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
}

const NO_KEY = /tls: failed to parse private key/;
const TWO_PAIRS = /tls: private key does not match public key/;
const NO_PEM = /tls: failed to find any PEM data in certificate input/;

/** Files for TLS that etcd opens and ends with. */
export const TLS_CONTENT_ROWS: readonly TruthRow[] = [
  {
    name: 'a certificate for clients with the key of another',
    rules: ['tls-pair-mismatch'],
    files: clients(),
    prepare: spoilt(otherKey),
    verdict: 'refuses',
    says: TWO_PAIRS,
  },
  {
    name: 'a certificate for peers with a key of another kind',
    rules: ['tls-pair-mismatch'],
    files: peers(),
    prepare: spoilt(ofOtherKind),
    verdict: 'refuses',
    says: /tls: private key type does not match public key type/,
  },
  {
    name: 'a certificate of peers of two pairs that listen on http',
    rules: ['tls-pair-mismatch'],
    files: place => memberScript(place, PEER_WORDS),
    prepare: spoilt(otherKey),
    verdict: 'refuses',
    says: TWO_PAIRS,
  },
  {
    name: 'a certificate behind that of its CA',
    rules: ['tls-pair-mismatch'],
    files: clients('--cert-file chain.crt --key-file own.key'),
    prepare: spoilt(dir => {
      copy('ca.crt', 'chain.crt')(dir);
      append('own.crt', 'chain.crt')(dir);
    }),
    verdict: 'refuses',
    says: TWO_PAIRS,
  },
  {
    name: 'a certificate that the gateway shows with the key of another',
    rules: ['tls-pair-mismatch'],
    files: clients(`${CLIENT_WORDS} --client-cert-file own.crt --client-key-file ca.key`),
    prepare: spoilt(),
    verdict: {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
    says: TWO_PAIRS,
  },
  {
    name: 'a key for clients with a passphrase',
    rules: ['tls-key-encrypted'],
    files: clients(),
    prepare: spoilt(encrypt),
    verdict: 'refuses',
    says: NO_KEY,
  },
  {
    name: 'a key of peers with a passphrase in the old form',
    rules: ['tls-key-encrypted'],
    files: peers(),
    prepare: spoilt(
      dir =>
        openssl(
          dir,
          'rsa',
          '-aes128',
          '-traditional',
          '-in',
          'own.key',
          '-out',
          'own.key',
          '-passout',
          'pass:x',
        ),
      {keyType: 'rsa-2048'},
    ),
    verdict: 'refuses',
    says: NO_KEY,
  },
  ...[
    {name: 'empty', text: ''},
    {name: 'of other text', text: 'no certificate\n'},
    {name: 'that was cut off', text: '-----BEGIN CERTIFICATE-----\nMIIB\n'},
    {
      name: 'without a line break between two',
      text: '-----END CERTIFICATE----------BEGIN CERTIFICATE-----\n',
    },
  ].map(({name, text}): TruthRow => ({
    name: `a file for a certificate ${name}`,
    rules: ['tls-file-not-pem'],
    files: clients(),
    prepare: spoilt(write('own.crt', text)),
    verdict: 'refuses',
    says: NO_PEM,
  })),
  {
    name: 'a certificate of peers in DER',
    rules: ['tls-file-not-pem'],
    files: peers(),
    prepare: spoilt(dir => openssl(dir, 'x509', '-in', 'own.crt', '-outform', 'DER', '-out', 'own.crt')),
    verdict: 'refuses',
    says: NO_PEM,
  },
  {
    name: 'a key in DER',
    rules: ['tls-file-not-pem'],
    files: clients(),
    prepare: spoilt(dir => {
      openssl(dir, 'pkey', '-in', 'own.key', '-outform', 'DER', '-out', 'new.key');
      copy('new.key', 'own.key')(dir);
    }),
    verdict: 'refuses',
    says: /tls: failed to find any PEM data in key input/,
  },
  {
    name: 'certificate and key in the place of each other',
    rules: ['tls-file-not-pem'],
    files: clients('--cert-file own.key --key-file own.crt'),
    prepare: spoilt(),
    verdict: 'refuses',
    says: /PEM inputs may have been switched/,
  },
  {
    name: 'a certificate in the place of its key',
    rules: ['tls-file-not-pem'],
    files: peers('--peer-cert-file own.crt --peer-key-file own.crt'),
    prepare: spoilt(),
    verdict: 'refuses',
    says: /tls: found a certificate rather than a key in the PEM for the private key/,
  },
  {
    name: 'a request in the place of the certificate',
    rules: ['tls-file-not-pem'],
    files: clients(),
    prepare: spoilt(dir =>
      openssl(dir, 'req', '-new', '-key', 'own.key', '-subj', '/O=orders', '-out', 'own.crt'),
    ),
    verdict: 'refuses',
    says: /after skipping PEM blocks of the following types: \[CERTIFICATE REQUEST\]/,
  },
  {
    name: 'a key that is none',
    rules: ['tls-file-not-pem'],
    files: clients(),
    prepare: spoilt(write('own.key', damaged('PRIVATE KEY'))),
    verdict: 'refuses',
    says: NO_KEY,
  },
  {
    name: 'a certificate that is none',
    rules: ['tls-file-not-pem'],
    files: clients(),
    prepare: spoilt(write('own.crt', damaged('CERTIFICATE'))),
    verdict: 'refuses',
    says: /x509: malformed certificate/,
  },
  {
    name: 'a CA together with its key',
    rules: ['tls-ca-not-certificates'],
    files: clients(),
    prepare: spoilt(append('ca.key', 'ca.crt')),
    verdict: 'refuses',
    says: /x509: malformed/,
  },
  {
    name: 'a CA of peers that is none',
    rules: ['tls-ca-not-certificates'],
    files: peers(),
    prepare: spoilt(write('ca.crt', damaged('CERTIFICATE'))),
    verdict: 'refuses',
    says: /x509: malformed certificate/,
  },
  {
    name: 'a gRPC proxy with a common name',
    rules: ['grpc-proxy-common-name'],
    files: proxy('--cert own.crt --key own.key --cacert ca.crt'),
    prepare: spoilt(undefined, {subject: {commonName: 'proxy (1)'}}),
    verdict: 'refuses',
    says: /cert has non empty Common Name \(proxy \(1\)\)/,
  },
  {
    name: 'a gRPC proxy with a key of another certificate for its clients',
    rules: ['tls-pair-mismatch'],
    files: proxy('--cert-file own.crt --key-file own.key'),
    prepare: spoilt(otherKey),
    verdict: 'refuses',
    says: TWO_PAIRS,
  },
];
