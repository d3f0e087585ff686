import type {ArgumentProblem, EtcdProcess, IgnoredAssignment} from '../process/etcd-process.js';
import {ignoredOf, keysWithoutFlag} from '../process/keys-without-flag.js';
import {whyIgnored} from '../process/why-ignored.js';
import type {SettingValue} from '../spec/vocabulary.js';
import {printable} from '../text/printable.js';
import {memberOf, type ConvertTarget, type Lost, type Note, type Remarks} from './conversion.js';
import {settingValueOf} from './setting-value.js';

/** How many names a note repeats. */
const SHOWN = 8;

function namesOf(ignored: readonly IgnoredAssignment[]): string {
  const names = [...new Set(ignored.map(({assignment}) => printable(assignment.written, 60)))];
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}

/** What has no effect where it stands, one note for each reason. */
function ignoredNotes(process: EtcdProcess, ignored: readonly IgnoredAssignment[]): Note[] {
  const reasons = [...new Set(ignored.map(({why}) => why))];
  return reasons.map(reason => {
    const names = namesOf(ignored.filter(({why}) => why === reason));
    const message = `left out, since it had no effect (${whyIgnored(reason, process.version)}): ${names}`;
    return {member: memberOf(process), message};
  });
}

export interface CarriedIgnored extends Remarks {
  readonly settings: ReadonlyMap<string, SettingValue>;
}

/** What no flag has: keys of a config file that etcd reads all the same, and what etcd itself leaves aside. */
export function carryIgnored(process: EtcdProcess, target: ConvertTarget): CarriedIgnored {
  const read = keysWithoutFlag(process).map(({assignment}) => assignment);
  const notes = ignoredNotes(process, ignoredOf(process));
  if (target === 'config') {
    // etcd's decoder does not look at case, but one spelling is easier to find.
    const settings = read.map(key => [key.written.toLowerCase(), settingValueOf(key)] as const);
    return {settings: new Map(settings), lost: [], notes};
  }
  const member = memberOf(process);
  const why = 'only a config file has this setting: --to config';
  const lost = read.map(({written, value}) => ({member, setting: written, value: printable(value), why}));
  return {settings: new Map(), lost, notes};
}

const WHY_REFUSED: Readonly<Record<ArgumentProblem['kind'], (version: string) => string>> = {
  'unknown-flag': version => `etcd ${version} has no such flag and does not start with it`,
  'no-value': () => 'the flag has no value, and etcd does not start with it',
  'no-flag': () => 'it is no flag: etcd ends there, or reads nothing behind it',
  'bad-boolean': () => 'it is neither true nor false, and etcd does not start with it',
  'shadowed-variable': () => 'etcd refuses a variable beside its flag; the value of the flag was taken',
  'bad-syntax': () => 'etcd cannot read it as a flag',
};

/** Arguments at which etcd ends. */
export function refusedArguments(process: EtcdProcess): Lost[] {
  return process.argumentProblems.map(({kind, name, argument}) => ({
    member: memberOf(process),
    setting: printable(name === '' ? argument : name, 60),
    value: printable(argument),
    why: WHY_REFUSED[kind](process.version),
  }));
}

/** Keys of a config file that hold a block where a value should stand, or the other way round. */
export function misshapenKeys(process: EtcdProcess): Lost[] {
  return (process.configFile?.misshapen ?? []).map(({written, value}) => ({
    member: memberOf(process),
    setting: printable(written, 60),
    value: printable(value),
    why: 'etcd cannot decode its config file there: a block stands for a value, or a value for a block',
  }));
}

/** Words such as `$ETCD_OPTS` that may hold any number of flags, and that no value accounts for. */
export function unknownWords(process: EtcdProcess): Lost[] {
  const values = new Set([...process.values.values()].map(({value}) => value));
  // The program itself holds no flags.
  const [, ...words] = process.launch.argv;
  return words
    .filter(({unresolved, text}) => unresolved === true && !text.startsWith('-') && !values.has(text))
    .map(({text}) => ({
      member: memberOf(process),
      setting: printable(text, 60),
      value: printable(text),
      why: 'only the machine on which it runs knows which flags this is: write them out',
    }));
}

/** A part of what it is told stands in a file that is not here. */
export function missingParts(process: EtcdProcess): Lost[] {
  if (process.launch.isIncomplete !== true) return [];
  const why = 'more variables or arguments stand in a file that is not here: name a copy of it too';
  return [{member: memberOf(process), setting: 'a file it reads', value: '', why}];
}
