import {endOfNested} from './shell-nesting.js';

/** A piece of a word. `quoted`: what a variable gives here stays one word. */
export type WordPart =
  | {readonly kind: 'text'; readonly text: string; readonly quoted: boolean}
  | ParameterPart
  /** Something that nobody but a shell can tell, such as `$(hostname)`. */
  | {readonly kind: 'unknown'; readonly written: string; readonly quoted: boolean};

/** `$A`, `${A:-default}`, `${A[@]}`. */
export interface ParameterPart {
  readonly kind: 'parameter';
  readonly name: string;
  /** All elements of an array. */
  readonly isList: boolean;
  /** Such as `:-`; empty where the name stands alone. */
  readonly operator: string;
  /** What stands behind the operator. */
  readonly argument: readonly WordPart[];
  readonly written: string;
  readonly quoted: boolean;
}

/** Deeper ones are left as they are written. */
const MAX_DEPTH = 20;

const PLAIN = /[^ \t\r\n\\'"$`;&|()<>]+/y;
/** In `${A:-…}` only the brace ends it. */
const PLAIN_ARGUMENT = /[^\\'"$`}]+/y;
const QUOTED = /[^"\\$`]+/y;
const DOCUMENT = /[^\\$`]+/y;
const NAME = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;
const BRACED = /\{([A-Za-z_]\w*|\d+|[@*#?$!-])(\[[@*]\])?(:?[-=+?])?/y;

type Context = 'word' | 'argument' | 'quotes';
const RUNS: Readonly<Record<Context, RegExp>> = {word: PLAIN, argument: PLAIN_ARGUMENT, quotes: QUOTED};
const ENDS: Readonly<Record<Context, string>> = {word: ' \t\r\n;&|()<>', argument: '}', quotes: '"'};

/** Reads words of a text. Nothing is looked at twice: what stays open takes the rest of the text. */
export class ShellParts {
  /** The offset to read from. */
  at = 0;
  /** Where the first quote opens that nothing closes. */
  openQuote: number | undefined;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The parts of the word that begins here; none where there is no word. */
  word(): WordPart[] {
    return this.#read('word', {quoted: false, depth: 0});
  }

  /** The next part where the text is a here-document: quotes are letters in it. Undefined at its end. */
  documentPart(): WordPart | undefined {
    const text = this.#take(DOCUMENT);
    if (text !== undefined) return {kind: 'text', text, quoted: true};
    const next = this.#text[this.at];
    if (next === undefined) return undefined;
    return next === '\\' ? this.#documentBackslash() : this.#special({quoted: true, depth: 0})[0];
  }

  /** One at the end of a line stays: who reads the file continues the line there as the shell does. */
  #documentBackslash(): WordPart {
    const next = this.#text[this.at + 1] ?? '';
    const isEscape = next !== '' && '$`\\'.includes(next);
    this.at += isEscape ? 2 : 1;
    return {kind: 'text', text: isEscape ? next : '\\', quoted: true};
  }

  #read(context: Context, {quoted, depth}: {quoted: boolean; depth: number}): WordPart[] {
    const parts: WordPart[] = [];
    while (this.at < this.#text.length && !ENDS[context].includes(this.#text[this.at]!)) {
      const text = this.#take(RUNS[context]);
      if (text !== undefined) parts.push({kind: 'text', text, quoted});
      else parts.push(...this.#special({quoted, depth}));
    }
    return parts;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  #special(where: {quoted: boolean; depth: number}): WordPart[] {
    const character = this.#text[this.at]!;
    if (character === '\\') return this.#backslash(where.quoted);
    if (character === '$') return [this.#dollar(where)];
    if (character === '`') return [this.#unknown(this.at, endOfNested(this.#text, this.at + 1, '`'), where)];
    // Between double quotes, and in what stands for a variable there, a single one is a letter.
    if (character === "'") return where.quoted ? this.#letter() : this.#singleQuotes();
    return this.#doubleQuotes(where.depth);
  }

  #letter(): WordPart[] {
    this.at++;
    return [{kind: 'text', text: this.#text[this.at - 1]!, quoted: true}];
  }

  #backslash(quoted: boolean): WordPart[] {
    const continuation = this.#take(/\\\r?\n/y);
    if (continuation !== undefined) return [];
    const next = this.#text[this.at + 1];
    this.at = Math.min(this.at + 2, this.#text.length);
    if (next === undefined) return [{kind: 'text', text: '\\', quoted: true}];
    const text = quoted && !'$`"\\'.includes(next) ? `\\${next}` : next;
    return [{kind: 'text', text, quoted: true}];
  }

  #singleQuotes(): WordPart[] {
    const start = this.at + 1;
    const end = this.#text.indexOf("'", start);
    if (end === -1) this.openQuote ??= this.at;
    this.at = end === -1 ? this.#text.length : end + 1;
    return [{kind: 'text', text: this.#text.slice(start, end === -1 ? undefined : end), quoted: true}];
  }

  #doubleQuotes(depth: number): WordPart[] {
    const start = this.at;
    if (depth > MAX_DEPTH)
      return [this.#unknown(start, endOfNested(this.#text, start + 1, '"'), {quoted: true})];
    this.at++;
    const parts = this.#read('quotes', {quoted: true, depth: depth + 1});
    if (this.at >= this.#text.length) this.openQuote ??= start;
    this.at = Math.min(this.at + 1, this.#text.length);
    // Even an empty pair makes a word.
    return [{kind: 'text', text: '', quoted: true}, ...parts];
  }

  #unknown(start: number, end: number, {quoted}: {quoted: boolean}): WordPart {
    this.at = end;
    return {kind: 'unknown', written: this.#text.slice(start, end), quoted};
  }

  #dollar({quoted, depth}: {quoted: boolean; depth: number}): WordPart {
    const start = this.at;
    const next = this.#text[start + 1] ?? '';
    this.at++;
    if (next === '(') return this.#unknown(start, endOfNested(this.#text, start + 2, ')'), {quoted});
    if (next === '{') return this.#braced(start, {quoted, depth});
    if (next === "'" && !quoted) return this.#escapes(start);
    const name = this.#take(NAME);
    if (name === undefined) return {kind: 'text', text: '$', quoted};
    return {kind: 'parameter', name, isList: false, operator: '', argument: [], written: `$${name}`, quoted};
  }

  /** `$'…'` of bash, with escapes as in C. */
  #escapes(start: number): WordPart {
    let end = start + 2;
    while (end < this.#text.length && this.#text[end] !== "'") end += this.#text[end] === '\\' ? 2 : 1;
    return this.#unknown(start, Math.min(end + 1, this.#text.length), {quoted: true});
  }

  #braced(start: number, {quoted, depth}: {quoted: boolean; depth: number}): WordPart {
    BRACED.lastIndex = start + 1;
    const match = BRACED.exec(this.#text);
    const [head = '', name = '', list, operator = ''] = match ?? [];
    const isPlain = this.#text[start + 1 + head.length] === '}';
    if (match === null || (operator === '' && !isPlain) || depth > MAX_DEPTH)
      return this.#unknown(start, endOfNested(this.#text, start + 2, '}'), {quoted});
    this.at = start + 1 + head.length;
    const argument = this.#read('argument', {quoted, depth: depth + 1});
    this.at = Math.min(this.at + 1, this.#text.length);
    return {
      kind: 'parameter',
      name,
      isList: list !== undefined,
      operator,
      argument,
      written: this.#text.slice(start, this.at),
      quoted,
    };
  }
}
