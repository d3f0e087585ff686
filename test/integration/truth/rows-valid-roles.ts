import {memberConfig, memberScript, memberVariables} from './member-files.js';
import type {TruthRow} from './truth-row.js';

const V2_LINES = {'3.4': 'starts', '3.5': 'starts'} as const;
const V3_DISCOVERY_LINES = {'3.6': 'starts', '3.7': 'starts'} as const;

/** Proxies, gateways and members that wait for others. */
export const VALID_ROLE_ROWS: readonly TruthRow[] = [
  {
    name: 'a gateway',
    rules: [
      'gateway-endpoint-port',
      'gateway-endpoints-empty',
      'gateway-loop',
      'gateway-endpoint-host',
      'proxy-listen-addr',
    ],
    files: ({clientPort, otherPort}) => ({
      'run.sh': `etcd gateway start --listen-addr=127.0.0.1:${clientPort} --endpoints=127.0.0.1:${otherPort},http://127.0.0.2:${otherPort}/\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a gateway with its endpoints one by one, in front of IPv6 and a name',
    rules: ['value-duration', 'flag-syntax'],
    files: ({clientPort, otherPort}) => ({
      'run.sh': `etcd gateway start --listen-addr localhost:${clientPort} --endpoints '[::1]:${otherPort}' --endpoints localhost:${otherPort} --retry-delay 1m30s --insecure-discovery=T\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a gateway with variables, which it does not read',
    rules: [],
    files: ({clientPort, otherPort}) => ({
      'run.sh': `ETCD_LISTEN_ADDR=nonsense ETCD_NAME=a ETCD_ENDPOINTS=x etcd gateway start --listen-addr=127.0.0.1:${clientPort} --endpoints=127.0.0.1:${otherPort}\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a gateway with words that it does not read',
    rules: ['argument-stray'],
    files: ({clientPort, otherPort}) => ({
      'run.sh': `etcd gateway start --insecure-discovery false --listen-addr=127.0.0.1:${clientPort} --endpoints=127.0.0.1:${otherPort} -- --nonsense\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a gRPC proxy',
    rules: ['grpc-proxy-advertise'],
    files: ({clientPort, otherPort}) => ({
      'run.sh': `etcd grpc-proxy start --listen-addr=127.0.0.1:${clientPort} --advertise-client-url=127.0.0.1:${clientPort} --endpoints=127.0.0.1:${otherPort} --data-dir proxy\n`,
    }),
    verdict: 'starts',
    patienceMs: 7000,
  },
  {
    name: 'a gRPC proxy with a namespace and a name service',
    rules: ['grpc-proxy-metrics-addr', 'grpc-proxy-resolver'],
    files: ({clientPort, otherPort, peerPort}) => ({
      'run.sh': `etcd grpc-proxy start --listen-addr=127.0.0.1:${clientPort} --advertise-client-url=127.0.0.1:${clientPort} --endpoints=http://127.0.0.1:${otherPort},127.0.0.2:${otherPort} --namespace=team-a/ --resolver-prefix=names/ --resolver-ttl=60 --metrics-addr=http://127.0.0.1:${peerPort} --experimental-leasing-prefix=lease/ --enable-pprof --max-send-bytes=3000000\n`,
    }),
    verdict: 'starts',
    patienceMs: 7000,
  },
  {
    name: 'a v2 proxy as flags',
    rules: [],
    files: ({clientPort, otherPort}) => ({
      'run.sh': `etcd --proxy on --data-dir proxy --listen-client-urls http://127.0.0.1:${clientPort} --initial-cluster a=http://127.0.0.1:${otherPort} --proxy-refresh-interval 1000\n`,
    }),
    verdict: V2_LINES,
  },
  {
    name: 'a v2 proxy that only reads, in a config file',
    rules: [],
    files: ({clientPort, otherPort}) => ({
      'etcd.yaml': `proxy: 'readonly'\ndata-dir: proxy\nlisten-client-urls: http://127.0.0.1:${clientPort}\ninitial-cluster: a=http://127.0.0.1:${otherPort}\nproxy-dial-timeout: 500\n`,
    }),
    verdict: V2_LINES,
  },
  {
    name: 'a proxy that is off',
    rules: ['config-word-unquoted'],
    files: place => memberConfig(place, 'proxy: "off"'),
    verdict: 'starts',
  },
  {
    name: 'a v2 proxy as a variable, which later lines do not read',
    rules: [],
    files: place => memberVariables(place, 'ETCD_PROXY=off\nETCD_PROXY_DIAL_TIMEOUT=500'),
    verdict: 'starts',
  },
  {
    name: 'v2 discovery that does not answer yet',
    rules: [],
    files: place =>
      memberScript(place, `--discovery http://127.0.0.1:${place.otherPort}/v2/keys/_etcd/registry/token`, {
        'initial-cluster': null,
      }),
    verdict: {...V2_LINES, '3.6': 'starts'},
  },
  {
    name: 'v3 discovery that does not answer yet',
    rules: [],
    files: place =>
      memberScript(
        place,
        `--discovery-token token --discovery-endpoints http://127.0.0.1:${place.otherPort}`,
        {
          'initial-cluster': null,
        },
      ),
    verdict: V3_DISCOVERY_LINES,
  },
  {
    name: 'v3 discovery in a config file',
    rules: [],
    files: place =>
      memberConfig(
        place,
        `discovery-config:\n  token: token\n  client:\n    endpoints: [http://127.0.0.1:${place.otherPort}]\n    dial-timeout: 1000000000\n    secure:\n      insecure-transport: true`,
        {'initial-cluster': null},
      ),
    verdict: V3_DISCOVERY_LINES,
  },
];
