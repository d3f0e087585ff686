import {unwrap} from './command-wrappers.js';
import type {Variable, Word} from './input.js';
import {LineIndex, type Place} from './place.js';
import {listExported, readShellText, type ShellText} from './shell-lexer.js';

/** A program that somebody looks for, behind everything that is wrapped around it. */
export interface StartedProgram {
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

/** The arguments of the program that is looked for, or undefined where the words start another one. */
export type ArgvOf = (words: readonly Word[]) => readonly Word[] | undefined;

/** The variables of the caller. Asked for by `sh -c` alone: a script may have many. */
export type Known = () => ReadonlyMap<string, string>;

/** Wrappers in wrappers, and shells in shells. */
const DEEPEST = 12;

/**
 * The text inside a word for `sh -c`. Positions are exact where the word stands in its file as the shell gets it, with
 * or without quotes around it; else they are those of the word.
 */
function shellTextOf({place, text}: Word): ShellText {
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

export function mapOf(variables: readonly Variable[]): Map<string, string> {
  const resolved = variables.filter(({unresolved}) => !unresolved);
  return new Map(resolved.map(({name, value}) => [name, value]));
}

function withVariables(known: Known, variables: readonly Variable[]): Known {
  return variables.length === 0 ? known : () => new Map([...known(), ...mapOf(variables)]);
}

/** Looks for one kind of program. */
class ProgramFinder {
  readonly #argvOf: ArgvOf;

  constructor(argvOf: ArgvOf) {
    this.#argvOf = argvOf;
  }

  find(words: readonly Word[], known: Known, depth: number): StartedProgram[] {
    const [first] = words;
    if (first === undefined || depth > DEEPEST) return [];
    const argv = this.#argvOf(words);
    if (argv !== undefined) return [{argv, environment: []}];
    const inner = unwrap(words);
    if (inner === undefined) return [];
    const {environment, shellText, clears} = inner;
    const reaching = withVariables(clears ? () => new Map() : known, environment);
    const found =
      shellText === undefined
        ? this.find(inner.words, reaching, depth + 1)
        : this.#findInText(shellTextOf(shellText), reaching, depth + 1);
    return found.map(program => ({
      ...program,
      environment: [...(program.clearedBy === undefined ? environment : []), ...program.environment],
      ...(clears ? {clearedBy: first} : {}),
    }));
  }

  #findInText(text: ShellText, known: Known, depth: number): StartedProgram[] {
    return readShellText(text, known()).flatMap(({words, exported, assignments, folder, isIncomplete}) =>
      this.find(words, known, depth).map(program => ({
        ...(folder === undefined ? {} : {folder}),
        ...(isIncomplete ? {isIncomplete} : {}),
        ...program,
        environment: [
          ...(program.clearedBy === undefined ? [...listExported(exported), ...assignments] : []),
          ...program.environment,
        ],
      })),
    );
  }
}

/** Every start of such a program in a command line, without the wrappers around it. */
export function startedPrograms(words: readonly Word[], argvOf: ArgvOf, known: Known): StartedProgram[] {
  return new ProgramFinder(argvOf).find(words, known, 0);
}
