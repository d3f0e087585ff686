import {append, clients, copy, onCurve, peers, proxy, selfSigned, spoilt} from './spoilt-pki.js';
import type {TruthRow} from './truth-row.js';

const NO_CURVE = /x509: unsupported elliptic curve/;
const NO_KEY = /tls: failed to parse private key/;

/** Kinds of keys that Go knows, and those that it does not. */
export const TLS_KIND_ROWS: readonly TruthRow[] = [
  ...[
    {name: 'on the curve secp256k1', options: onCurve('secp256k1'), says: NO_CURVE},
    {name: 'on a curve of brainpool', options: onCurve('brainpoolP256r1'), says: NO_CURVE},
    {
      name: 'on a curve that is written out',
      options: [...onCurve('P-256'), '-pkeyopt', 'ec_param_enc:explicit'],
      says: /x509: invalid ECDSA parameters/,
    },
    {name: 'of Ed448', options: ['-newkey', 'ed448'], says: NO_KEY},
    {name: 'of RSA for PSS alone', options: ['-newkey', 'rsa-pss'], says: NO_KEY},
  ].map(({name, options, says}): TruthRow => ({
    name: `a certificate with a key ${name}`,
    rules: ['tls-key-kind'],
    files: clients('--cert-file own.crt --key-file own.key'),
    prepare: spoilt(selfSigned('own', options)),
    verdict: 'refuses',
    says,
  })),
  {
    name: 'a certificate of peers on the curve secp256k1',
    rules: ['tls-key-kind'],
    files: peers(),
    prepare: spoilt(selfSigned('own', onCurve('secp256k1'))),
    verdict: 'refuses',
    says: NO_CURVE,
  },
  {
    name: 'a key on the curve secp256k1 with a certificate of another',
    rules: ['tls-key-kind'],
    files: clients(),
    prepare: spoilt(dir => {
      selfSigned('other', onCurve('secp256k1'))(dir);
      copy('other.key', 'own.key')(dir);
    }),
    verdict: 'refuses',
    says: NO_KEY,
  },
  {
    name: 'a CA on a curve of brainpool behind a good one',
    rules: ['tls-ca-key-kind'],
    files: clients(),
    prepare: spoilt(dir => {
      selfSigned('old', onCurve('brainpoolP256r1'))(dir);
      append('old.crt', 'ca.crt')(dir);
    }),
    verdict: 'refuses',
    says: NO_CURVE,
  },
  {
    name: 'a gRPC proxy on the curve secp256k1 for its clients',
    rules: ['tls-key-kind'],
    files: proxy('--cert-file own.crt --key-file own.key'),
    prepare: spoilt(selfSigned('own', onCurve('secp256k1'))),
    verdict: 'refuses',
    says: NO_CURVE,
  },
  {
    name: 'a certificate for clients with a CA on the curve secp256k1 behind it',
    rules: ['tls-chain-key-kind', 'tls-key-kind'],
    files: clients(),
    prepare: spoilt(dir => {
      selfSigned('old', onCurve('secp256k1'))(dir);
      append('old.crt', 'own.crt')(dir);
    }),
    verdict: 'starts',
  },
  ...[
    {name: 'on the curve P-521', options: onCurve('P-521')},
    {name: 'on the curve P-224', options: onCurve('P-224')},
    {name: 'of Ed25519', options: ['-newkey', 'ed25519']},
  ].map(({name, options}): TruthRow => ({
    name: `a certificate with a key ${name}`,
    rules: ['tls-key-kind', 'tls-chain-key-kind', 'tls-ca-key-kind'],
    files: clients('--cert-file own.crt --key-file own.key --trusted-ca-file own.crt'),
    prepare: spoilt(selfSigned('own', options)),
    verdict: 'starts',
  })),
];
