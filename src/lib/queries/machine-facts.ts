import type {Adapters} from '../adapters/adapters.js';
import type {NamedDataDirs} from '../domain/machine/data-dirs.js';
import {questionsFor} from '../domain/machine/machine-questions.js';
import {machineOf} from '../domain/machine/paths-here.js';
import type {EtcdProcess} from '../domain/process/etcd-process.js';
import type {DataDirFact, FileFact, MachineFacts} from '../domain/rules/cluster.js';

export interface MachineObserver extends Pick<Adapters, 'cwd' | 'factOfFile' | 'etcdData'> {
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

/** Looks up on this machine what the rules may ask about the files and data of processes. */
export async function collectMachineFacts(
  {cwd, host, factOfFile, etcdData}: MachineObserver,
  processes: readonly EtcdProcess[],
): Promise<MachineFacts> {
  const questions = questionsFor(processes, machineOf(cwd, host.ownAddresses()));
  const files = new Looks<FileFact>();
  const dataDirs = new Looks<DataDirFact>();
  for (const {files: places, data} of questions.values()) {
    for (const place of [...places.values()].flat()) files.want(place, () => factOfFile(place));
    for (const place of data) dataDirs.want(keyOf(place), () => etcdData.lookAt(place));
  }
  await Promise.all([files.look(), dataDirs.look()]);
  return {
    file(process, path) {
      const places = questions.get(process)?.files.get(path) ?? [];
      const facts = places.flatMap(place => files.seenAt(place) ?? []);
      return facts.find(({kind}) => kind !== 'absent') ?? facts[0];
    },
    dataDir: process =>
      questions
        .get(process)
        ?.data.map(place => dataDirs.seenAt(keyOf(place)))
        .find(fact => fact !== undefined),
  };
}
