import type {Place} from '../inputs/place.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import type {Cluster} from './cluster.js';

/**
 * Whether all that a process is given is known, so that a rule may speak about what is missing. An argument that etcd
 * does not take hides those behind it, and a config file that cannot be read hides everything.
 */
export function isWhole({isIncomplete, argumentProblems, configFile}: EtcdProcess): boolean {
  if (isIncomplete) return false;
  if (configFile === undefined) return argumentProblems.length === 0;
  const {problems, misshapen, notKeys} = configFile;
  return problems.length === 0 && misshapen.length === 0 && notKeys === undefined;
}

/** Whether the process is a server of etcd, as member or as v2 proxy: both check their settings alike. */
export function isServer({role}: EtcdProcess): boolean {
  return role === 'member' || role === 'v2-proxy';
}

/** A member that has no data yet, as far as is known: once it has, etcd does not look at how it is to begin. */
export function begins(process: EtcdProcess, {facts}: Cluster): boolean {
  return process.role === 'member' && isWhole(process) && facts.dataDir(process)?.hasWal !== true;
}

/** Where the first of the settings stands that is given; else that of the start. */
export function placeOf(process: EtcdProcess, ...settings: readonly string[]): Place {
  for (const setting of settings) {
    const given = process.values.get(setting);
    if (given !== undefined) return given.place;
  }
  return process.place;
}
