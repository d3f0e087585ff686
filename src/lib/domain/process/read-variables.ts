import {settingExists} from '../etcd-settings/lookup.js';
import type {Variable} from '../inputs/input.js';
import type {ArgumentProblem, Assignment, IgnoredAssignment, ProcessRole} from './etcd-process.js';
import {isDroppedFlag} from './dropped-flags.js';
import {settingOf} from './role-settings.js';

/**
 * Variables that are no flags and that etcd reads or sets aside. `ETCD_VERSION`: only 3.4 reads it, as the flag
 * `--version`.
 */
const OTHER_VARIABLES: ReadonlySet<string> = new Set([
  'ETCD_UNSUPPORTED_ARCH',
  'ETCD_VERIFY',
  'ETCD_VERSION',
  'ETCDCTL_API',
]);

export interface ReadVariables {
  readonly values: ReadonlyMap<string, Assignment>;
  readonly ignored: readonly IgnoredAssignment[];
  readonly problems: readonly ArgumentProblem[];
}

interface Reader {
  readonly role: ProcessRole;
  readonly version: string;
  readonly flags: ReadonlyMap<string, Assignment>;
  readonly values: Map<string, Assignment>;
  readonly ignored: IgnoredAssignment[];
  readonly problems: ArgumentProblem[];
}

function prefixOf(role: ProcessRole): string {
  return role === 'etcdctl' ? 'ETCDCTL_' : 'ETCD_';
}

/** `ETCD_DATA_DIR` → `data-dir`. Each flag has one variable: `ETCD_Name` and `ETCD_DATA-DIR` are none. */
function flagOf(variable: string, role: ProcessRole): string {
  const isOne = /^[A-Z\d_]+$/.test(variable);
  return isOne ? variable.slice(prefixOf(role).length).toLowerCase().replaceAll('_', '-') : '';
}

function toAssignment({name, value, place, unresolved}: Variable, role: ProcessRole): Assignment {
  const flag = flagOf(name, role);
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

function readVariable({role, version, flags, values, ignored, problems}: Reader, variable: Variable): void {
  const assignment = toAssignment(variable, role);
  const {setting, name, place} = assignment;
  if (role === 'gateway' || role === 'grpc-proxy') {
    ignored.push({assignment, why: 'not-read-by-role'});
    return;
  }
  if (setting === undefined || !settingExists(setting, version)) {
    const isDropped = role === 'member' && isDroppedFlag(flagOf(variable.name, role));
    ignored.push({assignment, why: isDropped ? 'dropped-flag' : 'unknown-variable'});
    return;
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
  const reader: Reader = {role, version, flags, values: new Map(), ignored: [], problems: []};
  const {kept, repeated} = lastOfEach(variables, prefixOf(role));
  for (const [before, after] of repeated) {
    reader.ignored.push({
      assignment: toAssignment(before, role),
      why: 'repeated',
      by: toAssignment(after, role),
    });
  }
  for (const variable of kept) readVariable(reader, variable);
  return reader;
}
