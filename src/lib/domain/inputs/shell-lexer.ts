import type {Variable, Word} from './input.js';
import type {Place} from './place.js';

/** A text in a shell's language and where it stands in its file. */
export interface ShellText {
  readonly text: string;
  /** Place of a part of `text`. */
  readonly placeOf: (offset: number, length: number) => Place;
}

/** One simple command: `A=1 B=2 program word …`. */
export interface ShellCommand {
  readonly assignments: readonly Variable[];
  readonly words: readonly Word[];
  /** The command stands behind `export`, or is nothing but assignments. */
  readonly isExport?: true;
  readonly place: Place;
}

/** Every simple command of a script, in order. `known` are variables that the text may use. */
export function readShellText(_text: ShellText, _known: ReadonlyMap<string, string>): ShellCommand[] {
  return [];
}
