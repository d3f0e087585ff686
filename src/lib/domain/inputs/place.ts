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
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const place = {file: this.#source.file, line: low + 1, column: offset - this.#starts[low]! + 1};
    return length === undefined ? place : {...place, length};
  }
}
