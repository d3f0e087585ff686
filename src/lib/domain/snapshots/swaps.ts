import {movedOf, type DirKind, type NodeDir} from '../layout/aside.js';

/** With what a restore meets there. */
export interface MemberDir extends NodeDir {
  /** Something stands there. */
  readonly hasOld: boolean;
}

/** What takes the place of what, by renaming; absolute paths, all on one file system. */
export interface Swap {
  readonly [key: string]: string | boolean;
  readonly kind: DirKind;
  /** What is in the data directory moves, and not that itself. */
  readonly isInner: boolean;
  readonly live: string;
  readonly incoming: string;
  /** Where the old one is kept. */
  readonly aside: string;
  readonly hasOld: boolean;
}

/**
 * How the directories of a member change places with the restored ones. Of a data directory that is a file system of its
 * own only what is in it moves. Undefined for a log that is one: its files have no folder that could move.
 */
export function swapOf({kind, path, hasOld, isMount}: MemberDir, runId: string): Swap | undefined {
  const live = movedOf(kind, {path, isMount});
  if (live === undefined) return undefined;
  return {
    kind,
    isInner: isMount,
    live,
    incoming: `${live}.restoring-${runId}`,
    aside: `${live}.replaced-${runId}`,
    hasOld,
  };
}

/** The way back: what was kept comes, and what it gave way to is kept. */
export function swapBack({aside, ...swap}: Swap, runId: string): Swap | undefined {
  if (!swap.hasOld) return undefined;
  return {...swap, incoming: aside, aside: `${swap.live}.undone-${runId}`};
}

/** Whether a run may move what a swap names: all names follow from where the member has its directory. */
export function isOwnSwap({live, incoming, aside}: Swap, runId: string): boolean {
  const isRestore = incoming === `${live}.restoring-${runId}` && aside === `${live}.replaced-${runId}`;
  const kept = incoming.startsWith(`${live}.replaced-`) ? incoming.slice(`${live}.replaced-`.length) : '';
  return isRestore || (/^[\w-]+$/.test(kept) && aside === `${live}.undone-${runId}`);
}
