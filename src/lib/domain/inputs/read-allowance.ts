import {formatBytes} from '../text/bytes.js';
import {MAX_BYTES, MAX_FILE_WORDS, MAX_WORDS} from './input-findings.js';

const [PLAIN, BLANK, OPEN, CLOSE, COMMA, QUOTE] = [0, 1, 2, 3, 4, 5];
const BACKSLASH = 0x5c;

/** What the characters of ASCII are here; a table, since every character of every file is looked up. */
const CLASSES = new Uint8Array(128);
for (const [characters, kind] of [
  [' \t\n\v\f\r', BLANK],
  ['[{', OPEN],
  [']}', CLOSE],
  [',', COMMA],
  ['"\'', QUOTE],
] as const) {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = kind;
}

/** Where a text in quotes ends, or the text itself. */
function endOfQuotes(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let next = at + 1; next < text.length; next++) {
    const code = text.charCodeAt(next);
    if (code === quote) return next;
    if (code === BACKSLASH) next++;
  }
  return text.length;
}

/**
 * How much work a text is, for any of its readers: its words, and what commas part in brackets (`[a,b]` is two). The
 * commas of a value such as `initial-cluster` make no work.
 */
export function countWords(text: string): number {
  let words = 0;
  let depth = 0;
  let before = BLANK;
  for (let at = 0; at < text.length; at++) {
    const kind = CLASSES[text.charCodeAt(at)] ?? PLAIN;
    if (before === BLANK && kind !== BLANK) words++;
    before = kind;
    if (kind <= BLANK) continue;
    if (kind === OPEN) depth++;
    else if (depth === 0) continue;
    else if (kind === CLOSE) depth--;
    else if (kind === COMMA) words++;
    else at = endOfQuotes(text, at);
  }
  return words;
}

/** What may be read of one file and of all files of a run. */
export class ReadAllowance {
  #bytes = MAX_BYTES;
  #words = MAX_WORDS;

  /** Takes a text off. What it goes over: the limit of a file, which leaves the others alone, or that of the run. */
  take(text: string): {readonly limit: 'file' | 'run'; readonly why: string} | undefined {
    const words = countWords(text);
    if (words > MAX_FILE_WORDS) return {limit: 'file', why: `more than ${MAX_FILE_WORDS} words`};
    this.#bytes -= text.length;
    this.#words -= words;
    if (this.#bytes < 0) return {limit: 'run', why: `more than ${formatBytes(MAX_BYTES)} of configuration`};
    return this.#words < 0 ? {limit: 'run', why: `more than ${MAX_WORDS} words of configuration`} : undefined;
  }
}
