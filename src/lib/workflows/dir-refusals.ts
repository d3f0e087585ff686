import {movedOf, type DirSight, type NodeDir} from '../domain/layout/aside.js';
import {lockedFolderProblem, type LockedFolder} from '../domain/machine/locked-folder.js';
import {printable} from '../domain/text/printable.js';
import {shellQuote} from '../domain/text/shell-quote.js';
import {preflight} from './runs/refusal.js';
import type {Refusal} from './runs/workflow.js';

function shown(path: string): string {
  return printable(path, 500);
}

/** A disk that would go along with what is set aside of a node, and be missed by what comes. */
export function insideRefusals(name: string, dirs: readonly DirSight[]): Refusal[] {
  return dirs
    .flatMap(({mountsInside = []}) => mountsInside)
    .map(path =>
      preflight(
        `${shown(path)} is mounted inside the data of ${name}, and would go along with what is set aside`,
        `mount it elsewhere while ${name} is stopped; where it holds the log, set walDir of the node to a folder on it`,
      ),
    );
}

/** A log that would go along where the data is renamed, and could not be looked for in its own place then. */
export function nestedRefusals(name: string, dirs: readonly NodeDir[]): Refusal[] {
  const data = dirs.find(({kind}) => kind === 'data');
  const moved = data && movedOf('data', data);
  const nested = dirs.filter(({kind, path}) => kind === 'wal' && path.startsWith(`${moved}/`));
  return nested.map(({path}) =>
    preflight(
      `walDir of ${name}, ${shown(path)}, is inside its data directory, and would go along with what is set aside`,
      `set walDir of ${name} in the spec to a folder outside of dataDir, and move the log there while the member is stopped`,
    ),
  );
}

/** A log whose files have no folder that could move; etcd itself moves one into place as it begins a log. */
export function logRefusals(dirs: readonly NodeDir[]): Refusal[] {
  return dirs
    .filter(({kind, isMount}) => kind === 'wal' && isMount)
    .map(({path}) =>
      preflight(
        `${shown(path)} is a file system of its own, or mounted, so that it cannot change places with another folder`,
        'set walDir in the spec to a folder on it, and move the log there while the member is stopped',
      ),
    );
}

/** Renaming makes a name in a folder, and takes one out of it. */
export function lockedRefusals(folders: readonly LockedFolder[]): Refusal[] {
  return folders.map(folder => {
    const {message, hint} = lockedFolderProblem(folder);
    return preflight(message, hint);
  });
}

function setWalDir(path: string): string {
  return `set walDir in the spec to ${shown(path)}, then: etcdops render`;
}

/** etcd makes no folder through such a link, and puts its log in the place of one. */
export function deadLinkRefusals(dirs: readonly NodeDir[]): Refusal[] {
  return dirs.flatMap(({kind, deadLink}) => {
    if (deadLink === undefined) return [];
    const {path, target} = deadLink;
    return preflight(
      `${shown(path)} is a link to ${shown(target)}, where nothing is`,
      'mount what belongs there, then the same line again',
      kind === 'wal'
        ? `to begin there with nothing: ${setWalDir(target)}`
        : `to begin there with nothing: mkdir -p -m 700 ${printable(shellQuote(target), Infinity)}`,
    );
  });
}

/**
 * A log that etcd begins: it makes its folder beside the link, and puts it in the place of that.
 * @see https://github.com/etcd-io/etcd/blob/main/server/storage/wal/wal.go (renameWAL)
 */
function logLinkRefusals(dirs: readonly NodeDir[]): Refusal[] {
  return dirs
    .filter(({kind, isLink, isMount}) => kind === 'wal' && isLink === true && !isMount)
    .map(({path}) =>
      preflight(
        `a link leads to ${shown(path)}, and etcd puts a folder in the place of the link where it begins a log, which would not be there then`,
        setWalDir(path),
      ),
    );
}

/** What stands against a member that begins with empty directories. */
export function freshDirRefusals(dirs: readonly NodeDir[]): Refusal[] {
  return [...deadLinkRefusals(dirs), ...logRefusals(dirs), ...logLinkRefusals(dirs)];
}
