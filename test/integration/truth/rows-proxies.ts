import {certificateFiles} from './certificates.js';
import type {TruthPlace, TruthRow} from './truth-row.js';

type Files = (place: TruthPlace) => Readonly<Record<string, string>>;

function gateway(words: (place: TruthPlace) => string): Files {
  return place => ({'run.sh': `etcd gateway start ${words(place)}\n`});
}

function grpcProxy(words: (place: TruthPlace) => string): Files {
  return place => ({'run.sh': `etcd grpc-proxy start --endpoints=127.0.0.1:1 ${words(place)}\n`});
}

function own({clientPort}: TruthPlace): string {
  return `--listen-addr=127.0.0.1:${clientPort} --advertise-client-url=127.0.0.1:${clientPort}`;
}

/** Gateways, and what they make of addresses. */
const GATEWAYS: readonly TruthRow[] = [
  {
    name: 'a gateway without its command start, with a flag',
    rules: ['proxy-without-start'],
    files: place => ({'run.sh': `etcd gateway --listen-addr=127.0.0.1:${place.clientPort}\n`}),
    verdict: 'refuses',
    says: /unknown flag: --listen-addr/,
  },
  {
    name: 'a gateway that listens on every address by no host',
    rules: ['proxy-listen-addr'],
    files: gateway(({clientPort}) => `--endpoints=127.0.0.1:1 --listen-addr=:${clientPort}`),
    verdict: 'refuses',
    says: /failed to resolve listen host:/,
  },
  {
    name: 'a gateway that listens on a URL',
    rules: ['proxy-listen-addr'],
    files: gateway(({clientPort}) => `--endpoints=127.0.0.1:1 --listen-addr=http://127.0.0.1:${clientPort}`),
    verdict: 'refuses',
    says: /failed to validate listen address: http:/,
  },
  {
    name: 'a gateway with an endpoint in IPv6 without brackets',
    rules: ['gateway-endpoint-port'],
    files: gateway(({clientPort}) => `--listen-addr=127.0.0.1:${clientPort} --endpoints=::1:2379`),
    verdict: 'refuses',
    says: /error parsing endpoint "::1:2379"/,
  },
  {
    name: 'a gateway with a comma too many',
    rules: ['gateway-endpoint-port'],
    files: gateway(({clientPort}) => `--listen-addr=127.0.0.1:${clientPort} --endpoints=127.0.0.1:1,`),
    verdict: 'refuses',
    says: /error parsing endpoint ""/,
  },
  {
    name: 'a gateway with a space behind a comma',
    rules: ['gateway-endpoint-host'],
    files: gateway(
      ({clientPort}) => `--listen-addr=127.0.0.1:${clientPort} --endpoints='127.0.0.1:1, 127.0.0.1:2'`,
    ),
    verdict: 'refuses',
    says: /failed to resolve endpoint host:\s+127.0.0.1/,
  },
  {
    name: 'a gateway to a socket',
    rules: ['gateway-endpoint-host'],
    files: gateway(
      ({clientPort}) => `--listen-addr=127.0.0.1:${clientPort} --endpoints=unix:///tmp/etcd.sock`,
    ),
    verdict: 'refuses',
    says: /failed to resolve endpoint host: unix/,
  },
  {
    name: 'a gateway to what listens on its own address',
    rules: ['gateway-loop'],
    files: gateway(
      ({clientPort}) => `--listen-addr=127.0.0.1:${clientPort} --endpoints=localhost:${clientPort}`,
    ),
    verdict: 'refuses',
  },
  {
    name: 'a gateway with an empty list of endpoints',
    rules: ['gateway-endpoints-empty'],
    files: gateway(({clientPort}) => `--listen-addr=127.0.0.1:${clientPort} --endpoints=`),
    verdict: 'refuses',
    says: /no endpoints found/,
  },
  {
    name: 'a gateway with endpoints of every form',
    rules: [
      'proxy-without-start',
      'proxy-listen-addr',
      'gateway-endpoint-port',
      'gateway-endpoint-host',
      'gateway-loop',
      'gateway-endpoints-empty',
    ],
    files: gateway(
      ({clientPort, otherPort}) =>
        `--listen-addr=127.0.0.1:${clientPort} --endpoints=https://127.0.0.1:${otherPort}/,[::1]:${otherPort} --endpoints localhost:${otherPort}`,
    ),
    verdict: 'starts',
  },
];

/** gRPC proxies. */
const GRPC_PROXIES: readonly TruthRow[] = [
  {
    name: 'a gRPC proxy that listens on a URL',
    rules: ['proxy-listen-addr'],
    files: grpcProxy(({clientPort}) => `--listen-addr=http://127.0.0.1:${clientPort}`),
    verdict: 'refuses',
    says: /listen tcp: address http:.*: too many colons in address/,
  },
  {
    name: 'a gRPC proxy with a prefix and no time to live',
    rules: ['grpc-proxy-resolver'],
    files: grpcProxy(place => `${own(place)} --resolver-prefix=p`),
    verdict: 'refuses',
    says: /invalid resolver-ttl 0/,
  },
  {
    name: 'a gRPC proxy with a namespace without a separator',
    rules: ['grpc-proxy-namespace'],
    files: grpcProxy(place => `${own(place)} --namespace=app`),
    verdict: 'starts',
  },
  {
    name: 'a gRPC proxy that is to register for a time and under no prefix',
    rules: ['grpc-proxy-resolver'],
    files: grpcProxy(place => `${own(place)} --resolver-ttl=5`),
    verdict: 'refuses',
    says: /invalid resolver-prefix ""/,
  },
  {
    name: 'a gRPC proxy with a time to live of less than nothing',
    rules: ['grpc-proxy-resolver'],
    files: grpcProxy(place => `${own(place)} --resolver-prefix=p --resolver-ttl=-5`),
    verdict: 'refuses',
    says: /invalid resolver-ttl -5/,
  },
  {
    name: 'a gRPC proxy that advertises the default and listens elsewhere',
    rules: ['grpc-proxy-advertise'],
    files: grpcProxy(({clientPort}) => `--listen-addr=127.0.0.1:${clientPort}`),
    verdict: {'3.4': 'starts', '3.5': 'refuses', '3.6': 'refuses', '3.7': 'starts'},
    says: /context deadline exceeded/,
    patienceMs: 8000,
  },
  {
    name: 'a gRPC proxy that advertises itself by another name',
    rules: ['grpc-proxy-advertise'],
    files: grpcProxy(
      ({clientPort}) =>
        `--listen-addr=0.0.0.0:${clientPort} --advertise-client-url=http://localhost:${clientPort}`,
    ),
    verdict: 'starts',
    patienceMs: 7000,
  },
  {
    name: 'a gRPC proxy that advertises nothing',
    rules: ['grpc-proxy-advertise'],
    files: grpcProxy(({clientPort}) => `--listen-addr=127.0.0.1:${clientPort} --advertise-client-url=`),
    verdict: 'starts',
    patienceMs: 7000,
  },
  {
    name: 'a gRPC proxy with metrics at an address that is no URL',
    rules: ['grpc-proxy-metrics-addr'],
    files: grpcProxy(place => `${own(place)} --metrics-addr=127.0.0.1:${place.otherPort}`),
    verdict: 'refuses',
    says: /cannot parse "127.0.0.1:\d+"/,
  },
  {
    name: 'a gRPC proxy with a CA and no certificate',
    rules: ['grpc-proxy-tls'],
    files: place => ({
      ...certificateFiles(),
      ...grpcProxy(() => `${own(place)} --auto-tls --trusted-ca-file=own.crt`)(place),
    }),
    verdict: 'refuses',
    says: /KeyFile and CertFile are not presented/,
  },
  {
    name: 'a gRPC proxy with secure metrics and no certificate',
    rules: ['grpc-proxy-tls'],
    files: grpcProxy(place => `${own(place)} --metrics-addr=https://127.0.0.1:${place.otherPort}`),
    verdict: 'refuses',
    says: /cannot listen on TLS for/,
  },
  {
    name: 'a gRPC proxy with half a pair towards etcd',
    rules: ['tls-half-pair'],
    files: place => ({...certificateFiles(), ...grpcProxy(() => `${own(place)} --key=own.key`)(place)}),
    verdict: 'refuses',
    says: /KeyFile and CertFile must both be present\[key: own.key, cert: \]/,
  },
  {
    name: 'a gRPC proxy that registers itself and has metrics',
    rules: ['grpc-proxy-resolver', 'grpc-proxy-metrics-addr', 'grpc-proxy-tls', 'proxy-listen-addr'],
    files: grpcProxy(
      place =>
        `${own(place)} --resolver-prefix=p --resolver-ttl=60 --metrics-addr=http://127.0.0.1:${place.otherPort}`,
    ),
    verdict: 'starts',
  },
];

/** What stands between clients and members. */
export const PROXY_ROWS: readonly TruthRow[] = [...GATEWAYS, ...GRPC_PROXIES];
