import {LineIndex} from '../../../../src/lib/domain/inputs/place.js';
import {
  readShellText,
  type ShellCommand,
  type ShellText,
} from '../../../../src/lib/domain/inputs/shell-lexer.js';
import type {SourcedText} from '../../../../src/lib/domain/inputs/shell-surroundings.js';

interface ReadOptions {
  readonly known?: Readonly<Record<string, string>>;
  readonly sourced?: SourcedText;
}

export function textOf(text: string, file = 'a.sh'): ShellText {
  const index = new LineIndex({file, path: `/w/${file}`, text});
  return {text, placeOf: (offset, length) => index.placeOf(offset, length)};
}

export function read(text: string, {known = {}, sourced}: ReadOptions = {}): ShellCommand[] {
  return readShellText(textOf(text), new Map(Object.entries(known)), sourced === undefined ? {} : {sourced});
}

/** `A=1 program word`, a word that is not resolved behind a question mark. */
export function shown({assignments, words}: Pick<ShellCommand, 'assignments' | 'words'>): string[] {
  return [
    ...assignments.map(({name, value, unresolved}) => `${unresolved ? '?' : ''}${name}=${value}`),
    ...words.map(({text, unresolved}) => `${unresolved ? '?' : ''}${text}`),
  ];
}

/** Words of the last command. */
export function last(text: string, options?: ReadOptions): string[] {
  return shown(read(text, options).at(-1)!);
}
