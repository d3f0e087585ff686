import {endOfNested} from './shell-nesting.js';
import {ShellParts, type WordPart} from './shell-parts.js';

/** One word as it is written, before any variable has its value. */
export interface WordToken {
  readonly kind: 'word';
  readonly parts: readonly WordPart[];
  /** The elements of `A=(…)`; `parts` holds no more than `A=` then. */
  readonly elements?: readonly WordToken[];
  readonly offset: number;
  readonly length: number;
}

export interface OperatorToken {
  readonly kind: 'operator';
  readonly text: string;
}

export type ShellToken = WordToken | OperatorToken;

/** The text of a here-document, which stands behind the line that has `<<`. */
export interface HereDocument {
  /** Offsets of its lines, without that of the delimiter. */
  readonly start: number;
  readonly end: number;
  /** The delimiter has quotes: the text stays as it is. */
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
  /** How many tokens stand before it. */
  readonly tokenCount: number;
  /** Files that commands of its line write to. */
  readonly outputs: readonly ShellOutput[];
}

/** `> file`, `>> file` */
export interface ShellOutput {
  readonly file: readonly WordPart[];
  readonly appends: boolean;
}

export interface ShellTokens {
  readonly tokens: readonly ShellToken[];
  readonly documents: readonly HereDocument[];
  /** Where a quote opens that nothing closes. */
  readonly openQuote?: number;
  /** Where it was given up: there are more than MOST_TOKENS. */
  readonly end?: number;
}

/** A script of several thousand lines has a tenth of it. What comes behind is not read, to save time and memory. */
export const MOST_TOKENS = 200_000;

interface OpenDocument extends Pick<HereDocument, 'isQuoted' | 'stripsTabs'> {
  readonly delimiter: string;
}

const BLANKS = /[ \t\r]+|\\\r?\n/y;
const OPERATOR = /&&|\|\||;;&|;;|;&|\|&|[;&|()\n]/y;
const REDIRECTION = /\d*(?:<<<|<<-?|<>|<&|<|>>|>&|>\||>)|&>>?/y;
/** What begins an array of bash: `NAME=(`. */
const ARRAY_START = /^[A-Za-z_]\w*\+?=$/;

/** A text without what a shell drops first: blanks, comments, redirections, here-documents. */
class TokenScanner {
  readonly #text: string;
  readonly #parts: ShellParts;
  readonly #tokens: ShellToken[] = [];
  readonly #documents: HereDocument[] = [];
  #open: OpenDocument[] = [];
  #outputs: ShellOutput[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#parts = new ShellParts(text);
  }

  scan(): ShellTokens {
    while (this.#parts.at < this.#text.length && this.#tokens.length < MOST_TOKENS) this.#next();
    const {openQuote, at} = this.#parts;
    return {
      tokens: this.#tokens,
      documents: this.#documents,
      ...(openQuote === undefined ? {} : {openQuote}),
      ...(at < this.#text.length ? {end: at} : {}),
    };
  }

  #next(): void {
    if (this.#take(BLANKS) !== undefined || this.#skipComment()) return;
    if (this.#text.startsWith('((', this.#parts.at)) {
      this.#tokens.push(this.#arithmetic());
      return;
    }
    const redirection = this.#take(REDIRECTION);
    if (redirection !== undefined) {
      this.#redirect(redirection);
      return;
    }
    const operator = this.#take(OPERATOR);
    if (operator === undefined) {
      this.#tokens.push(this.#word());
      return;
    }
    this.#tokens.push({kind: 'operator', text: operator});
    if (operator === '\n') this.#takeDocuments();
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#parts.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#parts.at += found.length;
    return found;
  }

  #skipComment(): boolean {
    if (this.#text[this.#parts.at] !== '#') return false;
    const end = this.#text.indexOf('\n', this.#parts.at);
    this.#parts.at = end === -1 ? this.#text.length : end;
    return true;
  }

  /** `((i++))` is a command of its own, and its `<<` opens no document. */
  #arithmetic(): WordToken {
    const offset = this.#parts.at;
    const end = endOfNested(this.#text, offset + 1, ')');
    this.#parts.at = end;
    const written = this.#text.slice(offset, end);
    return {
      kind: 'word',
      parts: [{kind: 'unknown', written, quoted: true}],
      offset,
      length: end - offset,
    };
  }

  #word(): WordToken {
    const offset = this.#parts.at;
    const parts = this.#parts.word();
    const [first] = parts;
    const isArray =
      this.#text[this.#parts.at] === '(' &&
      parts.length === 1 &&
      first?.kind === 'text' &&
      ARRAY_START.test(first.text);
    const elements = isArray ? this.#elements() : undefined;
    const token = {kind: 'word', parts, offset, length: this.#parts.at - offset} as const;
    return elements === undefined ? token : {...token, elements};
  }

  /** The words between the parentheses of an array. */
  #elements(): WordToken[] {
    const elements: WordToken[] = [];
    this.#parts.at++;
    while (this.#parts.at < this.#text.length) {
      if (this.#take(BLANKS) !== undefined || this.#skipComment()) continue;
      const operator = this.#take(OPERATOR) ?? this.#take(REDIRECTION);
      if (operator === ')') break;
      if (operator !== undefined) continue;
      const offset = this.#parts.at;
      const parts = this.#parts.word();
      elements.push({kind: 'word', parts, offset, length: this.#parts.at - offset});
    }
    return elements;
  }

  #redirect(operator: string): void {
    // `<(…)` is a command, and its output an argument that nobody knows.
    if (this.#text[this.#parts.at] === '(') {
      this.#parts.at = endOfNested(this.#text, this.#parts.at + 1, ')');
      return;
    }
    while (this.#take(BLANKS) !== undefined);
    if (this.#take(/[<>](?=\()/y) !== undefined) {
      this.#parts.at = endOfNested(this.#text, this.#parts.at + 1, ')');
      return;
    }
    const target = this.#parts.word();
    if (/^>[>|]?$/.test(operator)) this.#outputs.push({file: target, appends: operator === '>>'});
    if (!/<<-?$/.test(operator)) return;
    const delimiter = target.map(part => (part.kind === 'text' ? part.text : part.written)).join('');
    this.#open.push({
      delimiter,
      isQuoted: target.some(({quoted}) => quoted),
      stripsTabs: operator.endsWith('-'),
    });
  }

  #takeDocuments(): void {
    for (const open of this.#open) this.#takeDocument(open);
    this.#open = [];
    this.#outputs = [];
  }

  #takeDocument({delimiter, isQuoted, stripsTabs}: OpenDocument): void {
    const start = this.#parts.at;
    let lineStart = start;
    while (lineStart < this.#text.length) {
      const newline = this.#text.indexOf('\n', lineStart);
      const line = this.#text.slice(lineStart, newline === -1 ? undefined : newline).replace(/\r$/, '');
      this.#parts.at = newline === -1 ? this.#text.length : newline + 1;
      if ((stripsTabs ? line.replace(/^\t+/, '') : line) === delimiter) break;
      lineStart = this.#parts.at;
    }
    const [tokenCount, outputs] = [this.#tokens.length, this.#outputs];
    this.#documents.push({start, end: lineStart, isQuoted, stripsTabs, tokenCount, outputs});
  }
}

/**
 * The words and operators of a text in a shell's language.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_03
 */
export function shellTokens(text: string): ShellTokens {
  return new TokenScanner(text).scan();
}
