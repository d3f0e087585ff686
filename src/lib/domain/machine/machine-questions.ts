import type {EtcdProcess} from '../process/etcd-process.js';
import {identityOf} from '../rules/cluster.js';
import {dataDirsOf, type NamedDataDirs} from './data-dirs.js';
import {filePathsOf} from './named-files.js';
import {pathFinder, type Machine, type PathFinder} from './paths-here.js';

/** What is to be looked up for a process. All places are absolute paths, the likeliest first. */
export interface MachineQuestions {
  /** Where a file may be, by its path as written. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Where its data may be. */
  readonly data: readonly NamedDataDirs[];
}

function filePlaces(process: EtcdProcess, {locality, find}: PathFinder): Map<string, readonly string[]> {
  const paths = filePathsOf(process, locality);
  const found = find(paths);
  return new Map(paths.map((path, index) => [path, found.flatMap(places => places[index] ?? [])]));
}

/** With a `wal-dir` that is not here, nobody can tell whether there is a log. */
function dataPlaces(process: EtcdProcess, {find}: PathFinder): NamedDataDirs[] {
  const dirs = dataDirsOf(process);
  if (dirs === undefined) return [];
  const named = dirs.walDir === undefined ? [dirs.dataDir] : [dirs.dataDir, dirs.walDir];
  return find(named).flatMap(([dataDir, walDir]): NamedDataDirs[] => {
    if (dataDir === undefined) return [];
    if (dirs.walDir === undefined) return [{dataDir}];
    return walDir === undefined ? [] : [{dataDir, walDir}];
  });
}

interface Candidate {
  readonly process: EtcdProcess;
  readonly finder: PathFinder;
  readonly data: readonly NamedDataDirs[];
}

/** By data directory: the nodes that may keep their data there. */
function ownersOf(candidates: readonly Candidate[]): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  for (const {process, data} of candidates) {
    for (const {dataDir} of data) {
      const known = owners.get(dataDir) ?? new Set<string>();
      owners.set(dataDir, known.add(identityOf(process)));
    }
  }
  return owners;
}

/**
 * What to ask a machine about processes. Members of several machines often have one path for their data: where nothing
 * says which of them is the one of this machine, its data is nobody's.
 */
export function questionsFor(
  processes: readonly EtcdProcess[],
  machine: Machine,
): ReadonlyMap<EtcdProcess, MachineQuestions> {
  const candidates = processes.map(process => {
    const finder = pathFinder(process, machine);
    return {process, finder, data: dataPlaces(process, finder)};
  });
  const owners = ownersOf(candidates);
  return new Map(
    candidates.map(({process, finder, data}) => {
      const isHere = finder.locality === 'here';
      const own = data.filter(({dataDir}) => isHere || owners.get(dataDir)?.size === 1);
      return [process, {files: filePlaces(process, finder), data: own}];
    }),
  );
}
