import type {Word} from './input.js';

/** The rest of a word from `offset` on, with its own place where the word stands in its file as the program gets it. */
export function restOfWord(word: Word, offset: number): Word {
  const {place, text, unresolved} = word;
  const rest = {text: text.slice(offset), ...(unresolved ? {unresolved} : {})};
  const isAsWritten = place.length === text.length && !text.includes('\n') && offset < text.length;
  if (place.column === undefined || !isAsWritten) return {...rest, place};
  return {...rest, place: {...place, column: place.column + offset, length: text.length - offset}};
}
