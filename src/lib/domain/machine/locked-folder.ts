import {printable} from '../text/printable.js';
import {shellQuote} from '../text/shell-quote.js';

/** A folder in which nothing can be made, and who has to have something there. */
export interface LockedFolder {
  /** Absolute; it is there. */
  readonly folder: string;
  /** The system's code for why. */
  readonly code: string;
  /** Nodes, each once. */
  readonly names: readonly string[];
}

interface Cause {
  readonly why: string;
  readonly hint: (folder: string) => string;
}

const CAUSES: Readonly<Record<string, Cause>> = {
  EACCES: {
    why: 'permission denied',
    hint: folder => `run it as the user who owns the folder (ls -ld ${folder} tells who), or with sudo`,
  },
  EPERM: {
    why: 'not permitted',
    hint: folder => `lsattr -d ${folder} shows whether it is immutable (i): chattr -i ${folder}`,
  },
  EROFS: {
    why: 'its file system is read-only',
    hint: folder => `mount it writable: findmnt -T ${folder} shows what is mounted there, and how`,
  },
};

/** What cannot be done there, and what to do about it. */
export function lockedFolderProblem({folder, code, names}: LockedFolder): {message: string; hint: string} {
  const {why, hint} = CAUSES[code] ?? {why: code, hint: path => `ls -ld ${path} shows what is there`};
  const shown = printable(folder, 500);
  return {
    message: `nothing can be made in ${shown}, where directories of ${names.join(', ')} change places: ${why}`,
    hint: hint(printable(shellQuote(folder), 500)),
  };
}
