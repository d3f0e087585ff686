import type {Gaps} from './gaps.js';

/** Where a text stands. Lines and columns count from 1, in characters; `length` is that of the text in its file. */
export interface Place {
  /** As the user named it, or relative to the working directory; `-` is standard input. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly length?: number;
}

/** The text of one file, decoded. */
export interface SourceText {
  readonly file: string;
  /** Absolute; `-` for standard input. */
  readonly path: string;
  readonly text: string;
  /** Of a text that stands in a file below other lines: how many those are. */
  readonly linesAbove?: number;
  /** By line, from 0: the first column that is not as it stands in the file. No place is known behind it. */
  readonly alteredFrom?: ReadonlyMap<number, number>;
  /** What of the text only the machine knows. */
  readonly gaps?: Gaps;
}

/** The one that a path leads to; by its name where it is moved there later. The last one counts. */
export function findSource(sources: readonly SourceText[], path: string): SourceText | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    sources.findLast(source => source.path === path) ??
    sources.findLast(source => source.path.endsWith(`/${name}`))
  );
}

/** Turns offsets into places: made once for a text, then a binary search for each question. */
export class LineIndex {
  readonly #source: SourceText;
  readonly #starts: readonly number[];

  constructor(source: SourceText) {
    const starts = [0];
    for (let at = source.text.indexOf('\n'); at !== -1; at = source.text.indexOf('\n', at + 1))
      starts.push(at + 1);
    this.#source = source;
    this.#starts = starts;
  }

  placeOf(offset: number, length?: number): Place {
    const at = this.#lineAt(offset);
    const {file, linesAbove = 0, alteredFrom} = this.#source;
    const altered = alteredFrom?.get(at) ?? Infinity;
    const line = at + 1 + linesAbove;
    const column = offset - this.#starts[at]! + 1;
    if (column > altered) return {file, line};
    const place = {file, line, column};
    return length === undefined || column + length > altered ? place : {...place, length};
  }

  /** The part of the text up to `end`, as far as it stands on its first line. */
  spanOf(start: number, end: number): Place {
    const nextLine = this.#starts[this.#lineAt(start) + 1];
    const lineEnd = nextLine === undefined ? this.#source.text.length : nextLine - 1;
    return this.placeOf(start, Math.max(0, Math.min(end, lineEnd) - start));
  }

  /** The offset of a place in this text. */
  offsetOf({line = 1, column = 1}: Place): number {
    const {linesAbove = 0, text} = this.#source;
    return (this.#starts[line - 1 - linesAbove] ?? text.length) + column - 1;
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
