import {isBlank, type MappedText, MappedTextBuilder} from './mapped-text.js';

/** One word of a value as systemd splits it. */
export interface SystemdWord {
  /** Without quotes and with escapes resolved. */
  readonly value: MappedText;
  /** As it stands in the value. */
  readonly raw: string;
  /** Where it begins in the value. */
  readonly start: number;
  /** A backslash before something that it does not escape; where systemd goes on at all, both stay. */
  readonly hasBadEscape: boolean;
}

export interface SystemdWords {
  readonly words: readonly SystemdWord[];
  /** Where a quote opens that is never closed; the word that it stands in is not among `words`. */
  readonly openQuote?: number;
}

const ESCAPE = /\\(?:([abfnrtvs\\"'])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-3][0-7]{2}))/y;
const NAMED: Readonly<Record<string, string>> = {
  ...{a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', s: ' '},
  ...{'\\': '\\', '"': '"', "'": "'"},
};
/** What stands for itself, outside and inside of quotes. */
const PLAIN = {'': /[^ \t\n\r'"\\]+/y, '"': /[^"\\]+/y, "'": /[^'\\]+/y} as const;
type Quote = keyof typeof PLAIN;

/** What an escape stands for; undefined where it is none. */
function escapedBy([, named, hex2, hex4, hex8, octal]: RegExpExecArray): string | undefined {
  if (named !== undefined) return NAMED[named];
  const code = octal === undefined ? parseInt(hex2 ?? hex4 ?? hex8 ?? '', 16) : parseInt(octal, 8);
  return code === 0 || code > 0x10_ffff ? undefined : String.fromCodePoint(code);
}

/** Reads one word, character by character. */
class WordReader {
  readonly #value: MappedText;
  readonly #built: MappedTextBuilder;
  readonly #start: number;
  #at: number;
  #quote: Quote = '';
  #quotedAt = 0;
  #hasBadEscape = false;

  constructor(value: MappedText, start: number) {
    this.#value = value;
    this.#built = new MappedTextBuilder(value.lines);
    this.#start = start;
    this.#at = start;
    // Where a word of nothing but quotes stands.
    this.#built.copy(value, start, start);
  }

  /** The word, or the offset of the quote that is never closed. */
  read(): SystemdWord | number {
    const {text} = this.#value;
    while (this.#at < text.length && !(this.#quote === '' && isBlank(text[this.#at]))) this.#step(text);
    if (this.#quote !== '') return this.#quotedAt;
    return {
      value: this.#built.build(),
      raw: text.slice(this.#start, this.#at),
      start: this.#start,
      hasBadEscape: this.#hasBadEscape,
    };
  }

  #step(text: string): void {
    const plain = PLAIN[this.#quote];
    plain.lastIndex = this.#at;
    if (plain.test(text)) {
      this.#built.copy(this.#value, this.#at, plain.lastIndex);
      this.#at = plain.lastIndex;
    } else if (text[this.#at] === '\\') {
      this.#escape(text);
    } else {
      // Nothing but a quote is left: one that opens, or the one that closes.
      this.#quote = this.#quote === '' ? (text[this.#at] as Quote) : '';
      this.#quotedAt = this.#at;
      this.#at++;
    }
  }

  #escape(text: string): void {
    ESCAPE.lastIndex = this.#at;
    const match = ESCAPE.exec(text);
    const escaped = match === null ? undefined : escapedBy(match);
    const length = escaped === undefined ? 2 : match![0].length;
    const end = Math.min(text.length, this.#at + length);
    if (escaped === undefined) this.#built.copy(this.#value, this.#at, end);
    else this.#built.put(escaped, {of: this.#value, start: this.#at, end});
    this.#hasBadEscape ||= escaped === undefined;
    this.#at = end;
  }
}

/**
 * Splits a value into words. Quotes of both kinds may stand anywhere in a word, and backslashes escape in both; the man
 * page knows less of it than the code.
 * @see https://github.com/systemd/systemd/blob/main/src/basic/extract-word.c
 */
export function splitSystemdWords(value: MappedText): SystemdWords {
  const words: SystemdWord[] = [];
  for (let at = 0; at < value.text.length;) {
    if (isBlank(value.text[at])) {
      at++;
      continue;
    }
    const word = new WordReader(value, at).read();
    if (typeof word === 'number') return {words, openQuote: word};
    words.push(word);
    at += word.raw.length;
  }
  return {words};
}
