import type {Finding} from '../findings/finding.js';
import type {EnvFile} from './env-file.js';
import {ENV_OPEN_QUOTE} from './env-slips.js';
import type {Variable} from './input.js';
import {LineIndex, type SourceText} from './place.js';
import {slipOf} from './slip.js';

const HEAD = /(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:([=:])[ \t]*)?/y;
const REFERENCE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

interface Value {
  readonly text: string;
  readonly end: number;
  readonly isRaw: boolean;
}

/** Reads a `.env`: quotes, `export`, remarks and references to variables further up. */
class DotenvReader {
  readonly #text: string;
  readonly #index: LineIndex;
  readonly #values = new Map<string, string>();
  readonly #variables: Variable[] = [];
  readonly #findings: Finding[] = [];
  #at = 0;

  constructor(source: SourceText) {
    this.#text = source.text;
    this.#index = new LineIndex(source);
  }

  read(): EnvFile {
    while (this.#at < this.#text.length) this.#line();
    return {variables: this.#variables, findings: this.#findings};
  }

  #line(): void {
    const blanks = /[ \t\r\n]*/y;
    blanks.lastIndex = this.#at;
    const start = this.#at + (blanks.exec(this.#text)?.[0].length ?? 0);
    HEAD.lastIndex = start;
    const [head = '', name = '', separator] = HEAD.exec(this.#text) ?? [];
    const from = start + head.length;
    this.#at = from;
    if (name !== '' && separator !== undefined) this.#assign(name, start, from);
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end + 1;
  }

  #assign(name: string, start: number, from: number): void {
    const {text, end, isRaw} = this.#value(from);
    const {value, isUnknown} = isRaw ? {value: text, isUnknown: false} : this.#expand(text);
    const place =
      end > from ? this.#index.placeOf(from, end - from) : this.#index.placeOf(start, from - start);
    this.#variables.push({name, value, place, ...(isUnknown ? {unresolved: true} : {})});
    if (!isUnknown) this.#values.set(name, value);
    this.#at = end;
  }

  #value(from: number): Value {
    const quote = this.#text[from];
    if (quote === '"' || quote === "'") return this.#quoted(from, quote);
    const found = this.#text.indexOf('\n', from);
    const line = this.#text.slice(from, found === -1 ? undefined : found);
    const text = (line.startsWith('#') ? '' : line.replace(/(?<=[ \t])#.*$/, '')).trimEnd();
    return {text, end: from + text.length, isRaw: false};
  }

  #quoted(from: number, quote: string): Value {
    let end = from + 1;
    while (end < this.#text.length && this.#text[end] !== quote)
      end += quote === '"' && this.#text[end] === '\\' ? 2 : 1;
    if (end >= this.#text.length) {
      const place = this.#index.placeOf(from, 1);
      const message = 'this quote never closes: the rest of the file becomes part of the value';
      this.#findings.push(slipOf(ENV_OPEN_QUOTE, {place, message, fix: `close it with ${quote}`}));
    }
    const written = this.#text.slice(from + 1, end);
    const behind = Math.min(end + 1, this.#text.length);
    if (quote === "'") return {text: written, end: behind, isRaw: true};
    const text = written.replace(/\\([nrt"\\])/g, (_, letter: string) => ESCAPES.get(letter) ?? letter);
    return {text, end: behind, isRaw: false};
  }

  #expand(text: string): {value: string; isUnknown: boolean} {
    let isUnknown = false;
    const value = text.replace(
      REFERENCE,
      (written, braced: string | undefined, plain: string | undefined) => {
        const found = this.#values.get(braced ?? plain ?? '');
        if (found === undefined || found.length > LONGEST_VALUE) {
          isUnknown = true;
          return written;
        }
        return found;
      },
    );
    // Defaults and the like, which readers take in different ways.
    return {value, isUnknown: isUnknown || /\$\{/.test(value)};
  }
}

/** Values that name each other may grow without end. */
const LONGEST_VALUE = 4096;

/**
 * A file as compose, podman and the runners of Procfiles read it.
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md#env_file-format
 */
export function readAsDotenv(source: SourceText): EnvFile {
  return new DotenvReader(source).read();
}
