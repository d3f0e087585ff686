import {yamlPathOf} from '../etcd-settings/lookup.js';
import {readsConfigFile} from '../artifacts/process-files.js';
import type {Assignment} from '../process/etcd-process.js';
import {defaultValueOf, givenOf, valueOf} from '../process/values.js';
import type {SettingValue} from '../spec/vocabulary.js';
import {printable} from '../text/printable.js';
import {
  formOf,
  memberOf,
  type ConvertTarget,
  type Form,
  type Lost,
  type NodeProcess,
  type Note,
  type Remarks,
} from './conversion.js';
import {explicitDefaults} from './form-defaults.js';
import {carryIgnored, misshapenKeys, missingParts, refusedArguments, unknownWords} from './left-out.js';
import {flagTextOf, hasControlCharacter, settingValueOf} from './setting-value.js';

export interface Carried extends Remarks {
  /** By flag name, in the order in which they were written. Keys that only a config file has stand under their path. */
  readonly settings: ReadonlyMap<string, SettingValue>;
}

/** The whole of one conversion of settings, while it is made. */
interface Carrying {
  readonly process: NodeProcess;
  readonly form: Form;
  readonly settings: Map<string, SettingValue>;
  readonly lost: Lost[];
  readonly notes: Note[];
}

function lose(
  {process, lost}: Carrying,
  {setting, value}: Pick<Lost, 'setting' | 'value'>,
  why: string,
): void {
  lost.push({member: memberOf(process), setting, value: printable(value), why});
}

function isEmpty(value: SettingValue): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

/**
 * Whether an empty value stands for the default: in a config file for URLs and lists, which etcd then leaves alone, and
 * wherever the default is nothing anyway.
 */
function emptyIsDefault(process: NodeProcess, {name, setting, node}: Assignment): boolean {
  if (node?.kind === 'list') return true;
  const usual = defaultValueOf(process, name);
  if (usual === undefined || usual === '' || name === 'data-dir') return true;
  return process.configured === 'config-file' && setting?.yamlForm === 'comma-string';
}

/** A value that stands for all that its list could hold must not fall apart into two. */
function hasCommaInItem(value: SettingValue): boolean {
  return Array.isArray(value) && value.some(item => item.includes(','));
}

/** The JSON of the log rotation may stand on several lines of a config file; to JSON a line break is a space. */
function onOneLine(name: string, value: SettingValue): SettingValue {
  return name === 'log-rotation-config-json' && typeof value === 'string'
    ? value.trim().replace(/\s*\n\s*/g, ' ')
    : value;
}

/** A config file is YAML, which holds any text; what is missing there are keys. */
function withoutKey(process: NodeProcess, name: string): string | undefined {
  const {setting} = givenOf(process, name) ?? {};
  if (setting === undefined || yamlPathOf(setting, process.version) !== null) return undefined;
  return `a config file of etcd ${process.version} has no key for it; flags and variables do: --to flags, --to env`;
}

/** Why a value cannot be written in the form; undefined where it can. */
function unwritable({process, form}: Carrying, name: string, value: SettingValue): string | undefined {
  if (form === 'config-file' && readsConfigFile(process)) return withoutKey(process, name);
  if (isEmpty(value) && form === 'variables')
    return 'an empty variable is none to etcd, and the default would count; flags can be empty: --to flags';
  if (hasCommaInItem(value))
    return 'outside of a config file the comma would make two values of it: --to config';
  return hasControlCharacter(flagTextOf(value))
    ? 'it has a line break or another control character'
    : undefined;
}

function carryGiven(carrying: Carrying, assignment: Assignment): void {
  const {process, form, settings} = carrying;
  const {name, value: written, unresolved} = assignment;
  if (name === 'config-file') return;
  if (unresolved) {
    lose(
      carrying,
      {setting: name, value: written},
      'only the machine on which it runs knows this value: write it out',
    );
    return;
  }
  const value = onOneLine(name, settingValueOf(assignment));
  if (isEmpty(value) && emptyIsDefault(process, assignment)) return;
  const why = unwritable(carrying, name, value);
  if (why === undefined) {
    settings.set(name, value);
    return;
  }
  // Left out, the default takes its place: nothing is lost where that is the same.
  const text = flagTextOf(value);
  if (text !== defaultValueOf({...process, configured: form === 'config-file' ? form : 'flags'}, name))
    lose(carrying, {setting: name, value: text}, why);
}

/**
 * Up to 3.5 a config file with a retention and without a mode compacts nothing, and etcd ends where the retention is a
 * duration. Outside of a file, and in our spec, the mode would be `periodic`.
 */
function carryCompaction({process, settings, notes}: Carrying): void {
  const retention = settings.get('auto-compaction-retention');
  if (process.configured !== 'config-file' || retention === undefined) return;
  if (valueOf(process, 'auto-compaction-mode') !== '' || String(retention) === '0') return;
  settings.delete('auto-compaction-mode');
  const found = `auto-compaction-retention: ${printable(String(retention), 40)} without auto-compaction-mode`;
  const member = memberOf(process);
  if (/^\d+$/.test(String(retention))) {
    settings.delete('auto-compaction-retention');
    const message = `${found} compacts nothing in a config file of etcd ${process.version}: left out`;
    notes.push({member, message: `${message}. To compact, add both to the result`});
    return;
  }
  const message = `${found} is refused in a config file of etcd ${process.version}; the result compacts periodically`;
  notes.push({member, message});
}

/** A default that a variable cannot say, since it is an empty text. */
function noteEmptyDefaults({process, notes}: Carrying, names: readonly string[]): void {
  if (names.length === 0) return;
  const message = `empty by default in a config file of etcd ${process.version}, which no variable can be`;
  notes.push({
    member: memberOf(process),
    message: `${message}; the default of the flag counts: ${names.join(', ')}`,
  });
}

function carryDefaults(carrying: Carrying): void {
  const {process, form, settings, notes} = carrying;
  const defaults = explicitDefaults(process, form);
  const unsaid = defaults.filter(({value}) => value === '' && form === 'variables');
  noteEmptyDefaults(
    carrying,
    unsaid.map(({name}) => name),
  );
  const made = defaults.filter(found => !unsaid.includes(found));
  for (const {name, value} of made)
    settings.set(name, name === 'enable-grpc-gateway' ? value === 'true' : value);
  if (made.length === 0) return;
  const [from, to] = form === 'config-file' ? ['flags', 'a config file'] : ['a config file', 'flags'];
  const shown = made.map(({name, value}) => `${name}=${value}`).join(', ');
  notes.push({
    member: memberOf(process),
    message: `written out, since ${to} of etcd ${process.version} and ${from} differ in their defaults: ${shown}`,
  });
}

/** What a process is told, made ready for a target: what it cannot hold is said, never dropped in silence. */
export function carrySettings(process: NodeProcess, target: ConvertTarget): Carried {
  const carrying: Carrying = {process, form: formOf(target), settings: new Map(), lost: [], notes: []};
  for (const assignment of process.values.values()) carryGiven(carrying, assignment);
  if (target !== 'config') carryCompaction(carrying);
  carryDefaults(carrying);
  const ignored = carryIgnored(process, target);
  for (const [path, value] of ignored.settings) carrying.settings.set(path, value);
  return {
    settings: carrying.settings,
    lost: [
      ...carrying.lost,
      ...ignored.lost,
      ...misshapenKeys(process),
      ...refusedArguments(process),
      ...unknownWords(process),
      ...missingParts(process),
    ],
    notes: [...carrying.notes, ...ignored.notes],
  };
}
