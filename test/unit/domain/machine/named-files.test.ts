import {describe, expect, it} from 'vitest';

import {filePathsOf, namedFilesOf} from '../../../../src/lib/domain/machine/named-files.js';
import type {Locality} from '../../../../src/lib/domain/machine/paths-here.js';
import {processOf} from '../../../helpers/process-of.js';

/** What etcd does with each file, as `path: use`. */
function usesOf(line: string, version?: string): string[] {
  return namedFilesOf(processOf(line, version)).map(({path, use}) => `${path}: ${use}`);
}

const HTTPS = 'etcd --listen-client-urls https://127.0.0.1:2379';
const PEERS = 'etcd --listen-peer-urls https://127.0.0.1:2380';
const PAIR = '--cert-file s.crt --key-file s.key';
const PEER_PAIR = '--peer-cert-file p.crt --peer-key-file p.key';

/** Each row was run on a real etcd. */
describe('namedFilesOf', () => {
  it.each([
    [
      'clients with TLS',
      `${HTTPS} ${PAIR} --trusted-ca-file ca.crt`,
      ['s.crt: start', 's.key: start', 'ca.crt: start'],
    ],
    [
      'a socket with TLS',
      `etcd --listen-client-urls unixs://localhost:2379 ${PAIR}`,
      ['s.crt: start', 's.key: start'],
    ],
    [
      'metrics with TLS',
      `etcd --listen-metrics-urls https://127.0.0.1:2381 ${PAIR}`,
      ['s.crt: start', 's.key: start'],
    ],
    [
      'clients without TLS',
      `etcd ${PAIR} --trusted-ca-file ca.crt`,
      ['s.crt: never', 's.key: never', 'ca.crt: never'],
    ],
    [
      'a certificate without its key',
      `${HTTPS} --cert-file s.crt --trusted-ca-file ca.crt`,
      ['s.crt: never', 'ca.crt: never'],
    ],
    ['certificates that etcd makes', `${HTTPS} --auto-tls --trusted-ca-file ca.crt`, ['ca.crt: never']],
    [
      'own certificates, which win over those',
      `${HTTPS} --auto-tls ${PAIR}`,
      ['s.crt: start', 's.key: start'],
    ],
    [
      'a pair for its own calls',
      `${HTTPS} ${PAIR} --client-cert-file c.crt --client-key-file c.key`,
      ['s.crt: start', 's.key: start', 'c.crt: start', 'c.key: start'],
    ],
    [
      'a revocation list',
      `${HTTPS} ${PAIR} --client-crl-file r.crl`,
      ['s.crt: start', 's.key: start', 'r.crl: connection'],
    ],
    ['a revocation list without TLS', 'etcd --client-crl-file r.crl', ['r.crl: never']],
    [
      'peers with TLS',
      `${PEERS} ${PEER_PAIR} --peer-trusted-ca-file ca.crt --peer-crl-file r.crl`,
      ['p.crt: start', 'p.key: start', 'ca.crt: start', 'r.crl: connection'],
    ],
    [
      'peers that are served without TLS',
      `etcd ${PEER_PAIR} --peer-trusted-ca-file ca.crt --peer-crl-file r.crl`,
      ['p.crt: start', 'p.key: start', 'ca.crt: start', 'r.crl: never'],
    ],
    ['a CA of peers alone', 'etcd --peer-trusted-ca-file ca.crt', ['ca.crt: start']],
    ['a CA of peers alone, with TLS', `${PEERS} --peer-trusted-ca-file ca.crt`, ['ca.crt: never']],
    [
      'a CA of peers whose certificates etcd makes',
      `${PEERS} --peer-auto-tls --peer-trusted-ca-file ca.crt`,
      ['ca.crt: never'],
    ],
    [
      'a CA of peers with half a pair',
      'etcd --peer-key-file p.key --peer-trusted-ca-file ca.crt',
      ['p.key: never', 'ca.crt: never'],
    ],
    [
      'a pair for calls to peers',
      `etcd ${PEER_PAIR} --peer-client-cert-file c.crt --peer-client-key-file c.key`,
      ['p.crt: start', 'p.key: start', 'c.crt: start', 'c.key: start'],
    ],
    [
      'a pair for calls to peers alone',
      'etcd --peer-client-cert-file c.crt --peer-client-key-file c.key',
      ['c.crt: never', 'c.key: never'],
    ],
    [
      'discovery',
      'etcd --discovery-token t --discovery-endpoints http://127.0.0.1:1 --discovery-cert d.crt --discovery-key d.key --discovery-cacert ca.crt',
      ['d.crt: start', 'd.key: start', 'ca.crt: start'],
    ],
    ['files of a discovery that is not asked for', 'etcd --discovery-cacert ca.crt', ['ca.crt: never']],
    [
      'keys for tokens',
      'etcd --auth-token jwt,pub-key=t.pub,priv-key=t.key,sign-method=RS256,ttl=5m',
      ['t.pub: start', 't.key: start'],
    ],
    ['simple tokens', 'etcd --auth-token simple', []],
    [
      'what only the machine knows, and what is empty',
      `${HTTPS} --cert-file $CERT --key-file= --trusted-ca-file ca.crt`,
      ['ca.crt: never'],
    ],
    [
      'a gRPC proxy',
      `etcd grpc-proxy start --cert c.crt --key c.key --cacert ca.crt ${PAIR} --trusted-ca-file l.crt --client-crl-file r.crl`,
      [
        'c.crt: start',
        'c.key: start',
        'ca.crt: start',
        's.crt: start',
        's.key: start',
        'l.crt: start',
        'r.crl: connection',
      ],
    ],
    [
      'a gRPC proxy with half a pair',
      'etcd grpc-proxy start --cert c.crt --cacert ca.crt --trusted-ca-file l.crt',
      ['c.crt: never', 'ca.crt: never', 'l.crt: never'],
    ],
    ['a gateway, which opens none', 'etcd gateway start --trusted-ca-file ca.crt', []],
    [
      'a client',
      'etcdctl --cacert ca.crt --cert c.crt --key c.key get a',
      ['c.crt: start', 'c.key: start', 'ca.crt: start'],
    ],
  ])('tells of %s', (_, line, uses) => {
    expect(usesOf(line)).toEqual(uses);
  });

  it.each([
    ['clients without TLS', PAIR, ['s.crt: start', 's.key: start']],
    ['a CA alone', '--trusted-ca-file ca.crt', ['ca.crt: never']],
    ['a CA of peers', '--peer-trusted-ca-file ca.crt', ['ca.crt: start']],
  ])('tells of a v2 proxy with %s', (_, words, uses) => {
    expect(usesOf(`etcd --proxy on ${words}`, '3.5.35')).toEqual(uses);
  });
});

describe('filePathsOf', () => {
  const LOGGING = 'etcd --log-outputs stderr,/var/log/etcd.log --trusted-ca-file b.crt';

  it.each<[string, Locality, string[]]>([
    ['etcd --config-file /etc/etcd.yaml', 'unknown', ['/etc/etcd.yaml', '/etc']],
    ['etcd --config-file /etc/$HOST.yaml', 'unknown', []],
    ['etcd --cert-file a.crt --trusted-ca-file b.crt', 'unknown', ['a.crt', 'b.crt']],
    [LOGGING, 'unknown', ['b.crt']],
    [LOGGING, 'here', ['b.crt', '/var/log/etcd.log', '/var/log']],
  ])('asks for the files of %s, which is %s', (line, locality, paths) => {
    expect(filePathsOf(processOf(line), locality)).toEqual(paths);
  });
});
