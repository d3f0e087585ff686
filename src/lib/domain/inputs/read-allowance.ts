import {formatBytes} from '../text/bytes.js';
import {MAX_BYTES, MAX_WORDS} from './input-findings.js';

const isBlank = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** Steps into and out of lists in brackets, by character code. */
const STEP: Readonly<Record<number, number>> = {0x5b: 1, 0x7b: 1, 0x5d: -1, 0x7d: -1};
const [COMMA, BACKSLASH, QUOTE, APOSTROPHE] = [0x2c, 0x5c, 0x22, 0x27];

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
  let wasBlank = true;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const blank = isBlank(code);
    if (wasBlank && !blank) words++;
    wasBlank = blank;
    depth = Math.max(0, depth + (STEP[code] ?? 0));
    if (depth === 0) continue;
    if (code === COMMA) words++;
    else if (code === QUOTE || code === APOSTROPHE) at = endOfQuotes(text, at);
  }
  return words;
}

/** What may still be read in one run. */
export class ReadAllowance {
  #bytes = MAX_BYTES;
  #words = MAX_WORDS;

  /** Takes a text off; says which limit it goes over, if it does. */
  take(text: string): string | undefined {
    this.#bytes -= text.length;
    this.#words -= countWords(text);
    if (this.#bytes < 0) return `more than ${formatBytes(MAX_BYTES)} of configuration`;
    return this.#words < 0 ? `more than ${MAX_WORDS} words of configuration` : undefined;
  }
}
