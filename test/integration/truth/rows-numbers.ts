import type {TruthRow} from './truth-row.js';
import {withFlags, withKeys, withVariables} from './value-row.js';

const FROM_3_6 = {'3.6': 'refuses', '3.7': 'refuses'} as const;

/** Heartbeats and elections. */
const TIMING: readonly TruthRow[] = [
  withFlags('--heartbeat-interval=0', {
    name: 'no heartbeat',
    rules: ['timing-zero'],
    verdict: 'refuses',
    says: /--heartbeat-interval must be >0 \(set to 0ms\)/,
  }),
  withKeys('election-timeout: 0', {
    name: 'no election timeout in a config file',
    rules: ['timing-zero'],
    verdict: 'refuses',
    says: /--election-timeout must be >0 \(set to 0ms\)/,
  }),
  withFlags('--heartbeat-interval=500', {
    name: 'a heartbeat of half the default election timeout',
    rules: ['election-timeout-short'],
    verdict: 'refuses',
    says: /--election-timeout\[1000ms\] should be at least as 5 times as --heartbeat-interval\[500ms\]/,
  }),
  withVariables('ETCD_HEARTBEAT_INTERVAL=100\nETCD_ELECTION_TIMEOUT=499', {
    name: 'nearly five heartbeats as variables',
    rules: ['election-timeout-short'],
    verdict: 'refuses',
  }),
  withKeys('election-timeout: 2000000000', {
    name: 'an election timeout in nanoseconds',
    rules: ['election-timeout-long'],
    verdict: 'refuses',
    says: /--election-timeout\[2000000000ms\] is too long/,
  }),
  withFlags('--heartbeat-interval=100 --election-timeout=500', {
    name: 'an election timeout of five heartbeats',
    rules: ['timing-zero', 'election-timeout-short', 'election-timeout-long'],
    verdict: 'starts',
  }),
];

/** Bounds of numbers and durations. */
const BOUNDS: readonly TruthRow[] = [
  withKeys('compact-hash-check-time: 0', {
    name: 'no time between hash checks',
    rules: ['value-bounds'],
    verdict: {...FROM_3_6, '3.4': 'starts', '3.5': 'starts'},
    says: /--compact-hash-check-time must be >0 \(set to 0s\)/,
  }),
  withFlags('--experimental-compact-hash-check-time=-5s', {
    name: 'a negative time between hash checks',
    rules: ['value-bounds'],
    verdict: {'3.5': 'refuses', '3.6': 'refuses'},
    says: /must be >0 \(set to -5s\)/,
  }),
  withFlags('--corrupt-check-time=-1s', {
    name: 'a negative time between corruption checks',
    rules: ['value-bounds'],
    verdict: FROM_3_6,
    says: /non-positive interval for NewTicker/,
  }),
  withFlags('--experimental-corrupt-check-time=-1s', {
    name: 'a negative time between corruption checks under its old name',
    rules: ['value-bounds'],
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'refuses'},
  }),
  withKeys('max-learners: -1', {
    name: 'fewer than no learners',
    rules: ['value-bounds'],
    verdict: {...FROM_3_6, '3.5': 'starts'},
    says: /membership: too many learner members in cluster/,
  }),
  withFlags('--enable-distributed-tracing --distributed-tracing-sampling-rate=2000000', {
    name: 'more spans than there are',
    rules: ['value-bounds'],
    verdict: FROM_3_6,
    says: /tracing sampling rate must be less than 1000000/,
  }),
  withFlags('--distributed-tracing-sampling-rate=-1', {
    name: 'fewer than no spans without tracing',
    rules: ['value-bounds'],
    verdict: {'3.6': 'starts', '3.7': 'starts'},
  }),
  withFlags('--auto-tls --self-signed-cert-validity=0', {
    name: 'certificates that etcd makes for no time',
    rules: ['value-bounds'],
    verdict: {...FROM_3_6, '3.5': 'refuses'},
    says: /selfSignedCertValidity is invalid,it should be greater than 0/,
  }),
  withKeys('client-transport-security: {auto-tls: true}\nself-signed-cert-validity: 0', {
    name: 'certificates that etcd makes for no time in a config file, which counts as a year',
    rules: ['value-bounds'],
    verdict: {'3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  }),
  withFlags('--snapshot-count=x --snapshot-count=5', {
    name: 'a wrong number that stands again further down, right',
    rules: ['value-number'],
    verdict: 'refuses',
    says: /invalid value "x" for flag -snapshot-count: parse error/,
  }),
  withFlags('--max-concurrent-streams=4294967296', {
    name: 'a number beyond 32 bits',
    rules: ['value-number'],
    verdict: 'refuses',
    says: /strconv.ParseUint: parsing "4294967296": value out of range/,
  }),
  withFlags('--quota-backend-bytes=9223372036854775808', {
    name: 'a number beyond 64 bits',
    rules: ['value-number'],
    verdict: 'refuses',
    says: /value out of range/,
  }),
  withVariables('ETCD_GRPC_KEEPALIVE_MIN_TIME=5', {
    name: 'a duration without a unit in a variable',
    rules: ['value-duration'],
    verdict: 'refuses',
    says: /invalid value "5" for ETCD_GRPC_KEEPALIVE_MIN_TIME: parse error/,
  }),
];

/** Compaction. */
const COMPACTION: readonly TruthRow[] = [
  withFlags('--auto-compaction-retention=1d', {
    name: 'a retention of a day',
    rules: ['compaction-retention'],
    verdict: 'refuses',
    says: /error parsing CompactionRetention: time: unknown unit "d" in duration "1d"/,
  }),
  withKeys('auto-compaction-mode: periodic\nauto-compaction-retention: "1.5"', {
    name: 'a retention of one and a half',
    rules: ['compaction-retention'],
    verdict: 'refuses',
    says: /time: missing unit in duration "1.5"/,
  }),
  withKeys('auto-compaction-retention: 30m', {
    name: 'a duration as retention without a mode in a config file',
    rules: ['compaction-mode-missing'],
    verdict: {'3.4': 'refuses', '3.5': 'refuses', '3.6': 'starts', '3.7': 'starts'},
    says: /unsupported compaction mode/,
  }),
  withFlags("--auto-compaction-mode='' --auto-compaction-retention=1h", {
    name: 'a duration as retention and an empty mode',
    rules: ['compaction-mode-missing'],
    verdict: {'3.4': 'refuses', '3.5': 'refuses'},
  }),
  withFlags("--auto-compaction-mode=''", {
    name: 'an empty mode of compaction',
    rules: ['value-choice'],
    verdict: {...FROM_3_6, '3.4': 'starts', '3.5': 'starts'},
    says: /undefined auto-compaction-mode/,
  }),
  withKeys('auto-compaction-retention: "1"', {
    name: 'hours as retention without a mode in a config file',
    rules: ['compaction-mode-missing', 'compaction-retention'],
    verdict: 'starts',
  }),
];

/** Numbers, durations and what follows from them. */
export const NUMBER_ROWS: readonly TruthRow[] = [...TIMING, ...BOUNDS, ...COMPACTION];
