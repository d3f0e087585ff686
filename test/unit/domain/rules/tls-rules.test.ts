import {describe, it} from 'vitest';

import {TLS_RULES} from '../../../../src/lib/domain/rules/tls-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import type {Start} from '../../../helpers/judge-launch.js';

const CLIENT = '--listen-client-urls=https://127.0.0.1:2379';
const PEER = '--listen-peer-urls=https://127.0.0.1:2380';
const CERT = ['--cert-file=/c', '--key-file=/k'];
const PEER_CERT = ['--peer-cert-file=/c', '--peer-key-file=/k'];
const CA = '--trusted-ca-file=/ca';
const PEER_CA = '--peer-trusted-ca-file=/ca';
const THREE = '--initial-cluster=a=https://h:1,b=https://i:1,c=https://j:1';

describe('certificates', () => {
  it.each<[string, Start, Said[]]>([
    [
      'none for clients',
      {words: [CLIENT]},
      [
        [
          'tls-without-certificate',
          'add --cert-file=FILE and --key-file=FILE',
          'must be provided for client url https://127.0.0.1:2379 with HTTPS scheme',
        ],
      ],
    ],
    [
      'none for one of two',
      {config: 'listen-client-urls: http://127.0.0.1:1,https://127.0.0.1:2'},
      [
        [
          'tls-without-certificate',
          'client url https://127.0.0.1:2 with',
          'cert-file: FILE under client-transport-security:',
        ],
      ],
    ],
    ['none for a socket', {words: ['--listen-client-urls=unixs://a.sock:0']}, [['tls-without-certificate']]],
    [
      'none for HTTP alone',
      {words: ['--listen-client-http-urls=https://127.0.0.1:1']},
      [['tls-without-certificate', 'client url https://127.0.0.1:1']],
    ],
    [
      'none for peers',
      {words: [PEER, PEER_CA]},
      [
        [
          'tls-without-certificate',
          '--peer-cert-file=FILE',
          'cannot listen on TLS for 127.0.0.1:2380: KeyFile and CertFile',
        ],
      ],
    ],
    ['none for a socket of peers', {words: ['--listen-peer-urls=unixs://p.sock:0']}, []],
    [
      'none for a socket of peers, to 3.4',
      {words: ['--listen-peer-urls=unixs://p.sock:0'], version: '3.4.45'},
      [['tls-without-certificate']],
    ],
    [
      'none for metrics',
      {words: ['--listen-metrics-urls=https://127.0.0.1:1']},
      [['tls-without-certificate', 'must be provided for metrics secure url']],
    ],
    [
      'none for metrics, to 3.4',
      {words: ['--listen-metrics-urls=https://127.0.0.1:1'], version: '3.4.45'},
      [['tls-without-certificate', 'cannot listen on TLS for 127.0.0.1:1']],
    ],
    [
      'none for a v2 proxy',
      {words: ['--proxy=on', CLIENT], version: '3.5.35'},
      [['tls-without-certificate', 'cannot listen on TLS for 127.0.0.1:2379']],
    ],
    ['made by etcd', {words: [CLIENT, '--auto-tls', PEER, '--peer-auto-tls']}, []],
    ['given', {words: [CLIENT, ...CERT]}, []],
    ['that only the machine knows', {words: [CLIENT, '--cert-file=$C', '--key-file=$K']}, []],
    ['among flags that only the machine knows', {words: [CLIENT, '$TLS_FLAGS']}, []],
    [
      'without a key',
      {words: [CLIENT, '--cert-file=/c']},
      [
        [
          'tls-half-pair',
          'add --key-file=FILE',
          'KeyFile and CertFile must both be present[key: , cert: /c]',
        ],
      ],
    ],
    [
      'a key alone',
      {words: [CLIENT, '--auto-tls', '--key-file=/k']},
      [
        ['tls-half-pair', 'KeyFile and CertFile must both be present[key: /k, cert: ]'],
        ['tls-auto-with-certificates'],
      ],
    ],
    ['without a key, on http', {words: ['--cert-file=/c']}, [['tls-on-http']]],
    [
      'of peers without a key, on http',
      {words: ['--peer-cert-file=/c']},
      [['tls-half-pair'], ['tls-on-http']],
    ],
    [
      'half an identity',
      {words: [CLIENT, ...CERT, '--client-cert-file=/i']},
      [
        [
          'tls-half-pair',
          'ClientKeyFile and ClientCertFile must both be present or both absent: key: , cert: /i]',
        ],
      ],
    ],
    [
      'of a gRPC proxy',
      {words: ['grpc-proxy', 'start', '--cert-file=/c', '--key=/k']},
      [
        ['tls-half-pair', 'add --key-file=FILE'],
        ['tls-half-pair', 'add --cert=FILE', '[key: /k, cert: ]'],
      ],
    ],
    ['of etcdctl', {words: ['etcdctl', '--cert=/c', 'get', 'a']}, [['tls-half-pair', 'add --key=FILE']]],
    [
      'of etcdctl as variables',
      {words: ['etcdctl'], variables: [['ETCDCTL_KEY', '/k']]},
      [['tls-half-pair', 'add ETCDCTL_CERT=FILE']],
    ],
  ])('%s', (_, start, expected) => expectReports(TLS_RULES, start, expected));
});

describe('who gets in', () => {
  it.each<[string, Start, Said[]]>([
    [
      'certificates on http',
      {words: ['--listen-client-urls=http://127.0.0.1:1', ...CERT, '--client-cert-auth', CA]},
      [['tls-auth-on-http', 'serves clients in plain text', 'http://127.0.0.1:1']],
    ],
    [
      'a question on http',
      {config: 'client-transport-security: {client-cert-auth: true}'},
      [['tls-auth-on-http']],
    ],
    [
      'certificates of peers on http',
      {words: [...PEER_CERT]},
      [['tls-on-http', 'serves peers in plain text']],
    ],
    ['certificates for metrics alone', {words: [...CERT, '--listen-metrics-urls=https://127.0.0.1:1']}, []],
    ['certificates on a socket', {words: ['--listen-client-urls=unix://a.sock:0', ...CERT]}, []],
    [
      'a way around',
      {
        words: [
          '--listen-client-urls=https://10.0.0.1:1',
          '--listen-client-http-urls=http://10.0.0.1:2',
          ...CERT,
          CA,
        ],
      },
      [['tls-on-http', '"http://10.0.0.1:2" stands beside https', 'bind it to 127.0.0.1']],
    ],
    [
      'a way around in the same list, of which another rule speaks',
      {words: ['--listen-client-urls=https://10.0.0.1:1,http://10.0.0.1:2', ...CERT, CA]},
      [],
    ],
    [
      'a question that only the machine knows, on http',
      {words: [...CERT, CA, '--client-cert-auth=$ASK']},
      [['tls-on-http']],
    ],
    [
      'a way around for this machine',
      {words: ['--listen-client-urls=https://10.0.0.1:1,http://[::1]:2,http://localhost:3', ...CERT, CA]},
      [],
    ],
    [
      'nobody asks for certificates',
      {words: ['--listen-client-urls=https://10.0.0.1:1,http://10.0.0.1:2', ...CERT]},
      [],
    ],
    [
      'a question without a CA',
      {words: [CLIENT, ...CERT, '--client-cert-auth']},
      [['tls-auth-without-ca', 'without trusted-ca-file']],
    ],
    [
      'a question of peers without a CA',
      {words: [PEER, ...PEER_CERT, '--peer-client-cert-auth', THREE]},
      [['tls-auth-without-ca', 'peer-trusted-ca-file']],
    ],
    ['a CA', {words: [CLIENT, ...CERT, '--client-cert-auth', CA]}, []],
    [
      'a CA that only the machine knows',
      {words: [CLIENT, ...CERT, '--client-cert-auth', '--trusted-ca-file=$CA']},
      [],
    ],
    ['peers without a CA', {words: [PEER, ...PEER_CERT, THREE]}, [['tls-peer-without-ca']]],
    ['a lone member without a CA', {words: [PEER, ...PEER_CERT]}, []],
    ['peers with a CA', {words: [PEER, ...PEER_CERT, PEER_CA, THREE]}, []],
    [
      'auto-tls beside certificates',
      {words: [CLIENT, ...CERT, '--auto-tls']},
      [['tls-auto-with-certificates']],
    ],
    [
      'auto-tls with a question',
      {words: [CLIENT, '--auto-tls', '--client-cert-auth', CA]},
      [['tls-auto-drops-auth', 'auto-tls drops --client-cert-auth']],
    ],
    [
      'auto-tls with a CA',
      {words: [CLIENT, '--auto-tls', CA]},
      [['tls-auto-drops-auth', 'drops --trusted-ca-file']],
    ],
    [
      'auto-tls of peers with names',
      {words: [PEER, '--peer-auto-tls', '--peer-cert-allowed-cn=a']},
      [['tls-auto-drops-auth', 'asks no peer']],
    ],
    [
      'names of two kinds',
      {words: [PEER, ...PEER_CERT, PEER_CA, '--peer-cert-allowed-cn=a', '--peer-cert-allowed-hostname=b,c']},
      [['tls-allowed-both', 'mutually exclusive (cns=["a"], hostnames=["b" "c"])']],
    ],
    [
      'names of two kinds, to 3.4',
      {
        words: [PEER, ...PEER_CERT, PEER_CA, '--peer-cert-allowed-cn=a', '--peer-cert-allowed-hostname=b'],
        version: '3.4.45',
      },
      [['tls-allowed-both', 'mutually exclusive (cn="a", hostname="b")']],
    ],
    [
      'names of two kinds without TLS',
      {words: ['--peer-cert-allowed-cn=a', '--peer-cert-allowed-hostname=b']},
      [],
    ],
    [
      'a list of names for one',
      {words: ['--peer-cert-allowed-cn=a,b'], version: '3.4.45'},
      [['tls-allowed-list', '"a,b"', '3.5.15 or later']],
    ],
    ['a list of names', {words: ['--peer-cert-allowed-cn=a,b']}, []],
  ])('%s', (_, start, expected) => expectReports(TLS_RULES, start, expected));
});
