import {openssl} from '../../helpers/openssl.js';
import {inDays, TestCa, type Wanted} from '../../helpers/test-pki.js';
import {memberScript} from './member-files.js';
import {append, CLIENT_WORDS, clients, copy, otherKey, peers, proxy, spoilt, write} from './spoilt-pki.js';
import type {TruthRow} from './truth-row.js';

const WRONG: readonly [name: string, rule: string, wanted: Wanted][] = [
  ['that has expired', 'tls-cert-expired', {notAfter: inDays(-1)}],
  ['that is not valid yet', 'tls-cert-not-yet-valid', {notBefore: inDays(1)}],
  ['that expires soon', 'tls-cert-expires-soon', {notAfter: inDays(10)}],
  ['for another address', 'tls-cert-names', {sans: [{type: 'ip', value: '127.0.0.2'}]}],
  ['for a client', 'tls-cert-usage', {extendedKeyUsage: ['clientAuth']}],
];

/** Files that are wrong, and etcd starts with them. */
const ACCEPTED: readonly TruthRow[] = [
  ...WRONG.flatMap(([name, rule, wanted]): TruthRow[] => [
    {
      name: `a certificate for clients ${name}`,
      rules: [rule, 'tls-pair-mismatch'],
      files: clients(),
      prepare: spoilt(undefined, wanted),
      verdict: 'starts',
    },
    {
      name: `a certificate for peers ${name}`,
      rules: [rule, 'tls-pair-mismatch'],
      files: peers(),
      prepare: spoilt(undefined, wanted),
      verdict: 'starts',
    },
  ]),
  {
    name: 'a certificate for peers of another CA',
    rules: ['tls-peer-untrusted', 'tls-ca-not-certificates'],
    files: peers(),
    prepare: spoilt(dir => TestCa.make(dir)),
    verdict: 'starts',
  },
  {
    name: 'a certificate for clients of another CA',
    rules: ['tls-gateway-certificate'],
    files: clients(),
    prepare: spoilt(dir => TestCa.make(dir)),
    verdict: 'starts',
  },
  {
    name: 'a CA of clients without any PEM',
    rules: ['tls-ca-empty', 'tls-ca-not-certificates'],
    files: clients(),
    prepare: spoilt(write('ca.crt', 'no certificate\n')),
    verdict: 'starts',
  },
  ...[
    {name: 'that has expired', rule: 'tls-cert-expired', dates: {notAfter: inDays(-1)}},
    {name: 'that is not valid yet', rule: 'tls-cert-not-yet-valid', dates: {notBefore: inDays(1)}},
  ].map(({name, rule, dates}): TruthRow => ({
    name: `a certificate for peers by a CA between ${name}`,
    rules: [rule, 'tls-pair-mismatch', 'tls-ca-not-certificates'],
    files: peers(),
    prepare: spoilt(async (dir, ca) => {
      const between = await ca.issueCa('between', dates);
      await between.issue('own');
      append('between.crt', 'own.crt')(dir);
    }),
    verdict: 'starts',
  })),
  {
    name: 'a certificate of a server in the place of a CA',
    rules: ['tls-ca-not-ca', 'tls-ca-not-certificates'],
    files: clients(CLIENT_WORDS.replace('ca.crt', 'own.crt')),
    prepare: spoilt(),
    verdict: 'starts',
  },
];

/** Files that are as they should be, in the forms that there are. */
const GOOD: readonly TruthRow[] = [
  {
    name: 'a key and its certificate in one file',
    rules: ['tls-file-not-pem', 'tls-pair-mismatch', 'tls-key-encrypted'],
    files: clients('--cert-file own.crt --key-file own.crt'),
    prepare: spoilt(append('own.key', 'own.crt')),
    verdict: 'starts',
  },
  {
    name: 'a chain with the CA between, parameters before the key, and two CAs',
    rules: ['tls-file-not-pem', 'tls-pair-mismatch', 'tls-ca-not-certificates'],
    files: peers(),
    prepare: spoilt(async (dir, ca) => {
      const between = await ca.issueCa('between');
      await between.issue('own');
      append('between.crt', 'own.crt')(dir);
      openssl(dir, 'ecparam', '-name', 'prime256v1', '-out', 'both.key');
      append('own.key', 'both.key')(dir);
      copy('both.key', 'own.key')(dir);
      await TestCa.make(dir, 'next');
      append('next.crt', 'ca.crt')(dir);
    }),
    verdict: 'starts',
  },
  {
    name: 'a pair that is broken and that nobody opens',
    rules: ['tls-file-not-pem', 'tls-pair-mismatch', 'tls-key-encrypted', 'tls-ca-not-certificates'],
    files: place => memberScript(place, CLIENT_WORDS),
    prepare: spoilt(async (dir, ca) => {
      await otherKey(dir, ca);
      append('ca.key', 'ca.crt')(dir);
    }),
    verdict: 'starts',
  },
  {
    name: 'a gRPC proxy without a common name',
    rules: ['grpc-proxy-common-name', 'tls-pair-mismatch'],
    files: proxy('--cert own.crt --key own.key --cacert ca.crt'),
    prepare: spoilt(),
    verdict: 'starts',
  },
];

/** Files for TLS with which etcd starts, wrong ones and right ones. */
export const TLS_FIT_ROWS: readonly TruthRow[] = [...ACCEPTED, ...GOOD];
