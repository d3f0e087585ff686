import type {Word} from '../inputs/input.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import {settingExists} from '../etcd-settings/lookup.js';
import type {ArgumentProblem, Assignment, IgnoredAssignment, ProcessRole} from './etcd-process.js';
import {settingOf} from './role-settings.js';

export interface ParsedFlags {
  /** The last value of each flag. */
  readonly values: ReadonlyMap<string, Assignment>;
  readonly ignored: readonly IgnoredAssignment[];
  readonly problems: readonly ArgumentProblem[];
}

/**
 * Names of etcd 0.4 that each version accepts and then drops. To its parser they are booleans: a value behind a space
 * is none of theirs.
 * @see https://github.com/etcd-io/etcd/blob/main/server/etcdmain/config.go
 */
const DROPPED_FLAGS: ReadonlySet<string> = new Set([
  'cluster-active-size',
  'cluster-remove-delay',
  'cluster-sync-interval',
  'config',
  'force',
  'max-result-buffer',
  'max-retry-attempts',
  'peer-heartbeat-interval',
  'peer-election-timeout',
  'retry-interval',
  'snapshot',
  'v',
  'vv',
]);

/** Flags that are no settings. */
const PLAIN_FLAGS: ReadonlySet<string> = new Set(['help', 'h', 'version']);

/** What Go takes for a boolean: https://pkg.go.dev/strconv#ParseBool */
const BOOLEAN = /^(?:1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/;

interface Parser {
  readonly role: ProcessRole;
  readonly version: string;
  readonly words: readonly Word[];
  readonly values: Map<string, Assignment>;
  readonly ignored: IgnoredAssignment[];
  readonly problems: ArgumentProblem[];
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

function problem(
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

/** Flags of which every value counts: gates, and the lists of all but the server. */
function addsUp({role}: Parser, {name, setting}: Assignment): boolean {
  return name === 'feature-gates' || (readsOn(role) && setting?.type === 'string-list');
}

function assign(parser: Parser, assignment: Assignment): void {
  const {name, value} = assignment;
  const before = parser.values.get(name);
  if (before !== undefined && addsUp(parser, assignment)) {
    parser.values.set(name, {...assignment, value: `${before.value},${value}`});
    return;
  }
  if (before !== undefined) parser.ignored.push({assignment: before, why: 'repeated', by: assignment});
  parser.values.set(name, assignment);
}

function assignmentOf(
  word: Word,
  {name, value, setting, place}: {name: string; value: string; setting: EtcdSetting; place: Word['place']},
): Assignment {
  return {
    name,
    written: `--${name}`,
    via: 'flag',
    value,
    place,
    setting,
    ...(word.unresolved ? {unresolved: true} : {}),
  };
}

/** The server's parser (Go's `flag`) ends at the first word that is no flag; the others' (`pflag`) reads on. */
function readsOn(role: ProcessRole): boolean {
  return role !== 'member' && role !== 'v2-proxy';
}

/** A flag that this version does not have. */
function readUnknown(parser: Parser, index: number, {name, attached}: Spelling): number {
  const setting = settingOf(parser.role, name);
  // The commands of etcdctl have flags of their own.
  const isPlain = PLAIN_FLAGS.has(name) || parser.role === 'etcdctl';
  if (isPlain || (!readsOn(parser.role) && DROPPED_FLAGS.has(name))) return index + 1;
  problem(parser, 'unknown-flag', {word: parser.words[index]!, name});
  // A flag that another version has takes its value along; of a strange one nobody knows.
  const takesNext = attached === undefined && setting !== undefined && setting.type !== 'boolean';
  return index + (takesNext ? 2 : 1);
}

/** A flag and its value behind `=`. */
function readAttached(
  parser: Parser,
  word: Word,
  {name, setting, attached}: {name: string; setting: EtcdSetting; attached: {text: string; offset: number}},
): void {
  if (setting.type === 'boolean' && !BOOLEAN.test(attached.text) && !word.unresolved)
    problem(parser, 'bad-boolean', {word, name});
  const place = partOf(word, attached.offset);
  assign(parser, assignmentOf(word, {name, value: attached.text, setting, place}));
}

/** Reads the flag at `index`; returns the index of the word behind it. */
function readFlag(parser: Parser, index: number, spelling: Spelling): number {
  const {name, attached} = spelling;
  const word = parser.words[index]!;
  const setting = settingOf(parser.role, name);
  if (setting === undefined || !settingExists(setting, parser.version))
    return readUnknown(parser, index, spelling);
  if (attached !== undefined) {
    readAttached(parser, word, {name, setting, attached});
    return index + 1;
  }
  if (setting.type === 'boolean') {
    assign(parser, assignmentOf(word, {name, value: 'true', setting, place: word.place}));
    return index + 1;
  }
  const next = parser.words[index + 1];
  if (next === undefined) {
    problem(parser, 'no-value', {word, name});
    return index + 1;
  }
  assign(parser, assignmentOf(next, {name, value: next.text, setting, place: next.place}));
  return index + 2;
}

/** A word that is no flag: the server ends at it, the others do not look at it. */
function readStray(parser: Parser, index: number): number {
  const word = parser.words[index];
  // A variable that only the machine knows may hold any number of flags.
  if (word === undefined || word.unresolved || readsOn(parser.role)) return index + 1;
  problem(parser, 'no-flag', {word, name: '', other: [...parser.values.values()].at(-1)});
  return parser.words.length;
}

/** Dashes without a name, or, for all but the server, one dash with more than one letter. */
function readBadSyntax(parser: Parser, index: number): number {
  const word = parser.words[index]!;
  problem(parser, 'bad-syntax', {word, name: word.text.replace(/^-+/, '').replace(/=.*$/s, '')});
  return readsOn(parser.role) ? index + 1 : parser.words.length;
}

/** Reads what stands at `index`; returns where to read on. */
function readWord(parser: Parser, index: number): number {
  const {role, words} = parser;
  const {text} = words[index]!;
  if (text === '--') {
    readStray(parser, index + 1);
    return words.length;
  }
  if (!text.startsWith('-') || text === '-') return readStray(parser, index);
  if (readsOn(role) && !text.startsWith('--')) return readShorthand(parser, index);
  const spelling = spellingOf(text);
  return spelling === undefined ? readBadSyntax(parser, index) : readFlag(parser, index, spelling);
}

/** `-w json`, `-w=json`, `-wjson`: only etcdctl has such flags, and one of them is a setting. */
function readShorthand(parser: Parser, index: number): number {
  const {text} = parser.words[index]!;
  if (text === '-h') return index + 1;
  if (parser.role !== 'etcdctl') return readBadSyntax(parser, index);
  const match = /^-w(?:=?(.+))?$/s.exec(text);
  if (match === null) return index + 1;
  const [, value] = match;
  const attached = value === undefined ? {} : {attached: {text: value, offset: text.length - value.length}};
  return readFlag(parser, index, {name: 'write-out', ...attached});
}

/**
 * Arguments as etcd's own parser reads them, without the program and its subcommands.
 * @see https://pkg.go.dev/flag and https://pkg.go.dev/github.com/spf13/pflag
 */
export function parseFlags(words: readonly Word[], role: ProcessRole, version: string): ParsedFlags {
  const parser: Parser = {role, version, words, values: new Map(), ignored: [], problems: []};
  for (let index = 0; index < words.length;) index = readWord(parser, index);
  return parser;
}
