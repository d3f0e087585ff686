import {posix} from 'node:path';

import {unwrap} from './command-wrappers.js';
import type {Variable, Word} from './input.js';
import {LineIndex, type Place} from './place.js';
import {listExported, readShellText, type ShellText} from './shell-lexer.js';

/** A start of a program of etcd inside a command line. */
export interface EtcdCommand {
  /** The program first. */
  readonly argv: readonly Word[];
  /** Variables that the command line itself sets, by `env A=1 etcd` and the like. */
  readonly environment: readonly Variable[];
  /** What does not let the variables of the caller through: `sudo` without `-E`, `env -i`. */
  readonly clearedBy?: Word;
  /** Where a `cd` inside `sh -c` leads to; as written where only the machine knows. */
  readonly folder?: string;
  /** A file that it reads is not here: more variables may be set. */
  readonly isIncomplete?: true;
}

/** Wrappers in wrappers, and shells in shells. */
const DEEPEST = 12;

/** Programs of etcd that have flags of their own kind. */
const PROGRAMS: ReadonlySet<string> = new Set(['etcd', 'etcdctl']);
/** `$ETCD`, `${ETCDCTL_BIN}`: which program it is, the name tells. */
const PROGRAM_VARIABLE =
  /^\$\{?(?:[A-Za-z]\w*_)?(etcd|etcdctl)(?:_?(?:bin|binary|cmd|command|exe|exec|path|prog|program))?\}?$/i;
/** With one of these it says something and ends. */
const INFORMATION: ReadonlySet<string> = new Set(['--version', '-version', '--help', '-help', '-h']);

/** The word as the program of etcd that it is. */
function programOf(word: Word): Word | undefined {
  if (PROGRAMS.has(posix.basename(word.text))) return word;
  if (!word.unresolved || word.text.length > 100) return undefined;
  const name = PROGRAM_VARIABLE.exec(word.text)?.[1];
  return name === undefined ? undefined : {...word, text: name.toLowerCase()};
}

/**
 * The text inside a word for `sh -c`. Positions are exact where the word stands in its file as the shell gets it, with
 * or without quotes around it; else they are those of the word.
 */
function shellTextOf(word: Word): ShellText {
  const {place, text} = word;
  const quotes = place.length === text.length + 2 ? 1 : 0;
  const isExact = place.line !== undefined && place.length === text.length + 2 * quotes;
  if (!isExact) return {text, placeOf: () => place};
  const index = new LineIndex({file: place.file, path: place.file, text});
  return {
    text,
    placeOf(offset, length): Place {
      const {line = 1, column = 1} = index.placeOf(offset);
      const moved = line === 1 ? column + quotes + (place.column ?? 1) - 1 : column;
      return {...place, line: line + place.line! - 1, column: moved, length};
    },
  };
}

function commandsInText(text: ShellText, known: ReadonlyMap<string, string>, depth: number): EtcdCommand[] {
  return readShellText(text, known).flatMap(({words, exported, assignments, folder, isIncomplete}) =>
    commandsIn(words, known, depth).map(command => ({
      ...(folder === undefined ? {} : {folder}),
      ...(isIncomplete ? {isIncomplete} : {}),
      ...command,
      environment: [
        ...(command.clearedBy === undefined ? [...listExported(exported), ...assignments] : []),
        ...command.environment,
      ],
    })),
  );
}

function withVariables(
  known: ReadonlyMap<string, string>,
  variables: readonly Variable[],
): ReadonlyMap<string, string> {
  if (variables.length === 0) return known;
  const resolved = variables.filter(({unresolved}) => !unresolved);
  return new Map([...known, ...resolved.map(({name, value}): [string, string] => [name, value])]);
}

function commandsIn(
  words: readonly Word[],
  known: ReadonlyMap<string, string>,
  depth: number,
): EtcdCommand[] {
  const [first, ...rest] = words;
  if (first === undefined || depth > DEEPEST) return [];
  const program = programOf(first);
  if (program !== undefined) {
    const isInformation = rest.some(({text}) => INFORMATION.has(text));
    return isInformation ? [] : [{argv: [program, ...rest], environment: []}];
  }
  const inner = unwrap(words);
  if (inner === undefined) return [];
  const {environment, shellText, clears} = inner;
  const reaching = withVariables(clears ? new Map() : known, environment);
  const found =
    shellText === undefined
      ? commandsIn(inner.words, reaching, depth + 1)
      : commandsInText(shellTextOf(shellText), reaching, depth + 1);
  return found.map(command => ({
    ...command,
    environment: [...(command.clearedBy === undefined ? environment : []), ...command.environment],
    ...(clears ? {clearedBy: first} : {}),
  }));
}

/**
 * Every start of a program of etcd in a command line, without the wrappers around it (`exec`, `env`, `sudo`, `nohup`,
 * `sh -c '…'`, …). One that only prints its version or help is none.
 * @param known variables of the caller, for the text of `sh -c`
 */
export function etcdCommandsOf(
  words: readonly Word[],
  known: ReadonlyMap<string, string> = new Map(),
): readonly EtcdCommand[] {
  return commandsIn(words, known, 0);
}

/** The one that a command line is there for; undefined where it starts something else. */
export function etcdCommandOf(
  words: readonly Word[],
  known: ReadonlyMap<string, string> = new Map(),
): EtcdCommand | undefined {
  const commands = etcdCommandsOf(words, known);
  const serves = ({argv: [program]}: EtcdCommand): boolean => posix.basename(program!.text) === 'etcd';
  return commands.find(serves) ?? commands[0];
}
