import type {Gaps} from './gaps.js';
import type {SourceText} from './place.js';
import {ShellParts, type WordPart} from './shell-parts.js';
import type {FoundDocument} from './shell-surroundings.js';

/** A text as it is made, and where it stops to be as it stands in the file. */
class AlteredText {
  readonly alteredFrom = new Map<number, number>();
  #text = '';
  #line = 0;
  #lineStart = 0;

  /** @param written what stands in the file for it */
  add(text: string, written: string): void {
    if (text !== written && !this.alteredFrom.has(this.#line))
      this.alteredFrom.set(this.#line, this.#text.length - this.#lineStart + 1);
    this.#text += text;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      this.#line++;
      this.#lineStart = this.#text.length - text.length + at + 1;
    }
  }

  get text(): string {
    return this.#text;
  }
}

/** Undefined where only the machine knows. What goes over several lines would move those below. */
function filledIn(part: WordPart, {textOf}: FoundDocument): string | undefined {
  const {text, unresolved} = textOf([part]);
  return unresolved || text.includes('\n') ? undefined : text;
}

interface Piece {
  readonly text: string;
  readonly written: string;
  readonly stripsTabs: boolean;
}

/** Without the blanks that `<<-` takes off. */
function addTo(made: AlteredText, {text, written, stripsTabs}: Piece): void {
  if (!stripsTabs) return made.add(text, written);
  for (const [index, line] of text.split('\n').entries()) {
    if (index > 0) made.add('\n', '\n');
    const isStart = index > 0 || made.text === '' || made.text.endsWith('\n');
    const tabs = isStart ? (/^\t+/.exec(line)?.[0] ?? '') : '';
    made.add('', tabs);
    made.add(line.slice(tabs.length), line.slice(tabs.length));
  }
}

/**
 * A here-document as the shell hands it on, with what is known filled in. Each line stays a line, so that its place in
 * the script is known. Undefined where more of it is unknown than can be said.
 */
export function hereDocumentText(found: FoundDocument, gaps: Gaps): Omit<SourceText, 'path'> | undefined {
  const {document, text: script} = found;
  const {start, end, isQuoted, stripsTabs} = document;
  const body = script.text.slice(start, end);
  const made = new AlteredText();
  const parts = new ShellParts(body);
  if (isQuoted) addTo(made, {text: body, written: body, stripsTabs});
  while (!isQuoted) {
    const from = parts.at;
    const part = parts.documentPart();
    if (part === undefined) break;
    const written = body.slice(from, parts.at);
    const text = part.kind === 'text' ? part.text : (filledIn(part, found) ?? gaps.markFor(written));
    if (text === undefined) return undefined;
    addTo(made, {text, written, stripsTabs});
  }
  const {file, line = 1} = script.placeOf(start, 0);
  return {file, text: made.text, linesAbove: line - 1, alteredFrom: made.alteredFrom, gaps};
}
