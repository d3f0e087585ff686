import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf} from '../process/values.js';
import {configFile} from './example-files.js';
import {isServer} from './judged.js';
import {integerOf} from './numbers.js';
import type {ProcessRule, Report} from './rule.js';
import {newLine} from './wording.js';

/** etcd wants this many heartbeats in an election timeout. */
const HEARTBEATS = 5n;
const LONGEST_MS = 50_000n;

interface Timing {
  readonly heartbeat: bigint;
  readonly election: bigint;
}

/** Both in milliseconds; undefined where one of them is no number. */
function timingOf(process: EtcdProcess): Timing | undefined {
  if (!isServer(process)) return undefined;
  const heartbeat = integerOf(process, 'heartbeat-interval');
  const election = integerOf(process, 'election-timeout');
  return heartbeat === undefined || election === undefined ? undefined : {heartbeat, election};
}

/** Where the setting stands, or the other one where it has its default. */
function placeOf(process: EtcdProcess, name: string, other: string): Report['place'] {
  return (givenOf(process, name) ?? givenOf(process, other))?.place ?? process.place;
}

function checkTiming(check: (timing: Timing, process: EtcdProcess) => Report[]): ProcessRule['check'] {
  return process => {
    const timing = timingOf(process);
    return timing === undefined ? [] : check(timing, process);
  };
}

const zeroTiming: ProcessRule = {
  id: 'timing-zero',
  severity: 'error',
  title: 'A heartbeat or election timeout of 0',
  why: 'Both are milliseconds and must be more than 0; the defaults are 100 and 1000.',
  etcd: 'refuses',
  bad: {files: configFile('heartbeat-interval: 0')},
  good: {files: configFile('heartbeat-interval: 100')},
  check: checkTiming(({heartbeat, election}, process) => {
    const name = heartbeat === 0n ? 'heartbeat-interval' : 'election-timeout';
    if (heartbeat !== 0n && election !== 0n) return [];
    return [
      {
        place: placeOf(process, name, name),
        message: `${name} is 0`,
        fix: `write ${newLine(process, name, name === 'heartbeat-interval' ? '100' : '1000')}`,
        etcdSays: `--${name} must be >0 (set to 0ms)`,
      },
    ];
  }),
};

const shortElection: ProcessRule = {
  id: 'election-timeout-short',
  severity: 'error',
  title: 'An election timeout of less than five heartbeats',
  why: 'A follower that misses a few heartbeats must not start an election. etcd wants at least five of them in an election timeout; ten are usual. Both are milliseconds, and whoever changes one has to change the other.',
  etcd: 'refuses',
  bad: {files: configFile('heartbeat-interval: 500')},
  good: {files: configFile('heartbeat-interval: 500', 'election-timeout: 5000')},
  check: checkTiming(({heartbeat, election}, process) => {
    if (heartbeat === 0n || election === 0n || HEARTBEATS * heartbeat <= election) return [];
    const isDefault = givenOf(process, 'election-timeout') === undefined;
    return [
      {
        place: placeOf(process, 'election-timeout', 'heartbeat-interval'),
        message: `election-timeout is ${election} ms${isDefault ? ' (its default)' : ''}, less than ${HEARTBEATS} heartbeats of ${heartbeat} ms`,
        fix: `write ${newLine(process, 'election-timeout', String(heartbeat * 10n))}`,
        etcdSays: `--election-timeout[${election}ms] should be at least as 5 times as --heartbeat-interval[${heartbeat}ms]`,
      },
    ];
  }),
};

const longElection: ProcessRule = {
  id: 'election-timeout-long',
  severity: 'error',
  title: 'An election timeout of more than 50 seconds',
  why: 'etcd takes at most 50000 milliseconds. A number with nine or more digits was most likely meant as nanoseconds, which other durations of a config file are.',
  etcd: 'refuses',
  bad: {files: configFile('election-timeout: 1000000000')},
  good: {files: configFile('election-timeout: 1000')},
  check: checkTiming(({heartbeat, election}, process) => {
    if (heartbeat === 0n || HEARTBEATS * heartbeat > election || election <= LONGEST_MS) return [];
    const meant = election >= 100_000_000n ? election / 1_000_000n : 1000n;
    return [
      {
        place: placeOf(process, 'election-timeout', 'election-timeout'),
        message: `election-timeout is ${election} ms, more than ${LONGEST_MS}`,
        fix: `write ${newLine(process, 'election-timeout', String(meant > LONGEST_MS ? 1000n : meant))}`,
        etcdSays: `--election-timeout[${election}ms] is too long, and should be set less than ${LONGEST_MS}ms`,
      },
    ];
  }),
};

/** Rules about heartbeats and elections. */
export const TIMING_RULES: readonly ProcessRule[] = [zeroTiming, shortElection, longElection];
