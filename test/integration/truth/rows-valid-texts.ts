import {memberConfig, memberFlags, memberScript, memberVariables} from './member-files.js';
import type {TruthPlace, TruthRow} from './truth-row.js';

function configText(place: TruthPlace): string {
  return memberConfig(place)['etcd.yaml'] ?? '';
}

/** Odd ways to write a config file that etcd reads all the same. */
const CONFIG_TEXTS: readonly TruthRow[] = [
  {
    name: 'quotes around keys and values',
    rules: [],
    files: place => ({
      'etcd.yaml': configText(place).replace(/^([a-z-]+): (.*)$/gm, (_, key: string, value: string) =>
        key < 'l' ? `"${key}": '${value}'` : `'${key}': "${value}"`,
      ),
    }),
    verdict: 'starts',
  },
  {
    name: 'one line of YAML in flow style',
    rules: [],
    files: place => ({
      'etcd.yaml': `{${configText(place)
        .trim()
        .split('\n')
        .map(line => line.replace(/: (.*)$/, ': "$1"'))
        .join(', ')}, client-transport-security: {}, log-outputs: [stderr]}\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'JSON',
    rules: [],
    files: place => {
      const keys = configText(place)
        .trim()
        .split('\n')
        .map(line => line.split(/: (.*)$/).slice(0, 2));
      return {
        'etcd.yaml': JSON.stringify(
          {...Object.fromEntries(keys), 'heartbeat-interval': 50, 'pre-vote': true},
          null,
          '\t',
        ),
      };
    },
    verdict: 'starts',
  },
  {
    name: 'line ends of Windows',
    rules: [],
    files: place => ({'etcd.yaml': configText(place).replaceAll('\n', '\r\n')}),
    verdict: 'starts',
  },
  {
    name: 'a byte order mark',
    rules: [],
    files: place => ({'etcd.yaml': `\uFEFF${configText(place)}`}),
    verdict: 'starts',
  },
  {
    name: 'comments everywhere',
    rules: [],
    files: place => ({
      'etcd.yaml': `# initial-cluster: b=http://127.0.0.1:1\n\n${configText(place).replaceAll('\n', ' # or not\n')}`,
    }),
    verdict: 'starts',
  },
  {
    name: 'anchors, references and merged keys',
    rules: [],
    files: place => ({
      'etcd.yaml': `x-defaults: &defaults\n  name: b\n  heartbeat-interval: 50\n<<: *defaults\n${configText(place)}initial-cluster-token: &token t\nhost-whitelist: *token\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'values in blocks of text',
    rules: [],
    files: place =>
      memberConfig(place, '', {
        name: '|-\n  a',
        'initial-cluster': `>-\n  a=http://127.0.0.1:${place.peerPort}`,
      }),
    verdict: 'starts',
  },
  {
    name: 'booleans in the words of YAML 1.1',
    rules: ['config-type'],
    files: place =>
      memberConfig(
        place,
        'pre-vote: on\nstrict-reconfig-check: YES\nforce-new-cluster: n\nenable-pprof: False',
      ),
    verdict: 'starts',
  },
  {
    name: 'numbers in the forms of YAML 1.1',
    rules: ['config-type'],
    files: place =>
      memberConfig(
        place,
        'quota-backend-bytes: 0x10000000\nsnapshot-count: 1_000\nheartbeat-interval: 0144\nelection-timeout: +1000\nmax-wals: 0b11',
      ),
    verdict: 'starts',
  },
  {
    name: 'texts that look like something else, in quotes',
    rules: ['config-type'],
    files: place =>
      memberConfig(
        place,
        `initial-cluster-token: '12'\nhost-whitelist: "on"\nauto-compaction-retention: "0"`,
        {
          name: '"7"',
          'initial-cluster': `7=http://127.0.0.1:${place.peerPort}`,
        },
      ),
    verdict: 'starts',
  },
  {
    name: 'durations in nanoseconds',
    rules: ['config-type'],
    files: place =>
      memberConfig(
        place,
        'grpc-keepalive-min-time: 5000000000\ngrpc-keepalive-interval: 0\nauto-compaction-retention: "0"',
      ),
    verdict: 'starts',
  },
  {
    name: 'empty texts',
    rules: [],
    files: place =>
      memberConfig(
        place,
        'wal-dir: ""\ndiscovery-srv: ""\ninitial-cluster-token: ""\ninitial-cluster-state: ""\nlisten-metrics-urls: ""',
      ),
    verdict: 'starts',
  },
];

/** Odd ways to write variables and command lines. */
const OTHER_TEXTS: readonly TruthRow[] = [
  {
    name: 'an env file with comments, quotes and empty lines',
    rules: [],
    files: place => ({
      'etcd.env': `# etcd\n\n; and more\n${(memberVariables(place)['etcd.env'] ?? '').replace(/=(.*)$/gm, '="$1"')}ETCDCTL_API=3\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'an env file that exports',
    rules: [],
    files: place => ({
      'etcd.env': (memberVariables(place)['etcd.env'] ?? '').replace(/^ETCD/gm, 'export ETCD'),
    }),
    verdict: 'starts',
  },
  {
    name: 'a script with variables and comments',
    rules: [],
    files: place => ({
      'run.sh': `#!/bin/sh
# Starts etcd.
set -eu
NAME=a
PEER="http://127.0.0.1:${place.peerPort}" # of this member
exec etcd --name "$NAME" --data-dir 'my data' \\
  --listen-peer-urls "$PEER" --initial-advertise-peer-urls=\${PEER} \\
  --listen-client-urls=http://127.0.0.1:${place.clientPort} --advertise-client-urls=http://127.0.0.1:${place.clientPort} \\
  --initial-cluster "$NAME=$PEER"
`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a script that exports variables',
    rules: [],
    files: place => ({
      'run.sh': `${(memberVariables(place)['etcd.env'] ?? '').replace(/^ETCD/gm, 'export ETCD')}etcd\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a start in the background by a wrapper',
    rules: [],
    files: place => ({'run.sh': `nohup env ETCD_MAX_WALS=3 etcd ${memberFlags(place)} >etcd.log 2>&1 &\n`}),
    verdict: 'starts',
  },
  {
    name: 'numbers in the forms of Go as flags',
    rules: ['value-number'],
    files: place =>
      memberScript(
        place,
        '--quota-backend-bytes=0x10000000 --snapshot-count=1_000 --max-wals 0b11 --max-txn-ops=0o17',
      ),
    verdict: 'starts',
  },
  {
    name: 'durations in the forms of Go as flags',
    rules: ['value-duration', 'compaction-retention'],
    files: place =>
      memberScript(
        place,
        '--grpc-keepalive-min-time 1m30s --grpc-keepalive-interval=.5h --auto-compaction-retention=1h30m --grpc-keepalive-timeout 300ms',
      ),
    verdict: 'starts',
  },
  {
    name: 'empty values as flags',
    rules: ['value-number'],
    files: place => memberScript(place, "--wal-dir '' --discovery-srv= --initial-cluster-token=''"),
    verdict: 'starts',
  },
];

export const VALID_TEXT_ROWS: readonly TruthRow[] = [...CONFIG_TEXTS, ...OTHER_TEXTS];
