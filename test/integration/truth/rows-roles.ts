import {certificateFiles} from './certificates.js';
import {memberConfig, memberScript} from './member-files.js';
import type {TruthPlace, TruthRow} from './truth-row.js';

const V2_REFUSED = {'3.4': 'refuses', '3.5': 'refuses'} as const;

function gateway({clientPort}: TruthPlace, words: string) {
  return {'run.sh': `etcd gateway start --listen-addr=127.0.0.1:${clientPort} ${words}\n`};
}

function grpcProxy({clientPort, otherPort}: TruthPlace, words: string) {
  const address = `127.0.0.1:${clientPort}`;
  return {
    'run.sh': `etcd grpc-proxy start --listen-addr=${address} --advertise-client-url=${address} --endpoints=127.0.0.1:${otherPort} ${words}\n`,
  };
}

/** Gateways and gRPC proxies that end at once. */
const PROXIES: readonly TruthRow[] = [
  {
    name: 'a gateway with a flag of the server',
    rules: ['flag-unknown'],
    files: place => gateway(place, '--endpoints=127.0.0.1:1 --data-dir=x'),
    verdict: 'refuses',
    says: /unknown flag: --data-dir/,
  },
  {
    name: 'a gateway with a single dash',
    rules: ['flag-syntax'],
    files: place => gateway(place, '-endpoints=127.0.0.1:1'),
    verdict: 'refuses',
    says: /unknown shorthand flag: 'e' in -endpoints=127.0.0.1:1/,
  },
  {
    name: 'a gateway with a flag that lacks its value',
    rules: ['flag-without-value'],
    files: place => gateway(place, '--endpoints'),
    verdict: 'refuses',
    says: /flag needs an argument: --endpoints/,
  },
  {
    name: 'a gateway with a boolean in words of YAML',
    rules: ['value-boolean'],
    files: place => gateway(place, '--endpoints=127.0.0.1:1 --insecure-discovery=yes'),
    verdict: 'refuses',
    says: /invalid argument "yes" for "--insecure-discovery" flag/,
  },
  {
    name: 'a gateway with a duration without a unit',
    rules: ['value-duration'],
    files: place => gateway(place, '--endpoints=127.0.0.1:1 --retry-delay=60'),
    verdict: 'refuses',
    says: /invalid argument "60" for "--retry-delay" flag: time: missing unit in duration/,
  },
  {
    name: 'a gateway to an endpoint without a port',
    rules: ['gateway-endpoint-port'],
    files: place => gateway(place, '--endpoints=127.0.0.1'),
    verdict: 'refuses',
    says: /error parsing endpoint "127.0.0.1"/,
  },
  {
    name: 'a gateway without endpoints',
    rules: ['gateway-endpoints-empty'],
    files: place => gateway(place, "--endpoints=''"),
    verdict: 'refuses',
    says: /no endpoints found/,
  },
  {
    name: 'a gateway to itself',
    rules: ['gateway-loop'],
    files: place => gateway(place, `--endpoints=127.0.0.1:1,127.0.0.1:${place.clientPort}`),
    verdict: 'refuses',
    says: /should not resolve to the gateway listen addr/,
  },
  {
    name: 'a gateway to itself under another name',
    rules: ['gateway-loop'],
    files: place => gateway(place, `--endpoints=localhost:${place.clientPort}`),
    verdict: 'refuses',
    says: /should not resolve to the gateway listen addr/,
  },
  {
    name: 'a gateway with a space between endpoints',
    rules: ['gateway-endpoint-host'],
    files: place => gateway(place, '--endpoints="127.0.0.1:1, 127.0.0.1:2"'),
    verdict: 'refuses',
    says: /failed to resolve endpoint host: 127.0.0.1/,
  },
  {
    name: 'a gateway that listens on no host',
    rules: ['proxy-listen-addr'],
    files: ({clientPort}) => ({
      'run.sh': `etcd gateway start --listen-addr=:${clientPort} --endpoints=127.0.0.1:1\n`,
    }),
    verdict: 'refuses',
    says: /failed to resolve listen host/,
  },
  {
    name: 'a gateway that listens on no port',
    rules: ['proxy-listen-addr'],
    files: () => ({'run.sh': 'etcd gateway start --listen-addr=127.0.0.1 --endpoints=127.0.0.1:1\n'}),
    verdict: 'refuses',
  },
  {
    name: 'a gateway to a port that is no number',
    rules: [],
    files: place => gateway(place, '--endpoints=127.0.0.1:abc'),
    verdict: 'starts',
  },
  {
    name: 'a gRPC proxy with a flag of the gateway',
    rules: ['flag-unknown'],
    files: place => grpcProxy(place, '--retry-delay=1m'),
    verdict: 'refuses',
    says: /unknown flag: --retry-delay/,
  },
  {
    name: 'a gRPC proxy with a number that is none',
    rules: ['value-number'],
    files: place => grpcProxy(place, '--resolver-ttl=60s'),
    verdict: 'refuses',
    says: /invalid argument "60s" for "--resolver-ttl" flag/,
  },
  {
    name: 'a gRPC proxy that registers without a prefix',
    rules: ['grpc-proxy-resolver'],
    files: place => grpcProxy(place, '--resolver-prefix=a'),
    verdict: 'refuses',
  },
  {
    name: 'a gRPC proxy with a time to live and no prefix',
    rules: ['grpc-proxy-resolver'],
    files: place => grpcProxy(place, '--resolver-ttl=60'),
    verdict: 'refuses',
  },
  {
    name: 'a gRPC proxy whose metrics have no scheme',
    rules: ['grpc-proxy-metrics-addr'],
    files: place => grpcProxy(place, `--metrics-addr=127.0.0.1:${place.peerPort}`),
    verdict: 'refuses',
  },
  {
    name: 'a gRPC proxy that serves with a certificate and no key',
    rules: ['tls-half-pair'],
    files: place => ({...certificateFiles(), ...grpcProxy(place, '--cert-file=own.crt')}),
    verdict: 'refuses',
  },
  {
    name: 'a gRPC proxy with a certificate that is not there',
    rules: ['tls-file-missing'],
    files: place => grpcProxy(place, '--cert=nosuch.crt --key=nosuch.key --cacert=nosuch.crt'),
    verdict: 'refuses',
  },
  {
    name: 'a gRPC proxy that advertises an address on which it does not listen',
    rules: ['grpc-proxy-advertise'],
    files: ({clientPort, otherPort}) => ({
      'run.sh': `etcd grpc-proxy start --listen-addr=127.0.0.1:${clientPort} --endpoints=127.0.0.1:${otherPort}\n`,
    }),
    verdict: {'3.4': 'starts', '3.5': 'refuses', '3.6': 'refuses', '3.7': 'starts'},
    says: /context deadline exceeded/,
    patienceMs: 8000,
  },
];

/** v2 proxies of 3.4 and 3.5. */
const V2_PROXIES: readonly TruthRow[] = [
  {
    name: 'a proxy that is neither on nor off',
    rules: [],
    files: place => memberScript(place, '--proxy=yes'),
    verdict: {...V2_REFUSED, '3.6': 'refuses', '3.7': 'refuses'},
  },
  {
    name: 'a proxy that YAML takes for true',
    rules: ['config-word-unquoted'],
    files: place => memberConfig(place, 'proxy: on'),
    verdict: {...V2_REFUSED, '3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'a proxy as a flag',
    rules: ['flag-not-in-version'],
    files: place => memberScript(place, '--proxy=off'),
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'refuses', '3.7': 'refuses'},
    says: /flag provided but not defined: -proxy/,
  },
];

export const ROLE_ROWS: readonly TruthRow[] = [...PROXIES, ...V2_PROXIES];
