import type {Adapters} from '../adapters/adapters.js';
import type {DataDirs} from '../adapters/etcd-data/etcd-data.js';
import {dataDirsOf} from '../domain/machine/data-dirs.js';
import {localityOf, machineOf, pathsHere, type Machine} from '../domain/machine/paths-here.js';
import {filePathsOf} from '../domain/machine/named-files.js';
import type {EtcdProcess} from '../domain/process/etcd-process.js';
import {identityOf, type DataDirFact, type FileFact, type MachineFacts} from '../domain/rules/cluster.js';

export interface MachineObserver extends Pick<Adapters, 'cwd' | 'factOfFile' | 'etcdData'> {
  readonly host: Pick<Adapters['host'], 'ownAddresses'>;
}

/** Paths that are looked at at the same time. */
const AT_ONCE = 32;

/** Where a file of a process may be, the likeliest first. */
function placesOf(process: EtcdProcess, path: string, machine: Machine): string[] {
  return pathsHere(process, [path], machine).flatMap(([here]) => here ?? []);
}

/** Where its data may be. With a `wal-dir` that is not here, nobody can tell whether it has a log. */
function dataPlacesOf(process: EtcdProcess, machine: Machine): DataDirs[] {
  const dirs = dataDirsOf(process);
  if (dirs === undefined) return [];
  const named = dirs.walDir === undefined ? [dirs.dataDir] : [dirs.dataDir, dirs.walDir];
  return pathsHere(process, named, machine).flatMap(([dataDir, walDir]): DataDirs[] => {
    if (dataDir === undefined) return [];
    if (dirs.walDir === undefined) return [{dataDir}];
    return walDir === undefined ? [] : [{dataDir, walDir}];
  });
}

function keyOf({dataDir, walDir}: DataDirs): string {
  return JSON.stringify([dataDir, walDir]);
}

/** Runs the look for each key once, a few at a time. */
async function lookAtAll<T>(looks: ReadonlyMap<string, () => Promise<T>>): Promise<ReadonlyMap<string, T>> {
  const seen = new Map<string, T>();
  const queue = looks.entries();
  const workers = Array.from({length: AT_ONCE}, async () => {
    for (const [key, look] of queue) seen.set(key, await look());
  });
  await Promise.all(workers);
  return seen;
}

/**
 * Members of several machines often have the same path for their data. Where nothing says which of them is the one
 * of this machine, its data is nobody's.
 */
class DataOwners {
  readonly #machine: Machine;
  readonly #owners = new Map<string, Set<string>>();

  constructor(processes: readonly EtcdProcess[], machine: Machine) {
    this.#machine = machine;
    for (const process of processes) {
      for (const key of dataPlacesOf(process, machine).map(keyOf)) {
        const owners = this.#owners.get(key) ?? new Set();
        this.#owners.set(key, owners.add(identityOf(process)));
      }
    }
  }

  placesOf(process: EtcdProcess): DataDirs[] {
    const places = dataPlacesOf(process, this.#machine);
    if (localityOf(process, this.#machine) === 'here') return places;
    return places.filter(place => this.#owners.get(keyOf(place))?.size === 1);
  }
}

/** Looks up on this machine what the rules may ask about the files and data of processes. */
export async function collectMachineFacts(
  {cwd, host, factOfFile, etcdData}: MachineObserver,
  processes: readonly EtcdProcess[],
): Promise<MachineFacts> {
  const machine = machineOf(cwd, host.ownAddresses());
  const owners = new DataOwners(processes, machine);
  const files = new Map<string, () => Promise<FileFact | undefined>>();
  const dataDirs = new Map<string, () => Promise<DataDirFact | undefined>>();
  for (const process of processes) {
    for (const place of filePathsOf(process, localityOf(process, machine)).flatMap(path =>
      placesOf(process, path, machine),
    ))
      files.set(place, () => factOfFile(place));
    for (const place of owners.placesOf(process)) dataDirs.set(keyOf(place), () => etcdData.lookAt(place));
  }
  const [fileFactAt, dataDirFactAt] = await Promise.all([lookAtAll(files), lookAtAll(dataDirs)]);
  return {
    file(process, path) {
      const facts = placesOf(process, path, machine).flatMap(place => fileFactAt.get(place) ?? []);
      return facts.find(({kind}) => kind !== 'absent') ?? facts[0];
    },
    dataDir: process =>
      owners
        .placesOf(process)
        .map(place => dataDirFactAt.get(keyOf(place)))
        .find(fact => fact !== undefined),
  };
}
