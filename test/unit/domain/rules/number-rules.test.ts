import {describe, it} from 'vitest';

import {VALUE_RULES} from '../../../../src/lib/domain/rules/value-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import type {Start} from '../../../helpers/judge-launch.js';

describe('numbers and durations', () => {
  it.each<[string, Start, Said[]]>([
    [
      'bytes with a unit',
      {words: ['--quota-backend-bytes=8GB']},
      [
        [
          'value-number',
          'write --quota-backend-bytes=8589934592',
          'invalid value "8GB" for flag -quota-backend-bytes: parse error',
        ],
      ],
    ],
    [
      'milliseconds with a unit',
      {words: ['--election-timeout', '1s']},
      [['value-number', 'write --election-timeout=1000']],
    ],
    ['a sign', {words: ['--snapshot-count=+5']}, [['value-number', '0 or more', 'parse error']]],
    [
      'too large',
      {words: ['--quota-backend-bytes=9223372036854775808']},
      [['value-number', 'value out of range']],
    ],
    [
      'etcd has a parser of its own for one',
      {words: ['--max-concurrent-streams=4294967296']},
      [['value-number', 'strconv.ParseUint: parsing "4294967296": value out of range']],
    ],
    [
      'a variable',
      {variables: [['ETCD_SNAPSHOT_COUNT', '10k']]},
      [['value-number', 'invalid value "10k" for ETCD_SNAPSHOT_COUNT: parse error']],
    ],
    [
      'beside a config file',
      {words: ['--config-file=etcd.yaml', '--snapshot-count=x'], config: 'name: a'},
      [['value-number', 'invalid value "x" for flag -snapshot-count']],
    ],
    [
      'wrong, and right further down',
      {words: ['--snapshot-count=x', '--snapshot-count=5']},
      [['value-number']],
    ],
    [
      'a variable beside a config file, which nobody reads',
      {words: ['--config-file=etcd.yaml'], variables: [['ETCD_SNAPSHOT_COUNT', 'x']], config: 'name: a'},
      [],
    ],
    [
      'a gRPC proxy',
      {words: ['grpc-proxy', 'start', '--max-send-bytes=x']},
      [
        [
          'value-number',
          'invalid argument "x" for "--max-send-bytes" flag: strconv.ParseInt: parsing "x": invalid syntax',
        ],
      ],
    ],
    ['numbers of Go', {words: ['--snapshot-count=0x10', '--max-wals=1_000', '--backend-batch-limit=-5']}, []],
    ['what only the machine knows', {words: ['--snapshot-count=$N']}, []],
    [
      'a duration without a unit',
      {words: ['--grpc-keepalive-interval=10']},
      [
        [
          'value-duration',
          'write --grpc-keepalive-interval=10s',
          'invalid value "10" for flag -grpc-keepalive-interval: parse error',
        ],
      ],
    ],
    ['a day', {words: ['--corrupt-check-time=1d']}, [['value-duration', 'write --corrupt-check-time=24h']]],
    [
      'a long unit',
      {words: ['--corrupt-check-time=5 min']},
      [['value-duration', 'write --corrupt-check-time=5m']],
    ],
    [
      'a duration of a gateway',
      {words: ['gateway', 'start', '--retry-delay=5']},
      [
        [
          'value-duration',
          'invalid argument "5" for "--retry-delay" flag: time: missing unit in duration "5"',
        ],
      ],
    ],
    [
      'a duration of etcdctl',
      {words: ['etcdctl', '--command-timeout=5x', 'get', 'a']},
      [['value-duration', 'time: unknown unit "x" in duration "5x"']],
    ],
    [
      'a variable of etcdctl is dropped',
      {words: ['etcdctl'], variables: [['ETCDCTL_COMMAND_TIMEOUT', '5']]},
      [],
    ],
    ['durations of Go', {words: ['--grpc-keepalive-interval=0', '--corrupt-check-time=1h30m']}, []],
    [
      'a few nanoseconds of a file',
      {config: 'grpc-keepalive-interval: 10'},
      [['config-nanoseconds', 'write grpc-keepalive-interval: 10000000000 for 10 seconds']],
    ],
    [
      'none and many nanoseconds of a file',
      {config: 'corrupt-check-time: 0\ngrpc-keepalive-interval: 10000000'},
      [],
    ],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});

describe('bounds', () => {
  it.each<[string, Start, Said[]]>([
    [
      'no time between hash checks',
      {words: ['--compact-hash-check-time=0']},
      [['value-bounds', '--compact-hash-check-time must be >0 (set to 0s']],
    ],
    [
      'no time between hash checks, to 3.5',
      {config: 'experimental-compact-hash-check-time: 0', version: '3.5.35'},
      [['value-bounds', '--experimental-compact-hash-check-time must be >0 (set to 0s']],
    ],
    [
      'a negative time between corruption checks',
      {words: ['--corrupt-check-time=-1s']},
      [['value-bounds', 'panic: non-positive interval for NewTicker']],
    ],
    [
      'a negative time between corruption checks, to 3.5',
      {words: ['--experimental-corrupt-check-time=-1s'], version: '3.5.35'},
      [],
    ],
    [
      'fewer than no learners',
      {config: 'max-learners: -1'},
      [['value-bounds', 'membership: too many learner members in cluster']],
    ],
    [
      'a rate of tracing',
      {words: ['--enable-distributed-tracing', '--distributed-tracing-sampling-rate=2000000']},
      [['value-bounds', 'tracing sampling rate must be less than 1000000']],
    ],
    ['a rate without tracing', {words: ['--distributed-tracing-sampling-rate=2000000']}, []],
    [
      'certificates without validity',
      {words: ['--auto-tls', '--self-signed-cert-validity=0']},
      [['value-bounds', 'selfSignedCertValidity is invalid,it should be greater than 0']],
    ],
    [
      'certificates of a proxy without validity',
      {words: ['grpc-proxy', 'start', '--auto-tls', '--self-signed-cert-validity=0']},
      [['value-bounds', 'selfSignedCertValidity is invalid']],
    ],
    [
      'a file makes 1 of a validity of 0',
      {config: 'self-signed-cert-validity: 0\nclient-transport-security: {auto-tls: true}'},
      [],
    ],
    ['no certificates to make', {words: ['--self-signed-cert-validity=0']}, []],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});

describe('timing', () => {
  it.each<[string, Start, Said[]]>([
    [
      'no heartbeat',
      {config: 'heartbeat-interval: 0'},
      [['timing-zero', 'write heartbeat-interval: 100', '--heartbeat-interval must be >0 (set to 0ms)']],
    ],
    [
      'no election timeout',
      {variables: [['ETCD_ELECTION_TIMEOUT', '0']]},
      [['timing-zero', 'write ETCD_ELECTION_TIMEOUT=1000', '--election-timeout must be >0 (set to 0ms)']],
    ],
    [
      'four heartbeats',
      {words: ['--heartbeat-interval=100', '--election-timeout=499']},
      [
        [
          'election-timeout-short',
          'write --election-timeout=1000',
          '--election-timeout[499ms] should be at least as 5 times as --heartbeat-interval[100ms]',
        ],
      ],
    ],
    [
      'a heartbeat alone',
      {config: 'heartbeat-interval: 500'},
      [['election-timeout-short', '1000 ms (its default)', 'write election-timeout: 5000']],
    ],
    [
      'a heartbeat with more digits than JavaScript keeps',
      {config: 'heartbeat-interval: 9007199254740993'},
      [
        [
          'election-timeout-short',
          'write election-timeout: 90071992547409930',
          '--heartbeat-interval[9007199254740993ms]',
        ],
      ],
    ],
    ['five heartbeats', {words: ['--heartbeat-interval=100', '--election-timeout=500']}, []],
    [
      'nanoseconds',
      {config: 'election-timeout: 2000000000'},
      [
        [
          'election-timeout-long',
          'write election-timeout: 2000',
          '--election-timeout[2000000000ms] is too long',
        ],
      ],
    ],
    ['fifty seconds', {words: ['--election-timeout=50000']}, []],
    [
      'a v2 proxy checks it as well',
      {words: ['--proxy=on', '--election-timeout=1'], version: '3.5.35'},
      [['election-timeout-short']],
    ],
    [
      'a heartbeat beside flags that only the machine knows',
      {words: ['--heartbeat-interval=500', '$FLAGS']},
      [],
    ],
    [
      'a timeout that only the machine knows',
      {words: ['--heartbeat-interval=500', '--election-timeout=$T']},
      [],
    ],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});
