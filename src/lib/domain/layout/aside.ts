/** A link that leads to nothing. Both absolute. */
export interface DeadLink {
  readonly path: string;
  readonly target: string;
}

/** What stands where a member is to have its data or its log. */
export interface DirSight {
  /** Absolute, without links. */
  readonly path: string;
  /** A file system begins here, or a folder of one is mounted, so that it cannot be renamed. */
  readonly isMount: boolean;
  /** The spec names a link that leads here. */
  readonly isLink?: boolean;
  /** What is mounted inside, and would go along where the directory is renamed; absolute paths. */
  readonly mountsInside?: readonly string[];
  /** What the spec names, or a folder on the way there. */
  readonly deadLink?: DeadLink;
}

export type DirKind = 'data' | 'wal';

/** A directory of a node: its data, or a write-ahead log that is kept elsewhere. */
export interface NodeDir extends DirSight {
  readonly kind: DirKind;
}

export interface Aside {
  readonly from: string;
  readonly to: string;
  /** An empty folder takes its place: etcd makes none through a link that leads nowhere. */
  readonly keepsFolder?: true;
}

/**
 * What of a directory is renamed: of one that is a file system of its own only what a member has in it. Undefined for a
 * log that is one: its files have no folder that could move.
 */
export function movedOf(
  kind: DirKind,
  {path, isMount}: Pick<DirSight, 'path' | 'isMount'>,
): string | undefined {
  if (!isMount) return path;
  return kind === 'wal' ? undefined : `${path}/member`;
}

/**
 * How a directory is set aside, on the file system that it is on and with any link in place.
 * @param dir `written`: as the spec names it, which stays where nothing is special about it
 */
export function asideOf(
  {kind, written, sight}: {kind: DirKind; written: string; sight: DirSight | undefined},
  ending: string,
): Aside | undefined {
  const path = sight?.isLink === true && !sight.isMount ? sight.path : written;
  const from = movedOf(kind, {path, isMount: sight?.isMount === true});
  if (from === undefined) return undefined;
  return {from, to: `${from}.${ending}`, ...(path === written ? {} : {keepsFolder: true as const})};
}
