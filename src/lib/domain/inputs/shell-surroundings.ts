import type {Word} from './input.js';
import type {ShellCommand, ShellText} from './shell-command.js';
import type {ExpandedText} from './shell-expand.js';
import type {WordPart} from './shell-parts.js';
import type {HereDocument} from './shell-tokens.js';

/** The text of a file that a script reads with `.`; undefined where it is not here. */
export type SourcedText = (file: Word, folder: string | undefined) => ShellText | undefined;

/** A here-document, at the moment at which the script comes to it. */
export interface FoundDocument {
  readonly document: HereDocument;
  /** The text in which it stands. */
  readonly text: ShellText;
  /** The commands of the line that has `<<`. */
  readonly commands: readonly ShellCommand[];
  readonly textOf: (parts: readonly WordPart[]) => ExpandedText;
}

/** What stands around a script. */
export interface ScriptSurroundings {
  readonly sourced?: SourcedText;
  readonly onDocument?: (found: FoundDocument) => void;
}
