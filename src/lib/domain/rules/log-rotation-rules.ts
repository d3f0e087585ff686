import type {EtcdProcess} from '../process/etcd-process.js';
import {isTrue} from '../process/values.js';
import {knownOf} from './assignments.js';
import {configFile} from './example-files.js';
import {isServer, isWhole} from './judged.js';
import {JOURNAL, outputsOf, STREAMS} from './log-outputs.js';
import type {ProcessRule} from './rule.js';
import {shown} from './wording.js';

/** Whether log rotation is on; it came with 3.5. */
function rotates(process: EtcdProcess): boolean {
  return (
    isServer(process) && process.values.has('enable-log-rotation') && isTrue(process, 'enable-log-rotation')
  );
}

const rotationTarget: ProcessRule = {
  id: 'log-rotation-target',
  severity: 'error',
  title: 'Log rotation without one file to rotate',
  why: 'etcd rotates exactly one log file. By default it logs to stderr, which it cannot rotate.',
  etcd: 'refuses',
  bad: {files: configFile('enable-log-rotation: true')},
  good: {files: configFile('enable-log-rotation: true', 'log-outputs: [/var/log/etcd.log]')},
  check: process => {
    const given = knownOf(process, 'enable-log-rotation');
    const files = given === undefined || !rotates(process) ? undefined : filesToRotate(process);
    if (given === undefined || files === undefined) return [];
    return [
      {
        place: given.place,
        message: `${given.written} is on, but there ${files > 1 ? `are ${files} log files` : 'is no log file'}`,
        fix: 'name one file in log-outputs, or turn the rotation off',
        etcdSays: '--log-outputs requires a single file path when --log-rotate-config-json is defined',
      },
    ];
  },
};

/** The number of log files where etcd does not bear it; undefined where it does, and where nobody knows. */
function filesToRotate(process: EtcdProcess): number | undefined {
  if (process.values.get('log-outputs')?.unresolved || !isWhole(process)) return undefined;
  const targets = outputsOf(process)?.targets ?? ['default'];
  const files = targets.filter(target => !STREAMS.has(target)).length;
  return files === 1 || (targets.length > 1 && isForOthers(targets, files)) ? undefined : files;
}

/** Outputs that do not go together have a rule of their own; several streams without a file are let through. */
function isForOthers(targets: readonly string[], files: number): boolean {
  return files === 0 || targets.includes('default') || targets.includes(JOURNAL);
}

const ROTATION_TYPES: Readonly<Record<string, 'number' | 'boolean' | 'string'>> = {
  maxsize: 'number',
  maxage: 'number',
  maxbackups: 'number',
  localtime: 'boolean',
  compress: 'boolean',
  filename: 'string',
};

/** What is wrong with the JSON of a rotation; undefined where Go reads it. */
function rotationProblem(text: string): {message: string; says?: string} | undefined {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return {message: 'is no JSON', says: 'improperly formatted log rotation config'};
  }
  const says = 'invalid log rotation config';
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    return config === null
      ? {message: 'is null, at which etcd crashes'}
      : {message: 'is no JSON object', says};
  const wrong = Object.entries(config).find(([key, value]) => {
    const type = ROTATION_TYPES[key.toLowerCase()];
    return (
      type !== undefined &&
      value !== null &&
      (typeof value !== type || (type === 'number' && !Number.isInteger(value)))
    );
  });
  if (wrong === undefined) return undefined;
  const type = ROTATION_TYPES[wrong[0].toLowerCase()];
  return {message: `has a ${wrong[0]} that is no ${type === 'number' ? 'whole number' : type}`, says};
}

const rotationConfig: ProcessRule = {
  id: 'log-rotation-config',
  severity: 'error',
  title: 'A configuration of log rotation that etcd cannot read',
  why: 'It is JSON with the keys maxsize (MB), maxage (days), maxbackups, localtime and compress. Quotes lost on the way through a shell or a unit are the usual reason. etcd looks at it only where rotation is on.',
  etcd: 'refuses',
  bad: {
    files: configFile(
      'enable-log-rotation: true',
      'log-outputs: [/var/log/etcd.log]',
      "log-rotation-config-json: '{maxsize: 100}'",
    ),
  },
  good: {
    files: configFile(
      'enable-log-rotation: true',
      'log-outputs: [/var/log/etcd.log]',
      `log-rotation-config-json: '{"maxsize": 100}'`,
    ),
  },
  check: process => {
    const given = knownOf(process, 'log-rotation-config-json');
    const targets = outputsOf(process)?.targets.filter(target => !STREAMS.has(target)) ?? [];
    if (given === undefined || !rotates(process) || targets.length !== 1) return [];
    const problem = rotationProblem(given.value);
    if (problem === undefined) return [];
    return [
      {
        place: given.place,
        message: `${given.written} ${problem.message}: ${shown(given.value)}`,
        fix: `write {"maxsize": 100, "maxage": 0, "maxbackups": 0, "localtime": false, "compress": false}`,
        ...(problem.says === undefined ? {} : {etcdSays: problem.says}),
      },
    ];
  },
};

/** Rules about the rotation of a log file. */
export const LOG_ROTATION_RULES: readonly ProcessRule[] = [rotationTarget, rotationConfig];
