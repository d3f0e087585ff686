import {isBlank, type MappedText, MappedTextBuilder} from './mapped-text.js';
import type {TreeScalar} from './tree.js';

/** End of the run of blanks, or of anything else, that begins at an offset. */
function endOfRun(text: string, start: number): number {
  const blank = isBlank(text[start]);
  let end = start + 1;
  while (end < text.length && isBlank(text[end]) === blank) end++;
  return end;
}

/** Where the content of a scalar begins in its file: behind a quote, or below the line of `|` and `>`. */
function contentStart(file: string, start: number): number {
  if (file[start] === '"' || file[start] === "'") return start + 1;
  if (file[start] !== '|' && file[start] !== '>') return start;
  const newline = file.indexOf('\n', start);
  return newline === -1 ? file.length : newline + 1;
}

/**
 * The text of a scalar, of which each word knows where it stands. Folding only changes blanks, so the words are found
 * one after the other; where an escape changed one, all of the text stands where the scalar stands.
 */
export function scalarText({text, place}: TreeScalar, file: MappedText): MappedText {
  const start = file.lines.offsetOf(place);
  const end = start + (place.length ?? 0);
  const asWhole = (): MappedText =>
    new MappedTextBuilder(file.lines).put(text, {of: file, start, end}).build();
  const built = new MappedTextBuilder(file.lines);
  let at = contentStart(file.text, start);
  for (let from = 0; from < text.length;) {
    const to = endOfRun(text, from);
    const run = text.slice(from, to);
    if (!isBlank(run[0])) while (at < end && isBlank(file.text[at])) at++;
    if (file.text.startsWith(run, at)) {
      built.copy(file, at, at + run.length);
      at += run.length;
    } else if (isBlank(run[0])) {
      built.put(run, {of: file, start: at, end: at});
    } else {
      return asWhole();
    }
    from = to;
  }
  return text === '' ? asWhole() : built.build();
}
