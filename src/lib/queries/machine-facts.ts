import type {Adapters} from '../adapters/adapters.js';
import type {NamedDataDirs} from '../domain/machine/data-dirs.js';
import {questionsFor, type MachineQuestions} from '../domain/machine/machine-questions.js';
import {tlsFilesOf} from '../domain/machine/named-files.js';
import {machineOf} from '../domain/machine/paths-here.js';
import type {EtcdProcess} from '../domain/process/etcd-process.js';
import type {DataDirFact, FileFact, MachineFacts} from '../domain/rules/cluster.js';
import {readTlsFiles, type TlsFileReader} from './pki/tls-file-facts.js';

export interface MachineObserver extends TlsFileReader, Pick<Adapters, 'cwd' | 'factOfFile'> {
  readonly etcdData: Pick<Adapters['etcdData'], 'lookAt'>;
  readonly clock: Pick<Adapters['clock'], 'now'>;
  readonly host: Pick<Adapters['host'], 'ownAddresses'>;
}

/** Paths that are looked at at the same time. */
const AT_ONCE = 32;

/** Looks that are wanted, each once however often it is asked for, and what they saw. */
class Looks<T> {
  readonly #wanted = new Map<string, () => Promise<T | undefined>>();
  readonly #seen = new Map<string, T | undefined>();

  want(key: string, look: () => Promise<T | undefined>): void {
    this.#wanted.set(key, look);
  }

  async look(): Promise<void> {
    const queue = this.#wanted.entries();
    const workers = Array.from({length: AT_ONCE}, async () => {
      for (const [key, look] of queue) this.#seen.set(key, await look());
    });
    await Promise.all(workers);
  }

  seenAt(key: string): T | undefined {
    return this.#seen.get(key);
  }
}

function keyOf({dataDir, walDir}: NamedDataDirs): string {
  return JSON.stringify([dataDir, walDir]);
}

/** Of the places where a file may be the one where something is. */
function foundPlace(
  files: Looks<FileFact>,
  questions: MachineQuestions | undefined,
  path: string,
): string | undefined {
  const places = questions?.files.get(path) ?? [];
  const seen = places.filter(place => files.seenAt(place) !== undefined);
  return seen.find(place => files.seenAt(place)?.kind !== 'absent') ?? seen[0];
}

/** Looks up on this machine what the rules may ask about the files and data of processes. */
export async function collectMachineFacts(
  observer: MachineObserver,
  processes: readonly EtcdProcess[],
): Promise<MachineFacts> {
  const {cwd, host, clock, factOfFile, etcdData} = observer;
  const questions = questionsFor(processes, machineOf(cwd, host.ownAddresses()));
  const files = new Looks<FileFact>();
  const dataDirs = new Looks<DataDirFact>();
  for (const {files: places, data} of questions.values()) {
    for (const place of [...places.values()].flat()) files.want(place, () => factOfFile(place));
    for (const place of data) dataDirs.want(keyOf(place), () => etcdData.lookAt(place));
  }
  await Promise.all([files.look(), dataDirs.look()]);
  const placeOf = (process: EtcdProcess, path: string): string | undefined =>
    foundPlace(files, questions.get(process), path);
  const tlsPlaces = processes.flatMap(process =>
    tlsFilesOf(process).flatMap(({path}) => placeOf(process, path) ?? []),
  );
  const isFile = (place: string): boolean => files.seenAt(place)?.kind === 'file';
  const tlsFiles = await readTlsFiles(observer, new Set(tlsPlaces.filter(isFile)));
  const atPlace = <T>(place: string | undefined, look: (place: string) => T | undefined): T | undefined =>
    place === undefined ? undefined : look(place);
  return {
    now: clock.now(),
    file: (process, path) => atPlace(placeOf(process, path), place => files.seenAt(place)),
    tlsFile: (process, path) => atPlace(placeOf(process, path), tlsFiles.at),
    isIssuedBy: tlsFiles.isIssuedBy,
    dataDir: process =>
      questions
        .get(process)
        ?.data.map(place => dataDirs.seenAt(keyOf(place)))
        .find(fact => fact !== undefined),
  };
}
