import {childrenOf, findCommand, type Grammar, type KnownCommand, type KnownFlag} from './grammar.js';

/** What the word at the cursor is: a flag's name, the value of one, a plain word, or nothing of ours. */
export type Slot =
  | {readonly kind: 'flag'}
  | {readonly kind: 'value'; readonly flag: KnownFlag; readonly prefix: string; readonly typed: string}
  | {readonly kind: 'word'; readonly typed: string}
  | {readonly kind: 'foreign'};

/** A command line up to the cursor, understood as far as it goes. */
export interface CommandLine {
  readonly grammar: Grammar;
  /** The words that name the command, or the topic so far. */
  readonly path: readonly string[];
  readonly command: KnownCommand | undefined;
  /** The flags before the cursor, with the value of those that have one. */
  readonly flags: ReadonlyMap<string, string>;
  /** The command's arguments before the cursor. */
  readonly words: readonly string[];
  readonly slot: Slot;
}

interface Reading {
  readonly command: KnownCommand | undefined;
  readonly flags: Map<string, string>;
  readonly words: string[];
  /** A flag whose value comes next. */
  pending: KnownFlag | undefined;
  /** Behind `--`: for another program. */
  foreign: boolean;
}

function pathOf(grammar: Grammar, words: readonly string[]): string[] {
  const path: string[] = [];
  for (const word of words) {
    if (!childrenOf(grammar, path).has(word)) break;
    path.push(word);
  }
  return path;
}

/** `--name`, `--name=value`. An unknown flag is taken for one without a value. */
function readLongFlag(reading: Reading, word: string): void {
  const [name = '', ...value] = word.slice(2).split('=');
  const flag = reading.command?.flags[name];
  if (flag?.type === 'option' && value.length === 0) reading.pending = flag;
  else reading.flags.set(name, value.join('='));
}

/** `-f`, `-fvalue`, `-yf value`. */
function readShortFlags(reading: Reading, word: string): void {
  const known = Object.values(reading.command?.flags ?? {});
  for (let at = 1; at < word.length; at++) {
    const flag = known.find(({char}) => char === word[at]);
    if (flag === undefined) continue;
    const rest = word.slice(at + 1);
    if (flag.type === 'option' && rest === '') reading.pending = flag;
    else reading.flags.set(flag.name, flag.type === 'option' ? rest : '');
    if (flag.type === 'option') return;
  }
}

function readWord(reading: Reading, word: string): void {
  if (reading.pending !== undefined) {
    reading.flags.set(reading.pending.name, word);
    reading.pending = undefined;
  } else if (word === '--') reading.foreign = true;
  else if (word.startsWith('--')) readLongFlag(reading, word);
  else if (word.startsWith('-') && word.length > 1) readShortFlags(reading, word);
  else reading.words.push(word);
}

function slotOf({command, pending, foreign}: Reading, current: string): Slot {
  if (foreign) return {kind: 'foreign'};
  if (pending !== undefined) return {kind: 'value', flag: pending, prefix: '', typed: current};
  const assignment = /^--([^=]+)=(.*)$/s.exec(current);
  if (assignment === null) return current.startsWith('-') ? {kind: 'flag'} : {kind: 'word', typed: current};
  const [, name = '', typed = ''] = assignment;
  const flag = command?.flags[name];
  return flag?.type === 'option' ? {kind: 'value', flag, prefix: `--${name}=`, typed} : {kind: 'foreign'};
}

/**
 * Reads the words up to the cursor.
 * @param typed the words behind the program's name; the last one is the one at the cursor, maybe empty
 */
export function readCommandLine(typed: readonly string[], grammar: Grammar): CommandLine {
  const before = typed.slice(0, -1);
  const path = pathOf(grammar, before);
  const command = findCommand(grammar, path);
  const reading: Reading = {command, flags: new Map(), words: [], pending: undefined, foreign: false};
  for (const word of before.slice(path.length)) if (!reading.foreign) readWord(reading, word);
  const {flags, words} = reading;
  return {grammar, path, command, flags, words, slot: slotOf(reading, typed.at(-1) ?? '')};
}
