import type {DirSight, NodeDir} from '../domain/layout/aside.js';
import {printable} from '../domain/text/printable.js';
import {preflight} from './runs/refusal.js';
import type {Refusal} from './runs/workflow.js';

/** A disk that would go along with what is set aside of a node, and be missed by what comes. */
export function insideRefusals(name: string, dirs: readonly DirSight[]): Refusal[] {
  return dirs
    .flatMap(({mountsInside = []}) => mountsInside)
    .map(path =>
      preflight(
        `${printable(path, 500)} is mounted inside the data of ${name}, and would go along with what is set aside`,
        `mount it elsewhere while ${name} is stopped; where it holds the log, set walDir of the node to a folder on it`,
      ),
    );
}

/** A log whose files have no folder that could move; etcd itself moves one into place as it begins a log. */
export function logRefusals(dirs: readonly NodeDir[]): Refusal[] {
  return dirs
    .filter(({kind, isMount}) => kind === 'wal' && isMount)
    .map(({path}) =>
      preflight(
        `${printable(path, 500)} is a file system of its own, or mounted, so that it cannot change places with another folder`,
        'set walDir in the spec to a folder on it, and move the log there while the member is stopped',
      ),
    );
}
