import {TestCa, type Wanted} from '../../helpers/test-pki.js';
import {proxy, spoilt} from './spoilt-pki.js';
import type {TruthRow} from './truth-row.js';

const PAIR = '--cert-file own.crt --key-file own.key';
const WITH_CA = `${PAIR} --trusted-ca-file ca.crt`;

/** A gRPC proxy ends where it refuses its own certificate, in those releases in which it is its own client. */
function refused(name: string, words: string, prepare: TruthRow['prepare']): TruthRow {
  return {
    name: `a gRPC proxy with a certificate for its clients ${name}`,
    rules: ['grpc-proxy-own-certificate'],
    files: proxy(words),
    ...(prepare === undefined ? {} : {prepare}),
    verdict: {'3.4': 'starts', '3.5': 'refuses', '3.6': 'refuses', '3.7': 'starts'},
    says: /context deadline exceeded/,
    patienceMs: 8000,
  };
}

const ELSEWHERE: Wanted = {sans: [{type: 'ip', value: '127.0.0.2'}]};

/** What gRPC proxies make of the certificate that they show to their clients. */
export const PROXY_TLS_ROWS: readonly TruthRow[] = [
  refused('for another address', WITH_CA, spoilt(undefined, ELSEWHERE)),
  refused(
    'of another CA',
    WITH_CA,
    spoilt(dir => TestCa.make(dir)),
  ),
  refused('for a server', WITH_CA, spoilt(undefined, {extendedKeyUsage: ['serverAuth']})),
  refused(
    'of a CA that members are checked with',
    `${PAIR} --cert own.crt --key own.key --cacert ca.crt`,
    spoilt(),
  ),
  {
    name: 'a gRPC proxy with a CA for the members and no certificate for them',
    rules: ['grpc-proxy-ca-alone'],
    files: proxy('--cacert ca.crt'),
    prepare: spoilt(),
    verdict: {'3.4': 'starts', '3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
    says: /open : no such file or directory/,
  },
  {
    name: 'a gRPC proxy with a good certificate for its clients',
    rules: ['grpc-proxy-own-certificate', 'tls-cert-names'],
    files: proxy(WITH_CA),
    prepare: spoilt(),
    verdict: 'starts',
    patienceMs: 7000,
  },
];
