import {compareVersions} from '../etcd-version/version.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {isTrue} from '../process/values.js';
import {knownOf} from './assignments.js';
import {configFile} from './example-files.js';
import {isServer} from './judged.js';
import {integerOf, nanosecondsOf} from './numbers.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

/** A number that a setting may not have, and the words with which etcd ends. */
interface OutOfBounds {
  readonly must: string;
  readonly fix: string;
  readonly says: string;
}

type BoundsCheck = (process: EtcdProcess, name: string) => OutOfBounds | undefined;

/** `-1000000000` → `-1s`, as far as it is needed: whole seconds, else nanoseconds. */
function goDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  return nanoseconds % 1e9 === 0 && Math.abs(nanoseconds) < 60e9 ? `${nanoseconds / 1e9}s` : '';
}

const positiveDuration: BoundsCheck = (process, name) => {
  const nanoseconds = nanosecondsOf(process, name);
  if (nanoseconds === undefined || nanoseconds > 0) return undefined;
  return {
    must: 'more than 0',
    fix: 'remove it: the default is 1m',
    says: `--${name} must be >0 (set to ${goDuration(nanoseconds)}`,
  };
};

/** A ticker of Go takes no negative interval; 3.4 and 3.5 start none for it. */
const noNegativeTicker: BoundsCheck = (process, name) => {
  const nanoseconds = nanosecondsOf(process, name);
  if (nanoseconds === undefined || nanoseconds >= 0 || compareVersions(process.version, '3.6.0') < 0)
    return undefined;
  return {
    must: '0 or more',
    fix: 'write 0 to turn the check off',
    says: 'panic: non-positive interval for NewTicker',
  };
};

const noNegativeLearners: BoundsCheck = (process, name) => {
  const learners = integerOf(process, name);
  if (process.role !== 'member' || learners === undefined || learners >= 0n) return undefined;
  return {
    must: '0 or more',
    fix: 'write 0 for none',
    says: 'membership: too many learner members in cluster',
  };
};

const MILLION = 1_000_000n;

/** etcd looks at the rate only where tracing is on. */
function samplingRate(toggle: string): BoundsCheck {
  return (process, name) => {
    const rate = integerOf(process, name);
    if (rate === undefined || !isTrue(process, toggle) || (rate >= 0n && rate <= MILLION)) return undefined;
    return {
      must: '0 to 1000000',
      fix: 'write the number of spans in a million',
      says: `tracing sampling rate must be ${rate < 0n ? 'positive' : 'less than 1000000'}`,
    };
  };
}

/** A config file has 1 in place of the 0. */
const certificateYears: BoundsCheck = (process, name) => {
  if (integerOf(process, name) !== 0n || process.configured === 'config-file') return undefined;
  const makes = ['', 'peer-'].some(
    prefix => isTrue(process, `${prefix}auto-tls`) && knownOf(process, `${prefix}cert-file`) === undefined,
  );
  if (!makes) return undefined;
  return {
    must: '1 year or more',
    fix: 'write 1',
    says: 'selfSignedCertValidity is invalid,it should be greater than 0',
  };
};

const BOUNDS: ReadonlyMap<string, BoundsCheck> = new Map([
  ['compact-hash-check-time', positiveDuration],
  ['experimental-compact-hash-check-time', positiveDuration],
  ['corrupt-check-time', noNegativeTicker],
  ['experimental-corrupt-check-time', noNegativeTicker],
  ['max-learners', noNegativeLearners],
  ['distributed-tracing-sampling-rate', samplingRate('enable-distributed-tracing')],
  ['experimental-distributed-tracing-sampling-rate', samplingRate('experimental-enable-distributed-tracing')],
  ['self-signed-cert-validity', certificateYears],
]);

function isJudged(process: EtcdProcess, name: string): boolean {
  return isServer(process) || (process.role === 'grpc-proxy' && name === 'self-signed-cert-validity');
}

function report({written, value, place}: Assignment, {must, fix, says}: OutOfBounds): Report {
  return {place, message: `${written} is ${shown(value)}, but must be ${must}`, fix, etcdSays: says};
}

const bounds: ProcessRule = {
  id: 'value-bounds',
  severity: 'error',
  title: 'A number or duration that a setting may not have',
  why: 'Some settings have bounds that etcd checks, or at which it crashes: the time between hash checks must be more than 0, that between corruption checks not negative, the sampling rate of tracing at most a million, the validity of certificates that etcd makes itself at least a year.',
  etcd: 'refuses',
  bad: {files: configFile('compact-hash-check-time: 0')},
  good: {files: configFile('compact-hash-check-time: 60000000000')},
  check: process =>
    [...BOUNDS].flatMap(([name, check]) => {
      const given = knownOf(process, name);
      const problem = given === undefined || !isJudged(process, name) ? undefined : check(process, name);
      return given === undefined || problem === undefined ? [] : [report(given, problem)];
    }),
};

/** Rules about the bounds of numbers. */
export const BOUNDS_RULES: readonly ProcessRule[] = [bounds];
