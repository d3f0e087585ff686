import {posix} from 'node:path';

import type {Gaps} from './gaps.js';
import {hereDocumentText} from './here-document.js';
import type {InputKind, Word} from './input.js';
import {findSource, type SourceText} from './place.js';
import {recognise} from './recognise.js';
import {folderFrom} from './script-starts.js';
import type {ShellCommand} from './shell-command.js';
import type {FoundDocument} from './shell-surroundings.js';

/** A file that a script writes from a here-document. */
export interface WrittenFile {
  /** As the machine has it; what only the machine knows stands in its path as it is written. */
  readonly source: SourceText;
  readonly kind: Exclude<InputKind, 'spec'>;
  /** The script adds to what is there. */
  readonly isPart: boolean;
}

interface Target {
  readonly path: string;
  readonly isPart: boolean;
}

/** `tee [-a] FILE`, also behind `sudo`. */
function teeTarget(words: readonly Word[]): Target | undefined {
  const at = words.findIndex(({text}) => posix.basename(text) === 'tee');
  if (at === -1) return undefined;
  const rest = words.slice(at + 1);
  const file = rest.find(({text}) => !text.startsWith('-'));
  const isPart = rest.some(({text}) => /^-\w*a|^--append$/.test(text));
  return file === undefined ? undefined : {path: file.text, isPart};
}

/** A command for another shell, such as that of `sudo bash -c` and `ssh`. */
const INNER = /\bcat\s*>(>?)\s*["']?([^\s;|&"']+)|\btee\s+(-a\s+)?["']?([^\s;|&>"']+)/;

function innerTarget(words: readonly Word[]): Target | undefined {
  for (const {text} of words) {
    const [found, appends, file, adds, teed] = (text.includes(' ') ? INNER.exec(text) : null) ?? [];
    const path = file ?? teed;
    if (found !== undefined && path !== undefined)
      return {path, isPart: appends === '>' || adds !== undefined};
  }
  return undefined;
}

function targetOf({document, commands, textOf}: FoundDocument): Target | undefined {
  const outputs = document.outputs
    .map(({file, appends}) => ({path: textOf(file).text, isPart: appends}))
    .filter(({path}) => path !== '' && path !== '/dev/null');
  const found = commands.map(({words}) => teeTarget(words) ?? innerTarget(words));
  return outputs.at(-1) ?? found.find(target => target !== undefined);
}

/** Programs that take a text at their input for what they run; nothing is written then. */
const TAKERS = new Set(['kubectl', 'oc', 'docker', 'docker-compose', 'podman', 'nerdctl']);
const TAKEN: ReadonlySet<InputKind> = new Set(['kubernetes', 'compose']);

function isTaken(commands: readonly ShellCommand[], kind: InputKind): boolean {
  return (
    TAKEN.has(kind) && commands.some(({words}) => words.some(({text}) => TAKERS.has(posix.basename(text))))
  );
}

/** A script may write more than is of use; what comes behind is not read. */
export const MOST_WRITTEN = 300;

/** What is read of it; nothing where it goes nowhere, as the help of a script does. */
function kindOf(
  {path, text}: SourceText,
  {commands}: FoundDocument,
  target: Target | undefined,
): WrittenFile['kind'] | undefined {
  const kind = recognise(path, text);
  if (kind === undefined || kind === 'spec') return undefined;
  return target !== undefined || isTaken(commands, kind) ? kind : undefined;
}

/** The file that a here-document becomes; undefined where it is none, or nothing of etcd's. */
export function writtenFileOf(found: FoundDocument, script: string, gaps: Gaps): WrittenFile | undefined {
  const text = hereDocumentText(found, gaps);
  if (text === undefined) return undefined;
  const target = targetOf(found);
  const folder = folderFrom(script, found.commands.at(-1)?.folder ?? '.');
  const source = {...text, path: posix.resolve('/', folder, target?.path ?? 'stdin')};
  const kind = kindOf(source, found, target);
  return kind === undefined ? undefined : {source, kind, isPart: target?.isPart === true};
}

export function findWritten(files: readonly WrittenFile[], path: string): WrittenFile | undefined {
  const source = findSource(
    files.map(file => file.source),
    path,
  );
  return files.find(file => file.source === source);
}
