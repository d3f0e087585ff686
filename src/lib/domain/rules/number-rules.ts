import type {EtcdSetting} from '../etcd-settings/types.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {readGoDuration} from '../text/go-duration.js';
import {readGoInteger, type GoInteger} from '../text/go-number.js';
import {printable} from '../text/printable.js';
import {parsedTexts} from './assignments.js';
import {configFile, startScript} from './example-files.js';
import {isServer} from './judged.js';
import {numberMeant} from './meant-value.js';
import {goShown, parseRefusal, type ParseReason} from './parse-refusal.js';
import type {ProcessRule, Report} from './rule.js';
import {rewritten, shown} from './wording.js';

/** Values of a type that a parser of flags reads. What etcdctl cannot read of a variable it drops. */
function textsOf(process: EtcdProcess, type: EtcdSetting['type']): Assignment[] {
  return parsedTexts(process).filter(
    ({setting, via}) => setting?.type === type && (via !== 'variable' || isServer(process)),
  );
}

function wholeNumber(type: GoInteger): string {
  if (type === 'uint32') return 'a whole number from 0 to 4294967295';
  return type === 'int' || type === 'int64' ? 'a whole number' : 'a whole number, 0 or more';
}

/** Of the types of Go's `flag` only those of etcd's own say what is wrong, as all of pflag do. */
function numberReason(type: GoInteger, value: string, problem: 'syntax' | 'range'): ParseReason {
  const parser = type.startsWith('u') ? 'ParseUint' : 'ParseInt';
  const words = problem === 'syntax' ? 'invalid syntax' : 'value out of range';
  const pflag = `strconv.${parser}: parsing ${goShown(value)}: ${words}`;
  if (type === 'uint32') return {flag: pflag, pflag};
  return {flag: problem === 'syntax' ? 'parse error' : 'value out of range', pflag};
}

function reportNumber(process: EtcdProcess, assignment: Assignment, setting: EtcdSetting): Report[] {
  const {value, written, place} = assignment;
  const type = setting.goType ?? 'uint';
  const read = readGoInteger(value, type);
  if ('value' in read) return [];
  const meant = read.problem === 'syntax' ? numberMeant(value.trim(), setting) : undefined;
  return [
    {
      place,
      message: `${written} is ${shown(value)}, but must be ${wholeNumber(type)}`,
      fix: 'write a whole number, or remove it',
      ...(meant === undefined ? {} : rewritten(assignment, String(meant), process)),
      etcdSays: parseRefusal(process, assignment, numberReason(type, value, read.problem)),
    },
  ];
}

const numberValue: ProcessRule = {
  id: 'value-number',
  severity: 'error',
  title: 'A flag or variable that must be a whole number',
  why: 'etcd takes sizes in bytes and heartbeats in milliseconds, without a unit. Go reads `0x10`, `1_000` and, as octal, `010`; a sign only where a number may be negative; no point and no exponent.',
  etcd: 'refuses',
  bad: {files: startScript('--quota-backend-bytes=8GB')},
  good: {files: startScript('--quota-backend-bytes=8589934592')},
  check: process =>
    textsOf(process, 'number').flatMap(assignment =>
      assignment.setting === undefined ? [] : reportNumber(process, assignment, assignment.setting),
    ),
};

/** What was meant by `1d`, or by a number without a unit. */
function durationMeant(value: string): string | undefined {
  const text = value.trim();
  const days = /^(\d{1,4})\s*d(?:ays?)?$/i.exec(text)?.[1];
  if (days !== undefined) return `${Number(days) * 24}h`;
  const [, amount, unit] =
    /^(\d{1,9})\s*(s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?)?$/i.exec(text) ?? [];
  return amount === undefined ? undefined : `${amount}${unit?.[0]?.toLowerCase() ?? 's'}`;
}

function reportDuration(process: EtcdProcess, assignment: Assignment): Report[] {
  const {value, written, place} = assignment;
  const read = readGoDuration(value);
  if ('nanoseconds' in read) return [];
  const meant = durationMeant(value);
  return [
    {
      place,
      message: `${written} is ${shown(value)}, but must be a duration with its unit, such as 500ms, 20s or 1h30m`,
      fix: 'write a number with its unit, or remove it',
      ...(meant === undefined ? {} : rewritten(assignment, meant, process)),
      etcdSays: parseRefusal(process, assignment, {flag: 'parse error', pflag: read.problem}),
    },
  ];
}

const durationValue: ProcessRule = {
  id: 'value-duration',
  severity: 'error',
  title: 'A flag or variable that must be a duration',
  why: 'A duration is a number with its unit: ns, us, ms, s, m or h; there are no days. A config file has the same settings as bare nanoseconds.',
  etcd: 'refuses',
  bad: {files: startScript('--grpc-keepalive-interval=10')},
  good: {files: startScript('--grpc-keepalive-interval=10s')},
  check: process => textsOf(process, 'duration').flatMap(assignment => reportDuration(process, assignment)),
};

/** Shorter than a millisecond is nothing that anybody sets. */
const SHORTEST_NS = 1_000_000;

const nanoseconds: ProcessRule = {
  id: 'config-nanoseconds',
  severity: 'error',
  title: 'A duration of a few nanoseconds in a config file',
  why: 'A duration of a config file is a number of nanoseconds: `5` is no five seconds. etcd starts with it and does what was asked for all the time, or never in time.',
  etcd: 'accepts',
  bad: {files: configFile('grpc-keepalive-interval: 10')},
  good: {files: configFile('grpc-keepalive-interval: 10000000000')},
  check: ({values}) =>
    [...values.values()].flatMap(({via, setting, node, written, place}): Report[] => {
      if (via !== 'config-file' || setting?.type !== 'duration') return [];
      const value = node?.kind === 'scalar' ? node.value : undefined;
      if (typeof value !== 'number' || value <= 0 || value >= SHORTEST_NS) return [];
      const text = printable(String(value), 20);
      return [
        {
          place,
          message: `${printable(written, 80)} is ${text} nanoseconds`,
          fix: `write ${printable(written.slice(written.lastIndexOf('.') + 1), 60)}: ${value * 1e9} for ${text} seconds`,
        },
      ];
    }),
};

/** Rules about numbers and durations. */
export const NUMBER_RULES: readonly ProcessRule[] = [numberValue, durationValue, nanoseconds];
