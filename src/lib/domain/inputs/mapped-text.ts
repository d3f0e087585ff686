import {LineIndex, type Place, type SourceText} from './place.js';

/** A part of a text, and the part of the file for which it stands. Offsets of the file count in characters. */
interface Piece {
  /** Where it begins in the text. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
  /** It stands in the file as it is, so that each of its characters has a place. */
  readonly isVerbatim: boolean;
  /** Only the machine knows what stands for it. */
  readonly isUnresolved: boolean;
}

export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

/**
 * A text that was made from parts of a file (lines joined, quotes taken off, variables filled in) and still knows where
 * each part stands.
 */
export class MappedText {
  readonly text: string;
  readonly lines: LineIndex;
  /** In order, the first one at 0; never none. */
  readonly pieces: readonly Piece[];

  constructor(text: string, lines: LineIndex, pieces: readonly Piece[]) {
    this.text = text;
    this.lines = lines;
    this.pieces = pieces;
  }

  static ofFile(source: SourceText, lines = new LineIndex(source)): MappedText {
    const end = source.text.length;
    return new MappedText(source.text, lines, [
      {at: 0, start: 0, end, isVerbatim: true, isUnresolved: false},
    ]);
  }

  /** Where a part of the text stands, as far as it is on one line; by default all of it. */
  readonly placeOf = (offset = 0, length = this.text.length - offset): Place => {
    const [start, end] = this.originOf(offset, offset + length);
    return this.lines.spanOf(start, end);
  };

  slice(start: number, end = this.text.length): MappedText {
    return new MappedTextBuilder(this.lines).copy(this, start, end).build();
  }

  /** Without the blanks at both ends; a blank from a web page (U+00A0) is none to any program. */
  trimmed(): MappedText {
    let start = 0;
    let end = this.text.length;
    while (start < end && isBlank(this.text[start])) start++;
    while (end > start && isBlank(this.text[end - 1])) end--;
    return this.slice(start, end);
  }

  /** The part of the file for which a part of the text stands. */
  originOf(start: number, end: number): [start: number, end: number] {
    const first = this.pieces[this.pieceAt(start)]!;
    const from = first.isVerbatim ? first.start + (start - first.at) : first.start;
    if (end <= start) return [from, first.isVerbatim ? from : first.end];
    const last = this.pieces[this.pieceAt(end - 1)]!;
    return [from, last.isVerbatim ? last.start + (end - last.at) : last.end];
  }

  /** Whether a part, by default all of it, holds something that only the machine knows. */
  isUnresolved(start = 0, end = this.text.length): boolean {
    for (let index = this.pieceAt(start); index < this.pieces.length; index++) {
      const {at, isUnresolved} = this.pieces[index]!;
      if (at >= end) return false;
      if (isUnresolved) return true;
    }
    return false;
  }

  /** The parts that only the machine knows, each once. */
  unresolvedParts(): ReadonlySet<string> {
    const parts = new Set<string>();
    for (const [index, {at, isUnresolved}] of this.pieces.entries()) {
      if (isUnresolved) parts.add(this.text.slice(at, this.pieces[index + 1]?.at));
    }
    return parts;
  }

  /** The same, with nothing in it that is known. */
  asUnresolved(): MappedText {
    return new MappedText(
      this.text,
      this.lines,
      this.pieces.map(piece => ({...piece, isUnresolved: true})),
    );
  }

  /** Index of the piece that holds a character. */
  pieceAt(offset: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.pieces[middle]!.at <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function followsOn(last: Piece, next: Omit<Piece, 'at'>): boolean {
  return (
    last.isVerbatim && next.isVerbatim && last.end === next.start && last.isUnresolved === next.isUnresolved
  );
}

/** Makes a text from parts of others of the same file. */
export class MappedTextBuilder {
  readonly #lines: LineIndex;
  readonly #parts: string[] = [];
  readonly #pieces: Piece[] = [];
  #length = 0;

  constructor(lines: LineIndex) {
    this.#lines = lines;
  }

  /** Adds a part as it is. */
  copy(from: MappedText, start: number, end: number): this {
    if (end <= start) return this.put('', {of: from, start, end: start});
    for (let index = from.pieceAt(start); index < from.pieces.length; index++) {
      const piece = from.pieces[index]!;
      if (piece.at >= end) break;
      const skipped = Math.max(0, start - piece.at);
      const next = Math.min(end, from.pieces[index + 1]?.at ?? from.text.length);
      this.#add(from.text.slice(piece.at + skipped, next), {
        ...piece,
        ...(piece.isVerbatim ? {start: piece.start + skipped, end: piece.start + (next - piece.at)} : {}),
      });
    }
    return this;
  }

  /** Adds a part as it is, and that only the machine knows what stands for it. */
  copyUnresolved(from: MappedText, start: number, end: number): this {
    return this.copy(from.slice(start, end).asUnresolved(), 0, end - start);
  }

  /** Adds a text that stands for a part of another one. */
  put(text: string, {of, start, end}: {of: MappedText; start: number; end: number}): this {
    const [first, last] = of.originOf(start, end);
    return this.#add(text, {start: first, end: last, isVerbatim: false, isUnresolved: false});
  }

  /** Of the text so far. */
  get length(): number {
    return this.#length;
  }

  build(): MappedText {
    if (this.#pieces.length === 0)
      this.#pieces.push({at: 0, start: 0, end: 0, isVerbatim: false, isUnresolved: false});
    return new MappedText(this.#parts.join(''), this.#lines, this.#pieces);
  }

  #add(text: string, piece: Omit<Piece, 'at'>): this {
    const last = this.#pieces.at(-1);
    // An empty part says where a text without any characters stands.
    if (text === '' && last !== undefined) return this;
    if (last?.at === this.#length) this.#pieces.pop();
    if (last !== undefined && last.at < this.#length && followsOn(last, piece)) {
      this.#pieces[this.#pieces.length - 1] = {...last, end: piece.end};
    } else {
      this.#pieces.push({...piece, at: this.#length});
    }
    this.#parts.push(text);
    this.#length += text.length;
    return this;
  }
}
