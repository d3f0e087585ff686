import {etcdCommandOf} from './etcd-command.js';
import type {Launch, Variable, Word} from './input.js';
import type {MappedText} from './mapped-text.js';
import {LineIndex, type Place} from './place.js';

const SHELL = /^(?:.*\/)?(?:ba|da|k|z|a)?sh$/s;

/** Whether a shell is among the words, so that it reads what follows. */
export function isReadByShell(words: readonly MappedText[]): boolean {
  return words.some(({text}) => SHELL.test(text));
}

/** What of a start follows from its command line. */
export type CommandLaunch = Pick<Launch, 'argv' | 'environment' | 'workingDirectory' | 'isIncomplete'>;

/** With more parts that only the machine knows, everything in a word is taken for unknown. */
const MOST_PARTS = 50;

/**
 * Hands out words whose places are their own texts, and turns such places into those of the file. So a text for `sh -c`
 * may be taken apart although it does not stand in the file as the shell gets it.
 */
class WordPlaces {
  readonly #words: readonly MappedText[];
  readonly #indexes = new Map<number, LineIndex>();
  readonly #parts = new Map<number, readonly string[] | 'all'>();

  constructor(words: readonly MappedText[]) {
    this.#words = words;
  }

  handOut(): Word[] {
    return this.#words.map((word, index) => ({
      text: word.text,
      place: {file: String(index), line: 1, column: 1, length: word.text.length},
      ...(word.isUnresolved() ? {unresolved: true} : {}),
    }));
  }

  wordOf({text, place, unresolved}: Word): Word {
    return {text, place: this.#placeOf(place), ...this.#mark(text, place, unresolved)};
  }

  variableOf({name, value, place, unresolved}: Variable): Variable {
    return {name, value, place: this.#placeOf(place), ...this.#mark(value, place, unresolved)};
  }

  #placeOf(place: Place): Place {
    const index = Number(place.file);
    const word = this.#words[index]!;
    const lines = memo(this.#indexes, index, () => new LineIndex({file: '', path: '', text: word.text}));
    return word.placeOf(lines.offsetOf(place), place.length);
  }

  /** What a shell made of a word is unresolved where it holds one of the parts that are, wherever it came from. */
  #mark(text: string, {file}: Place, unresolved: true | undefined): {unresolved?: true} {
    const index = Number(file);
    const parts = memo(this.#parts, index, () => {
      const found = this.#words[index]!.unresolvedParts();
      return found.size > MOST_PARTS ? 'all' : [...found];
    });
    const isMarked = parts === 'all' || parts.some(part => text.includes(part));
    return unresolved || isMarked ? {unresolved: true} : {};
  }
}

function memo<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

/** Variables that the text of `sh -c` finds in its environment. */
function knownOf(variables: readonly Variable[]): Map<string, string> {
  const known = new Map<string, string>();
  for (const {name, value, unresolved} of variables) {
    if (unresolved) known.delete(name);
    else known.set(name, value);
  }
  return known;
}

/** The program of etcd that a command line starts in an environment; undefined where it starts something else. */
export function commandLaunch(
  words: readonly MappedText[],
  environment: readonly Variable[],
): CommandLaunch | undefined {
  const places = new WordPlaces(words);
  const command = etcdCommandOf(places.handOut(), knownOf(environment));
  if (command === undefined) return undefined;
  const own = command.environment.map(variable => places.variableOf(variable));
  return {
    argv: command.argv.map(word => places.wordOf(word)),
    environment: command.clearedBy === undefined ? [...environment, ...own] : own,
    ...(command.folder === undefined ? {} : {workingDirectory: command.folder}),
    ...(command.isIncomplete ? {isIncomplete: true} : {}),
  };
}
