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
    const line = this.#lineAt(offset);
    const place = {file: this.#source.file, line: line + 1, column: offset - this.#starts[line]! + 1};
    return length === undefined ? place : {...place, length};
  }

  /** The part of the text up to `end`, as far as it stands on its first line. */
  spanOf(start: number, end: number): Place {
    const nextLine = this.#starts[this.#lineAt(start) + 1];
    const lineEnd = nextLine === undefined ? this.#source.text.length : nextLine - 1;
    return this.placeOf(start, Math.max(0, Math.min(end, lineEnd) - start));
  }

  /** The offset of a place in this text. */
  offsetOf({line = 1, column = 1}: Place): number {
    return (this.#starts[line - 1] ?? this.#source.text.length) + column - 1;
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
