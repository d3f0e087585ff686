import {formatPatch, structuredPatch, type StructuredPatchHunk} from 'diff';

import {maskPasswords} from './mask-passwords.js';

export interface DiffInput {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The file does not exist yet. */
  readonly isNew: boolean;
}

/** What is shown of the lines of a hunk; each stands in the text before or in the one after, in their order. */
function shownLines({oldStart, newStart, lines}: StructuredPatchHunk, {before, after}: Masked): string[] {
  // Of a text without lines the place is 0.
  let [old, now] = [Math.max(oldStart, 1) - 1, Math.max(newStart, 1) - 1];
  return lines.map(line => {
    const [kind] = line;
    if (kind === '-') return `-${before[old++]}`;
    if (kind === '+') return `+${after[now++]}`;
    if (kind !== ' ') return line;
    old++;
    return ` ${after[now++]}`;
  });
}

interface Masked {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A patch from one text to another, as `patch -p1` takes it but where it shows `***` for a password. */
export function unifiedDiff({path, before, after, isNew}: DiffInput): string {
  const [from, to] = [isNew ? '/dev/null' : `a/${path}`, `b/${path}`];
  const patch = structuredPatch(from, to, before, after, undefined, undefined, {context: 3});
  const masked = {before: maskPasswords(before.split('\n')), after: maskPasswords(after.split('\n'))};
  const hunks = patch.hunks.map(hunk => ({...hunk, lines: shownLines(hunk, masked)}));
  return formatPatch({...patch, hunks}).replace(/^=+\n/, '');
}
