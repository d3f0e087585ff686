import {isBlank, type MappedText, MappedTextBuilder} from './mapped-text.js';

export interface ComposeWords {
  readonly words: readonly MappedText[];
  /** Where the first `;`, `&`, `|`, `<` or `>` outside of quotes stands: compose drops it and all behind it. */
  readonly cutAt?: number;
  /** Where a quote or bracket begins that is never closed, or that may not stand there: compose refuses the file. */
  readonly invalidAt?: number;
}

const PLAIN = /[^ \t\r\n\\"'`();&|<>]+/y;
const ESCAPED: Readonly<Record<string, string>> = {t: '\t', n: '\n'};

/** A word, or why there is none. */
type Step = 'goes-on' | 'cut' | 'invalid';

/** Reads the words of a text one after the other. */
class WordSplitter {
  readonly #value: MappedText;
  readonly #text: string;
  readonly #words: MappedText[] = [];
  #word: MappedTextBuilder | undefined;
  #wordStart = 0;
  #at = 0;

  constructor(value: MappedText) {
    this.#value = value;
    this.#text = value.text;
  }

  split(): ComposeWords {
    while (this.#at < this.#text.length) {
      const at = this.#at;
      const step = this.#step(this.#text[at]!);
      if (step === 'invalid') return {words: this.#words, invalidAt: at};
      if (step === 'cut') {
        // `2>` is one operator.
        const isNumber = this.#text[at] === '>' && /^\d+$/.test(this.#text.slice(this.#wordStart, at));
        if (!isNumber) this.#endWord();
        return {words: this.#words, cutAt: at};
      }
    }
    this.#endWord();
    return {words: this.#words};
  }

  #step(character: string): Step {
    if (isBlank(character)) {
      this.#endWord();
      this.#at++;
      return 'goes-on';
    }
    if (/[;&|<>]/.test(character)) return 'cut';
    if (character === '"' || character === "'") return this.#quoted(character);
    if (character === '\\') return this.#escape();
    if (character === '`') return this.#verbatim('`');
    if (character === '(') return this.#text[this.#at - 1] === '$' ? this.#verbatim(')') : 'invalid';
    if (character === ')') return 'invalid';
    PLAIN.lastIndex = this.#at;
    PLAIN.test(this.#text);
    this.#copyTo(PLAIN.lastIndex);
    return 'goes-on';
  }

  /** A text in quotes; only in double ones a backslash escapes. */
  #quoted(quote: string): Step {
    const chunk = quote === '"' ? /[^"\\]+/y : /[^']+/y;
    this.#begin();
    for (this.#at++; this.#text[this.#at] !== quote;) {
      chunk.lastIndex = this.#at;
      if (chunk.test(this.#text)) this.#copyTo(chunk.lastIndex);
      else if (this.#at >= this.#text.length || this.#escape() === 'invalid') return 'invalid';
    }
    this.#at++;
    return 'goes-on';
  }

  #escape(): Step {
    const escaped = this.#text[this.#at + 1];
    if (escaped === undefined) return 'invalid';
    const part = {of: this.#value, start: this.#at, end: this.#at + 2};
    this.#begin().put(ESCAPED[escaped] ?? escaped, part);
    this.#at += 2;
    return 'goes-on';
  }

  /** `$(…)` and a text in backquotes stay as they are. */
  #verbatim(closer: string): Step {
    const end = this.#text.indexOf(closer, this.#at + 1);
    if (end === -1) return 'invalid';
    this.#copyTo(end + 1);
    return 'goes-on';
  }

  #begin(): MappedTextBuilder {
    if (this.#word === undefined) {
      this.#word = new MappedTextBuilder(this.#value.lines).copy(this.#value, this.#at, this.#at);
      this.#wordStart = this.#at;
    }
    return this.#word;
  }

  #copyTo(end: number): void {
    this.#begin().copy(this.#value, this.#at, end);
    this.#at = end;
  }

  #endWord(): void {
    if (this.#word !== undefined) this.#words.push(this.#word.build());
    this.#word = undefined;
  }
}

/**
 * Splits a command that is one text, as compose does it. It looks like a shell and is none: what a shell would do with
 * variables, pipes and redirections, nobody does.
 * @see https://github.com/mattn/go-shellwords
 */
export function splitComposeWords(value: MappedText): ComposeWords {
  return new WordSplitter(value).split();
}
