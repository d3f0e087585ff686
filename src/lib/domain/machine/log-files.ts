import {posix} from 'node:path';

import {has} from '../etcd-version/capabilities.js';
import type {Place} from '../inputs/place.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf, isTrue, listOf, valueOf} from '../process/values.js';

/** A file to which etcd writes its log. */
export interface LogFile {
  readonly path: string;
  /** It has to be there: etcd makes the file alone. */
  readonly folder: string;
  readonly place: Place;
}

/** Names of streams, and of the journal. */
const NO_FILES: ReadonlySet<string> = new Set(['default', 'stderr', 'stdout', 'systemd/journal', '']);

/** Log files that etcd opens at its start. One that rotates is made when it is needed, its folder too. */
export function logFilesOf(process: EtcdProcess): LogFile[] {
  const given = givenOf(process, 'log-outputs');
  if (given === undefined || given.unresolved || isTrue(process, 'enable-log-rotation')) return [];
  // The older logger of 3.4 knows streams only.
  if (has(process.version, 'loggerChoice') && valueOf(process, 'logger') !== 'zap') return [];
  return listOf(given.value)
    .filter(path => !NO_FILES.has(path) && !path.includes('://'))
    .map(path => ({path, folder: posix.dirname(path), place: given.place}));
}
