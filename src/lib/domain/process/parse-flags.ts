import type {Word} from '../inputs/input.js';
import {settingExists} from '../etcd-settings/lookup.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import type {ArgumentProblem, Assignment, IgnoredAssignment, ProcessRole} from './etcd-process.js';
import {isDroppedFlag} from './dropped-flags.js';
import {isGoBoolean, isTrueBoolean} from './go-boolean.js';
import {settingOf} from './role-settings.js';

export interface ParsedFlags {
  /** The last value of each flag. */
  readonly values: ReadonlyMap<string, Assignment>;
  readonly ignored: readonly IgnoredAssignment[];
  readonly problems: readonly ArgumentProblem[];
  /** `--help` or `--version`: etcd prints something and ends. */
  readonly onlyPrints: boolean;
  /** A word that only the machine knows stands where a flag may stand. */
  readonly mayHoldMore: boolean;
}

/** Flags of etcdctl's v2 API, which its v3 API refuses. Its commands have flags of their own beside these. */
const ETCDCTL_V2_FLAGS: ReadonlySet<string> = new Set([
  'ca-file',
  'cert-file',
  'endpoint',
  'key-file',
  'output',
  'peers',
  'timeout',
  'total-timeout',
  'username',
]);

interface Parser {
  readonly role: ProcessRole;
  readonly version: string;
  readonly words: readonly Word[];
  readonly values: Map<string, Assignment>;
  readonly ignored: IgnoredAssignment[];
  readonly problems: ArgumentProblem[];
  onlyPrints: boolean;
  mayHoldMore: boolean;
}

/** A flag as it is written, before its value is known. */
interface Spelling {
  readonly name: string;
  /** What stands behind `=`, and where. */
  readonly attached?: {readonly text: string; readonly offset: number};
}

/** `--name=value`; undefined where the text is no flag at all. Go takes one dash for two. */
function spellingOf(text: string): Spelling | undefined {
  const match = /^--?([^=-][^=]*)(?:=([\s\S]*))?$/.exec(text);
  if (match === null) return undefined;
  const [, name = '', attached] = match;
  if (attached === undefined) return {name};
  return {name, attached: {text: attached, offset: text.length - attached.length}};
}

/** The place of a part of a word, where the word stands in its file as the program gets it. */
function partOf(word: Word, offset: number): Word['place'] {
  const {place, text} = word;
  if (place.column === undefined || place.length !== text.length) return place;
  return {...place, column: place.column + offset, length: text.length - offset};
}

function addProblem(
  parser: Parser,
  kind: ArgumentProblem['kind'],
  {word, name, other}: {word: Word; name: string; other?: Assignment | undefined},
): void {
  const setting = settingOf(parser.role, name);
  parser.problems.push({
    kind,
    argument: word.text,
    name,
    place: word.place,
    ...(setting === undefined ? {} : {setting}),
    ...(other === undefined ? {} : {other}),
  });
}

/** The server's parser (Go's `flag`) ends at the first word that is no flag; the others' (`pflag`) reads on. */
function readsOn(role: ProcessRole): boolean {
  return role !== 'member' && role !== 'v2-proxy';
}

/** Gates add up, and `pflag` puts the values of a list one behind the other. */
function addsUp({role}: Parser, {name, setting}: Assignment): boolean {
  return name === 'feature-gates' || (readsOn(role) && setting?.type === 'string-list');
}

/** Of several values of a flag the last one counts, but for those that add up. */
function assign(parser: Parser, assignment: Assignment): void {
  const {name} = assignment;
  const before = parser.values.get(name);
  if (before !== undefined && addsUp(parser, assignment)) {
    const value = `${before.value},${assignment.value}`;
    const isUnresolved = before.unresolved === true || assignment.unresolved === true;
    parser.values.set(name, {...before, value, ...(isUnresolved ? {unresolved: true} : {})});
    return;
  }
  if (before !== undefined) parser.ignored.push({assignment: before, why: 'repeated', by: assignment});
  parser.values.set(name, assignment);
}

function assignmentOf(
  {unresolved, place}: Word,
  {setting, value}: {setting: EtcdSetting; value: string},
): Assignment {
  const {name} = setting;
  const base = {name, written: `--${name}`, via: 'flag', value, place, setting} as const;
  return unresolved ? {...base, unresolved} : base;
}

function readVersion(parser: Parser, attached: Spelling['attached']): true {
  parser.onlyPrints ||= attached === undefined || isTrueBoolean(attached.text);
  return true;
}

function readDropped(parser: Parser, {place}: Word, {name, attached}: Spelling): true {
  const assignment = {name, written: `--${name}`, via: 'flag', value: attached?.text ?? '', place} as const;
  parser.ignored.push({assignment, why: 'dropped-flag'});
  return true;
}

/** `--help`, `--version` and names of old: flags that are no settings. Returns whether the word is one. */
function readPlain(parser: Parser, word: Word, spelling: Spelling): boolean {
  const {name, attached} = spelling;
  if (name === 'help' || name === 'h') {
    parser.onlyPrints = true;
    return true;
  }
  if (readsOn(parser.role)) return false;
  if (name === 'version') return readVersion(parser, attached);
  return isDroppedFlag(name) && readDropped(parser, word, spelling);
}

/** Commands of etcdctl have flags of their own, and a name that only the machine knows may be any. */
function isSlip({role}: Parser, {unresolved}: Word, name: string): boolean {
  if (unresolved && !/^[\w-]+$/.test(name)) return false;
  return role !== 'etcdctl' || ETCDCTL_V2_FLAGS.has(name);
}

/**
 * A flag that this version does not have. etcd ends here. What follows is read all the same, so that all slips are seen
 * at once, and taken for the value of this flag where it may be: one slip is not to look like two.
 */
function readForeign(parser: Parser, index: number, {name, attached}: Spelling): number {
  const word = parser.words[index]!;
  if (!isSlip(parser, word, name)) return index + 1;
  addProblem(parser, 'unknown-flag', {word, name});
  const isSwitch = settingOf(parser.role, name)?.type === 'boolean';
  const takesNext =
    attached === undefined && !isSwitch && parser.words[index + 1]?.text.startsWith('-') === false;
  return index + (takesNext ? 2 : 1);
}

/** A flag whose value stands behind `=`. */
function readAttached(
  parser: Parser,
  {word, setting, attached}: {word: Word; setting: EtcdSetting; attached: {text: string; offset: number}},
): void {
  const {text: value, offset} = attached;
  if (setting.type === 'boolean' && !isGoBoolean(value) && !word.unresolved)
    addProblem(parser, 'bad-boolean', {word, name: setting.name});
  assign(parser, assignmentOf({...word, place: partOf(word, offset)}, {setting, value}));
}

/** Reads the flag at `index`; returns the index of the word behind it. */
function readFlag(parser: Parser, index: number, spelling: Spelling): number {
  const {name, attached} = spelling;
  const word = parser.words[index]!;
  const setting = settingOf(parser.role, name);
  if (setting === undefined || !settingExists(setting, parser.version))
    return readPlain(parser, word, spelling) ? index + 1 : readForeign(parser, index, spelling);
  if (attached !== undefined) {
    readAttached(parser, {word, setting, attached});
    return index + 1;
  }
  if (setting.type === 'boolean') {
    assign(parser, assignmentOf(word, {setting, value: 'true'}));
    return index + 1;
  }
  const next = parser.words[index + 1];
  if (next === undefined) addProblem(parser, 'no-value', {word, name});
  else assign(parser, assignmentOf(next, {setting, value: next.text}));
  return index + 2;
}

/** A word that is no flag, where a flag is expected; returns the index at which the parser goes on. */
function readStray(parser: Parser, index: number): number {
  const {role, words} = parser;
  const word = words[index]!;
  const goesOn = readsOn(role) ? index + 1 : words.length;
  // etcdctl: a command and what it is about, or one of its own flags.
  if (role === 'etcdctl') return goesOn;
  if (word.text.startsWith('-') && word.text.length > 1) {
    addProblem(parser, 'bad-syntax', {word, name: word.text.replace(/^-+/, '').replace(/=.*$/s, '')});
    return goesOn;
  }
  // Variables that only the machine knows may hold any number of flags.
  if (word.unresolved) {
    parser.mayHoldMore = true;
    return index + 1;
  }
  addProblem(parser, 'no-flag', {word, name: '', other: [...parser.values.values()].at(-1)});
  return goesOn;
}

/** `pflag` takes one dash for a row of flags of one letter, of which only etcdctl has some. */
function isShorthand(text: string, role: ProcessRole): boolean {
  return readsOn(role) && /^-[^-]/.test(text) && text !== '-h';
}

/** Behind `--` stand no more flags; Go's `flag` then has words left over, which etcd refuses. */
function readBehindDashes(parser: Parser, index: number): void {
  const word = parser.words[index];
  if (word !== undefined && !readsOn(parser.role)) addProblem(parser, 'no-flag', {word, name: ''});
}

/**
 * Arguments as etcd's own parser reads them, without the program and its subcommands.
 * @see https://pkg.go.dev/flag and https://pkg.go.dev/github.com/spf13/pflag
 */
export function parseFlags(words: readonly Word[], role: ProcessRole, version: string): ParsedFlags {
  const parser: Parser = {
    role,
    version,
    words,
    values: new Map(),
    ignored: [],
    problems: [],
    onlyPrints: false,
    mayHoldMore: false,
  };
  for (let index = 0; index < words.length;) {
    const {text} = words[index]!;
    if (text === '--') {
      readBehindDashes(parser, index + 1);
      break;
    }
    const spelling = isShorthand(text, role) ? undefined : spellingOf(text);
    index = spelling === undefined ? readStray(parser, index) : readFlag(parser, index, spelling);
  }
  return parser;
}
