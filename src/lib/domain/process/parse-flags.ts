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
 * Names of etcd 0.4 that each version accepts and then drops.
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

function assign(parser: Parser, assignment: Assignment): void {
  const before = parser.values.get(assignment.name);
  if (before !== undefined) parser.ignored.push({assignment: before, why: 'repeated', by: assignment});
  parser.values.set(assignment.name, assignment);
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

/** Reads the flag at `index`; returns the index of the word behind it. */
function readFlag(parser: Parser, index: number, {name, attached}: Spelling): number {
  const word = parser.words[index]!;
  const setting = settingOf(parser.role, name);
  if (setting === undefined || !settingExists(setting, parser.version)) {
    if (PLAIN_FLAGS.has(name)) return index + 1;
    // Each takes a value, like the settings of the same age; what follows decides nothing.
    if (DROPPED_FLAGS.has(name)) return index + (attached === undefined ? 2 : 1);
    problem(parser, 'unknown-flag', {word, name});
    // A flag that another version has takes its value along; of a strange one nobody knows.
    const takesNext = attached === undefined && setting !== undefined && setting.type !== 'boolean';
    return index + (takesNext ? 2 : 1);
  }
  if (attached !== undefined) {
    if (setting.type === 'boolean' && !BOOLEAN.test(attached.text) && !word.unresolved)
      problem(parser, 'bad-boolean', {word, name});
    const place = partOf(word, attached.offset);
    assign(parser, assignmentOf(word, {name, value: attached.text, setting, place}));
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

/** The server's parser (Go's `flag`) ends at the first word that is no flag; the others' (`pflag`) reads on. */
function readsOn(role: ProcessRole): boolean {
  return role !== 'member' && role !== 'v2-proxy';
}

/**
 * Arguments as etcd's own parser reads them, without the program and its subcommands.
 * @see https://pkg.go.dev/flag and https://pkg.go.dev/github.com/spf13/pflag
 */
export function parseFlags(words: readonly Word[], role: ProcessRole, version: string): ParsedFlags {
  const parser: Parser = {role, version, words, values: new Map(), ignored: [], problems: []};
  for (let index = 0; index < words.length;) {
    const word = words[index]!;
    if (word.text === '--') break;
    const spelling = spellingOf(word.text);
    const singleDash = readsOn(role) && /^-[^-]/.test(word.text) && word.text.length > 2;
    if (spelling !== undefined && !singleDash) {
      index = readFlag(parser, index, spelling);
      continue;
    }
    index++;
    if (word.text.startsWith('-') && word.text.length > 1) {
      problem(parser, 'bad-syntax', {word, name: word.text.replace(/^-+/, '').replace(/=.*$/s, '')});
      if (!readsOn(role)) break;
      continue;
    }
    // Variables that only the machine knows may hold any number of flags.
    if (word.unresolved) continue;
    const last = [...parser.values.values()].at(-1);
    problem(parser, 'no-flag', {word, name: '', other: last});
    if (!readsOn(role)) break;
  }
  return parser;
}
