import {isTrue} from '../process/values.js';
import {formatBytes} from '../text/bytes.js';
import {knownOf} from './assignments.js';
import {configFile} from './example-files.js';
import {isServer} from './judged.js';
import {integerOf} from './numbers.js';
import type {ProcessRule, Report} from './rule.js';
import {rewritten} from './wording.js';

const MIB = 1024n * 1024n;
const GIB = 1024n * MIB;
/** etcd's own guides use 16 MiB to try out what happens when the space runs out. */
const SMALLEST_QUOTA = 16n * MIB;
const LARGEST_QUOTA = 8n * GIB;

/** What the number was most likely meant to be: GiB, MiB or KiB. */
function quotaMeant(quota: bigint): bigint | undefined {
  const candidates = [quota * GIB, quota * MIB, quota * 1024n];
  return candidates.find(candidate => candidate >= 256n * MIB && candidate <= LARGEST_QUOTA * 4n);
}

const smallQuota: ProcessRule = {
  id: 'quota-small',
  severity: 'warning',
  title: 'A quota of the database that is full at once',
  why: 'The quota is a number of bytes. When the database has reached it, the whole cluster takes no more writes until somebody has made room and lifted the alarm.',
  etcd: 'accepts',
  bad: {files: configFile('quota-backend-bytes: 8')},
  good: {files: configFile('quota-backend-bytes: 8589934592')},
  check: process => {
    const given = knownOf(process, 'quota-backend-bytes');
    const quota = integerOf(process, 'quota-backend-bytes');
    // 0 is the default of 2 GiB, and a negative number turns the quota off.
    if (given === undefined || quota === undefined || quota <= 0n || quota >= SMALLEST_QUOTA) return [];
    const meant = quotaMeant(quota);
    return [
      {
        place: given.place,
        message: `${given.written} is ${quota} bytes: the database is full at once, and the cluster takes no more writes`,
        ...(meant === undefined ? {} : rewritten(given, String(meant), process)),
      },
    ];
  },
};

const largeQuota: ProcessRule = {
  id: 'quota-large',
  severity: 'warning',
  title: 'A quota of the database of more than 8 GiB',
  why: 'etcd suggests 8 GiB at most and warns above it: a member reads the whole file when it starts, sends it whole to a new member, and pages of it have to fit into memory.',
  etcd: 'accepts',
  bad: {files: configFile('quota-backend-bytes: 17179869184')},
  good: {files: configFile('quota-backend-bytes: 8589934592')},
  check: process => {
    const given = knownOf(process, 'quota-backend-bytes');
    const quota = integerOf(process, 'quota-backend-bytes');
    if (given === undefined || quota === undefined || quota <= LARGEST_QUOTA) return [];
    return [
      {
        place: given.place,
        message: `${given.written} is ${formatBytes(Number(quota))}, more than the 8 GiB that etcd suggests at most`,
        ...rewritten(given, String(LARGEST_QUOTA), process),
      },
    ];
  },
};

const noFsync: ProcessRule = {
  id: 'unsafe-no-fsync',
  severity: 'warning',
  title: 'A member that does not wait for its disk',
  why: 'With `unsafe-no-fsync` a write is confirmed before it is on the disk. A power cut loses what the cluster has promised to keep, and may corrupt the member. It is for tests.',
  etcd: 'accepts',
  bad: {files: configFile('unsafe-no-fsync: true')},
  good: {files: configFile('unsafe-no-fsync: false')},
  check: process => {
    const given = knownOf(process, 'unsafe-no-fsync');
    if (given === undefined || !isServer(process) || !isTrue(process, 'unsafe-no-fsync')) return [];
    return [
      {
        place: given.place,
        message: `${given.written} is on: a power cut loses writes that were confirmed`,
        fix: 'remove it, but for a test whose data nobody needs',
      },
    ];
  },
};

/** Settings where 0 is not "none", and what it is instead. */
const ZEROS: ReadonlyMap<string, string> = new Map([
  ['snapshot-count', 'etcd takes its default for it'],
  ['max-txn-ops', 'no transaction may have an operation'],
  ['max-request-bytes', 'every write is refused'],
]);

const zeroLimit: ProcessRule = {
  id: 'limit-zero',
  severity: 'warning',
  title: 'A limit of 0 that does not mean what it seems to',
  why: 'For some settings 0 means "no limit", for others it does not: a snapshot-count of 0 is the default, and with max-txn-ops or max-request-bytes at 0 requests are refused.',
  etcd: 'accepts',
  bad: {files: configFile('max-txn-ops: 0')},
  good: {files: configFile('max-txn-ops: 512')},
  check: process => {
    if (!isServer(process)) return [];
    return [...ZEROS].flatMap(([name, meaning]): Report[] => {
      const given = knownOf(process, name);
      if (given === undefined || integerOf(process, name) !== 0n) return [];
      return [
        {
          place: given.place,
          message: `${given.written} is 0: ${meaning}`,
          fix: 'remove it, or write a number',
        },
      ];
    });
  },
};

const RECOMMENDED_REQUEST = 10n * MIB;

const largeRequest: ProcessRule = {
  id: 'request-large',
  severity: 'warning',
  title: 'Requests of more than 10 MiB',
  why: 'Each request goes through the log of every member. etcd warns above 10 MiB: such requests delay heartbeats and cause elections. Clients have a limit of their own as well, of 2 MiB.',
  etcd: 'accepts',
  bad: {files: configFile('max-request-bytes: 104857600')},
  good: {files: configFile('max-request-bytes: 10485760')},
  check: process => {
    const given = knownOf(process, 'max-request-bytes');
    const limit = integerOf(process, 'max-request-bytes');
    if (!isServer(process) || given === undefined || limit === undefined || limit <= RECOMMENDED_REQUEST)
      return [];
    return [
      {
        place: given.place,
        message: `${given.written} is ${formatBytes(Number(limit))}, more than the 10 MiB that etcd recommends`,
        ...rewritten(given, String(RECOMMENDED_REQUEST), process),
      },
    ];
  },
};

/** Rules about the database, the log and what may go into them. */
export const STORAGE_RULES: readonly ProcessRule[] = [
  smallQuota,
  largeQuota,
  noFsync,
  zeroLimit,
  largeRequest,
];
