import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {valueOf} from '../process/values.js';
import {knownOf} from './assignments.js';
import {isServer} from './judged.js';

export const JOURNAL = 'systemd/journal';
/** What is no file. */
export const STREAMS: ReadonlySet<string> = new Set(['default', 'stdout', 'stderr']);

/** More outputs than this are nothing that anybody wrote. */
const MAX_TARGETS = 100;

export interface LogOutputs {
  readonly given: Assignment;
  /** Those of a flag without repeats, in the order of the alphabet. */
  readonly targets: readonly string[];
  /** The old logger of 3.4, which knows less. */
  readonly isOldLogger: boolean;
}

/** 3.4 takes `log-output` for the new name where it has several. */
function outputsGiven(process: EtcdProcess): Assignment | undefined {
  const given = knownOf(process, 'log-outputs');
  const old = given === undefined ? knownOf(process, 'log-output') : undefined;
  return old?.value.includes(',') ? old : given;
}

/** The log outputs that are written; undefined where they are the default or only the machine knows them. */
export function outputsOf(process: EtcdProcess): LogOutputs | undefined {
  const given = outputsGiven(process);
  if (given === undefined || !isServer(process)) return undefined;
  const written = given.value.split(',', MAX_TARGETS);
  const targets = given.via === 'config-file' ? written : [...new Set(written)].sort();
  // Nothing in a list of a config file leaves the default as it is.
  const {node} = given;
  const isNone =
    node?.kind === 'list' && node.items.every(item => item.kind === 'scalar' && item.value === null);
  return {given, targets: isNone ? [] : targets, isOldLogger: valueOf(process, 'logger') === 'capnslog'};
}
