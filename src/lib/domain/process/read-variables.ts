import {settingExists} from '../etcd-settings/lookup.js';
import type {Variable} from '../inputs/input.js';
import type {ArgumentProblem, Assignment, IgnoredAssignment, ProcessRole} from './etcd-process.js';
import {settingOf} from './role-settings.js';

/** Variables that are no flags and that etcd reads all the same. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set(['ETCD_UNSUPPORTED_ARCH', 'ETCD_VERIFY', 'ETCDCTL_API']);

export interface ReadVariables {
  readonly values: ReadonlyMap<string, Assignment>;
  readonly ignored: readonly IgnoredAssignment[];
  readonly problems: readonly ArgumentProblem[];
}

function toAssignment(
  {name, value, place, unresolved}: Variable,
  role: ProcessRole,
  prefix: string,
): Assignment {
  const flag = name.slice(prefix.length).toLowerCase().replaceAll('_', '-');
  const setting = settingOf(role, flag);
  return {
    name: setting === undefined ? name : flag,
    written: name,
    via: 'variable',
    value,
    place,
    ...(setting === undefined ? {} : {setting}),
    ...(unresolved ? {unresolved} : {}),
  };
}

/** Variables of the process that mean etcd, the last of a name alone. */
function lastOfEach(
  variables: readonly Variable[],
  prefix: string,
): {kept: Variable[]; repeated: [Variable, Variable][]} {
  const kept = new Map<string, Variable>();
  const repeated: [Variable, Variable][] = [];
  for (const variable of variables) {
    if (!variable.name.startsWith(prefix) || OTHER_VARIABLES.has(variable.name)) continue;
    const before = kept.get(variable.name);
    if (before !== undefined) repeated.push([before, variable]);
    kept.set(variable.name, variable);
  }
  return {kept: [...kept.values()], repeated};
}

/**
 * The `ETCD_…` variables (of etcdctl: `ETCDCTL_…`) as etcd takes them: an empty one is none, one that belongs to no flag
 * is dropped with a warning, and one beside its own flag ends the process, even where it is empty.
 * @see https://github.com/etcd-io/etcd/blob/main/pkg/flags/flag.go
 */
export function readVariables(
  variables: readonly Variable[],
  flags: ReadonlyMap<string, Assignment>,
  {role, version}: {role: ProcessRole; version: string},
): ReadVariables {
  const prefix = role === 'etcdctl' ? 'ETCDCTL_' : 'ETCD_';
  const values = new Map<string, Assignment>();
  const ignored: IgnoredAssignment[] = [];
  const problems: ArgumentProblem[] = [];
  const {kept, repeated} = lastOfEach(variables, prefix);
  for (const [before, after] of repeated) {
    const by = toAssignment(after, role, prefix);
    ignored.push({assignment: toAssignment(before, role, prefix), why: 'repeated', by});
  }
  for (const variable of kept) {
    const assignment = toAssignment(variable, role, prefix);
    const {setting, name, place} = assignment;
    if (role === 'gateway' || role === 'grpc-proxy') {
      ignored.push({assignment, why: 'not-read-by-role'});
      continue;
    }
    if (setting === undefined || !settingExists(setting, version)) {
      ignored.push({assignment, why: 'unknown-variable'});
      continue;
    }
    const flag = flags.get(name);
    if (flag !== undefined) {
      problems.push({kind: 'shadowed-variable', argument: variable.name, name, place, setting, other: flag});
    } else if (variable.value === '' && !variable.unresolved) {
      ignored.push({assignment, why: 'empty'});
    } else {
      values.set(name, assignment);
    }
  }
  return {values, ignored, problems};
}
