import {isConfigOnlyKey} from '../etcd-settings/config-only-keys.js';
import type {Place} from '../inputs/place.js';
import type {
  Assignment,
  EtcdProcess,
  IgnoredAssignment,
  IgnoredWhy,
  ProcessRole,
  Via,
} from './etcd-process.js';
import {settingsOfRole} from './role-settings.js';
import {defaultValueOf, nameOf} from './values.js';

/** A setting as the process has it. */
export interface ExplainedSetting {
  readonly name: string;
  /** Null where etcd has none. */
  readonly value: string | null;
  readonly source: Via | 'default';
  /** As it stands in the input: `ETCD_NAME`. */
  readonly written?: string;
  readonly file?: string;
  readonly line?: number;
}

/** A value that was written and does not count. */
export interface ExplainedIgnored {
  readonly written: string;
  readonly value: string;
  readonly file: string;
  readonly line?: number;
  readonly why: IgnoredWhy;
  /** What is used instead. */
  readonly by?: string;
}

export interface Explanation {
  readonly name: string;
  readonly role: ProcessRole;
  /** The input that starts it. */
  readonly file: string;
  readonly etcdVersion: string;
  readonly configured: EtcdProcess['configured'];
  /** False where something that decides could not be read. */
  readonly isComplete: boolean;
  /** What is written first, then the defaults, each in the order of etcd's own help. */
  readonly settings: readonly ExplainedSetting[];
  readonly ignored: readonly ExplainedIgnored[];
}

/** What must not be shown, wherever it was written. */
const SECRET: ReadonlySet<string> = new Set([
  'discovery-password',
  'discovery-user',
  'password',
  'user',
  'auth-jwt-token',
]);

function shownValue({name, value}: Pick<Assignment, 'name' | 'value'>): string {
  return SECRET.has(name) ? '***' : value;
}

function where({file, line}: Place): {file: string; line?: number} {
  return line === undefined ? {file} : {file, line};
}

function settingsOf(process: EtcdProcess): ExplainedSetting[] {
  const all = settingsOfRole(process.role, process.version).map((setting): ExplainedSetting => {
    const given = process.values.get(setting.name);
    if (given === undefined) {
      return {name: setting.name, value: defaultValueOf(process, setting.name) ?? null, source: 'default'};
    }
    const {via, written, place} = given;
    return {name: setting.name, value: shownValue(given), source: via, written, ...where(place)};
  });
  const isDefault = ({source}: ExplainedSetting): boolean => source === 'default';
  return [...all.filter(setting => !isDefault(setting)), ...ownKeysOf(process), ...all.filter(isDefault)];
}

/** Read by etcd although it is the key of no flag. */
function isOwnKey({assignment, why}: IgnoredAssignment, {version}: EtcdProcess): boolean {
  return why === 'unknown-key' && isConfigOnlyKey(assignment.written, version);
}

function ownKeysOf(process: EtcdProcess): ExplainedSetting[] {
  return process.ignored
    .filter(ignored => isOwnKey(ignored, process))
    .map(({assignment: {written, value, via, place}}) => ({
      name: written,
      value,
      source: via,
      written,
      ...where(place),
    }));
}

function othersOf(process: EtcdProcess): IgnoredAssignment[] {
  return process.ignored.filter(ignored => !isOwnKey(ignored, process));
}

function explain(process: EtcdProcess): Explanation {
  return {
    name: nameOf(process),
    role: process.role,
    file: process.place.file,
    etcdVersion: process.version,
    configured: process.configured,
    isComplete: !process.isIncomplete,
    settings: settingsOf(process),
    ignored: othersOf(process).map(({assignment, why, by}) => ({
      written: assignment.written,
      value: shownValue(assignment),
      ...where(assignment.place),
      why,
      ...(by === undefined ? {} : {by: by.written}),
    })),
  };
}

/** Every form of a node, by etcd's own name or by what the input calls it; none where nobody is called so. */
export function explainNode(processes: readonly EtcdProcess[], node: string): Explanation[] {
  return processes.filter(process => nameOf(process) === node || process.label === node).map(explain);
}
