import {nonEmpty} from '../process/bootstrap.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf, nameOf, standardDataDir} from '../process/values.js';

/** Where a process has its data, as its configuration says it. */
export interface NamedDataDirs {
  readonly dataDir: string;
  /** Where the write-ahead log is not inside the data directory. */
  readonly walDir?: string;
}

function isUnresolved(process: EtcdProcess, name: string): boolean {
  return givenOf(process, name)?.unresolved === true;
}

/** Whether the paths are among what is known: an argument that etcd does not take hides those behind it. */
function isKnown(process: EtcdProcess): boolean {
  const {isIncomplete, onlyPrints, argumentProblems} = process;
  if (isIncomplete || onlyPrints || argumentProblems.length > 0) return false;
  return !isUnresolved(process, 'data-dir') && !isUnresolved(process, 'wal-dir');
}

/** Undefined for a process without data, and where only the machine on which it runs knows the path. */
export function dataDirsOf(process: EtcdProcess): NamedDataDirs | undefined {
  const isServer = process.role === 'member' || process.role === 'v2-proxy';
  if (!isServer || !isKnown(process)) return undefined;
  const dataDir = nonEmpty(process, 'data-dir')?.value;
  // The default is made from the name.
  if (dataDir === undefined && isUnresolved(process, 'name')) return undefined;
  const walDir = nonEmpty(process, 'wal-dir')?.value;
  return {
    dataDir: dataDir ?? standardDataDir(nameOf(process)),
    ...(walDir === undefined ? {} : {walDir}),
  };
}
