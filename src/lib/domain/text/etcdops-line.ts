import {printable} from './printable.js';
import {shellQuote} from './shell-quote.js';

/** How much of a word is shown; a longer one is no line to type anyway. */
const MAX_WORD = 200;

/** A line to type, with names of files in it that may be anything. */
export function etcdopsLine(...words: readonly string[]): string {
  return ['etcdops', ...words.map(word => printable(shellQuote(word), MAX_WORD))].join(' ');
}
