import {memberConfig, memberScript, memberVariables} from './member-files.js';
import type {TruthRow} from './truth-row.js';

/** Values that are not the default, of what every line has. */
const COMMON: Readonly<Record<string, string>> = {
  'wal-dir': 'wal',
  'initial-cluster-token': 'token',
  'strict-reconfig-check': 'false',
  'heartbeat-interval': '50',
  'election-timeout': '250',
  'initial-election-tick-advance': 'false',
  'snapshot-count': '5000',
  'max-snapshots': '0',
  'max-wals': '3',
  'quota-backend-bytes': '-1',
  'backend-batch-limit': '500',
  'auto-compaction-mode': 'revision',
  'max-txn-ops': '1024',
  'max-request-bytes': '10485760',
  'unsafe-no-fsync': 'true',
  cors: 'http://127.0.0.1:8080',
  'host-whitelist': 'localhost,127.0.0.1',
  'auth-token-ttl': '60',
  'bcrypt-cost': '4',
  'enable-pprof': 'true',
  metrics: 'extensive',
  logger: 'zap',
  'log-level': 'debug',
};

const SINCE_3_5 = {
  'backend-bbolt-freelist-type': 'array',
  'self-signed-cert-validity': '10',
  'enable-grpc-gateway': 'false',
  'pre-vote': 'false',
};

const SINCE_3_6 = {
  'max-learners': '3',
  'compaction-batch-limit': '500',
  'snapshot-catchup-entries': '100',
  'bootstrap-defrag-threshold-megabytes': '100',
  'log-format': 'console',
  'feature-gates': 'AllAlpha=true,TxnModeWriteWithSharedBuffer=false',
};

/** Durations, which a file has in nanoseconds. */
const DURATIONS = {
  'backend-batch-interval': ['50ms', '50000000'],
  'grpc-keepalive-min-time': ['1s', '1000000000'],
  'grpc-keepalive-interval': ['10m', '600000000000'],
  'grpc-keepalive-timeout': ['1m0s', '60000000000'],
} as const;

const DURATIONS_SINCE_3_6 = {
  'compaction-sleep-interval': ['0', '0'],
  'corrupt-check-time': ['1h', '3600000000000'],
  'watch-progress-notify-interval': ['1m', '60000000000'],
  'warning-apply-duration': ['1s', '1000000000'],
} as const;

type Durations = Readonly<Record<string, readonly [flag: string, key: string]>>;

function asFlags(settings: Readonly<Record<string, string>>, durations: Durations): string {
  const texts = Object.entries(durations).map(([name, [flag]]) => [name, flag] as const);
  return [...Object.entries(settings), ...texts].map(([name, value]) => `--${name}=${value}`).join(' ');
}

function asVariables(settings: Readonly<Record<string, string>>, durations: Durations): string {
  return asFlags(settings, durations)
    .split(' --')
    .map(flag => {
      const [name = '', value = ''] = flag.replace(/^--/, '').split(/=(.*)$/);
      return `ETCD_${name.toUpperCase().replaceAll('-', '_')}=${value}`;
    })
    .join('\n');
}

function asKeys(settings: Readonly<Record<string, string>>, durations: Durations): string {
  const numbers = Object.entries(durations).map(([name, [, key]]) => [name, key] as const);
  return [...Object.entries(settings), ...numbers].map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** Every feature at a value of its own. */
export const VALID_SETTING_ROWS: readonly TruthRow[] = [
  {
    name: 'many settings as flags',
    rules: ['value-number', 'value-choice', 'value-duration', 'cors-origin', 'compaction-retention'],
    files: place => memberScript(place, asFlags({...COMMON, 'auto-compaction-retention': '1000'}, DURATIONS)),
    verdict: 'starts',
  },
  {
    name: 'many settings as variables',
    rules: [],
    files: place =>
      memberVariables(place, asVariables({...COMMON, 'auto-compaction-retention': '1000'}, DURATIONS)),
    verdict: 'starts',
  },
  {
    name: 'many settings in a config file',
    rules: [],
    files: place =>
      memberConfig(
        place,
        `${asKeys(COMMON, DURATIONS)}\nauto-compaction-retention: "1000"\nlog-outputs: [stdout, etcd.log]`,
      ),
    verdict: 'starts',
  },
  {
    name: 'settings of 3.5 and later as flags',
    rules: ['log-rotation-target', 'value-bounds'],
    files: place =>
      memberScript(
        place,
        `${asFlags(SINCE_3_5, {})} --socket-reuse-port --socket-reuse-address --raft-read-timeout=10s --log-outputs=etcd.log --enable-log-rotation --log-rotation-config-json='{"maxsize": 10, "compress": true}'`,
      ),
    verdict: {'3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'settings of 3.5 and later in a config file',
    rules: [],
    files: place =>
      memberConfig(
        place,
        `${asKeys(SINCE_3_5, {})}\nsocket-options: {reuse-port: true, reuse-address: true}\nlog-outputs: [etcd.log]\nenable-log-rotation: true\nlog-rotation-config-json: '{"maxsize": 10}'`,
      ),
    verdict: {'3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'settings of 3.6 and later as flags',
    rules: ['feature-gate-syntax', 'feature-gate-unknown'],
    files: place => memberScript(place, asFlags({...SINCE_3_5, ...SINCE_3_6}, DURATIONS_SINCE_3_6)),
    verdict: {'3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'settings of 3.6 and later in a config file',
    rules: ['feature-gate-syntax', 'feature-gate-unknown'],
    files: place => memberConfig(place, asKeys({...SINCE_3_5, ...SINCE_3_6}, DURATIONS_SINCE_3_6)),
    verdict: {'3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'tracing',
    rules: [],
    files: place =>
      memberScript(
        place,
        `--enable-distributed-tracing --distributed-tracing-address=127.0.0.1:${place.otherPort} --distributed-tracing-sampling-rate=100 --distributed-tracing-instance-id=a`,
      ),
    verdict: {'3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'experimental settings of old in a config file',
    rules: [],
    files: place =>
      memberConfig(
        place,
        'experimental-initial-corrupt-check: true\nexperimental-corrupt-check-time: 60000000000\nexperimental-enable-lease-checkpoint: true\nexperimental-enable-lease-checkpoint-persist: true\nexperimental-compaction-batch-limit: 10\nexperimental-watch-progress-notify-interval: 1000000000',
      ),
    verdict: 'starts',
  },
  {
    name: 'experimental settings of old as flags',
    rules: ['setting-old-and-new'],
    files: place =>
      memberScript(
        place,
        '--experimental-initial-corrupt-check --experimental-corrupt-check-time=1m --experimental-enable-lease-checkpoint=true --experimental-enable-lease-checkpoint-persist --experimental-warning-apply-duration 1s --experimental-peer-skip-client-san-verification',
      ),
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'starts'},
  },
  {
    name: 'the v2 API',
    rules: [],
    files: place => memberConfig(place, 'enable-v2: true\nexperimental-enable-v2v3: /v2'),
    verdict: 'starts',
  },
  {
    name: 'each stage of the way out of v2',
    rules: [],
    files: place => memberScript(place, '--v2-deprecation=write-only'),
    verdict: {'3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'the log of 3.4',
    rules: ['log-outputs-old-logger'],
    files: place =>
      memberScript(
        place,
        '--logger=capnslog --debug --log-package-levels=etcdserver=WARNING --log-output=stderr',
      ),
    verdict: {'3.4': 'starts'},
  },
  {
    name: 'the shortest and the longest election',
    rules: ['election-timeout-short', 'election-timeout-long'],
    files: place => memberScript(place, '--heartbeat-interval=10000 --election-timeout=50000'),
    verdict: 'starts',
  },
  {
    name: 'compaction by time in the forms that there are',
    rules: [],
    files: place => memberConfig(place, "auto-compaction-mode: periodic\nauto-compaction-retention: '12'"),
    verdict: 'starts',
  },
  {
    name: 'a cluster made anew from this member',
    rules: [],
    files: place => memberScript(place, '--force-new-cluster'),
    verdict: 'starts',
  },
];
