/** Characters that no text means anything by. */
const FIRST = 0xe000;
const LAST = 0xf8ff;
const MARK = /[\ue000-\uf8ff]/g;

/** A text in which what only the machine knows stands again as it was written. */
export interface Restored {
  readonly text: string;
  /** Something in it is known to the machine only. */
  readonly isOpen: boolean;
}

/**
 * Stands in for what only a machine knows, such as `$(hostname)`, in a text that is to be read by somebody who would
 * take it for something else: one character for each, which every reader takes for a letter.
 */
export class Gaps {
  readonly #written: string[] = [];
  readonly #marks = new Map<string, string>();

  /** The same for the same. Undefined where there are too many. */
  markFor(written: string): string | undefined {
    const known = this.#marks.get(written);
    if (known !== undefined) return known;
    const code = FIRST + this.#written.length;
    if (code > LAST) return undefined;
    const mark = String.fromCharCode(code);
    this.#written.push(written);
    this.#marks.set(written, mark);
    return mark;
  }

  isIn(text: string): boolean {
    return this.restore(text).isOpen;
  }

  restore(text: string): Restored {
    let isOpen = false;
    const restored = text.replace(MARK, mark => {
      const written = this.#written[mark.charCodeAt(0) - FIRST];
      isOpen ||= written !== undefined;
      return written ?? mark;
    });
    return {text: restored, isOpen};
  }
}
