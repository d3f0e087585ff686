import type {Adapters} from '../../adapters/adapters.js';
import type {SourceFacts} from '../../domain/snapshots/choose-source.js';
import type {DigestVerdict} from '../../domain/snapshots/trailing-digest.js';
import {transferProblem, transferText} from '../../domain/snapshots/transfer.js';
import {OpsError} from '../../errors/ops-error.js';
import {DiskWatch, isSilentDisk} from './disk-watch.js';
import {FROM_ANOTHER} from './source.js';

type Receiver = Pick<Adapters, 'clock' | 'etcdApi' | 'hasDeadline' | 'progress' | 'signal' | 'snapshotFiles'>;

/** etcd reads pages from its disk; one that hands out none for so long hangs. */
const STALL_MS = 30_000;
const TELL_EVERY_MS = 200;

/** Tells how far it is, at most a few times a second, and ends what comes too slowly, unless the user gave a deadline. */
class Meter {
  readonly #receiver: Receiver;
  readonly #source: SourceFacts;
  readonly #startedAt: number;
  #toldAt: number;
  #receivedBytes = 0;

  constructor(receiver: Receiver, source: SourceFacts) {
    this.#receiver = receiver;
    this.#source = source;
    this.#startedAt = receiver.clock.monotonicMs();
    this.#toldAt = this.#startedAt;
  }

  count(bytes: number, remainingBytes: number): void {
    this.#receivedBytes += bytes;
    const receivedBytes = this.#receivedBytes;
    const now = this.#receiver.clock.monotonicMs();
    const transfer = {
      receivedBytes,
      totalBytes: receivedBytes + remainingBytes,
      elapsedMs: now - this.#startedAt,
    };
    const problem = this.#receiver.hasDeadline ? undefined : transferProblem(transfer);
    if (problem !== undefined) throw tooSlow(this.#source, problem);
    if (now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    this.#receiver.progress.update(`Saving the database of ${this.#source.name} (${transferText(transfer)})`);
  }
}

function tooSlow({clientUrl}: SourceFacts, problem: string): OpsError {
  return new OpsError('E_UNREACHABLE', `${clientUrl} ${problem}`, {
    hints: [FROM_ANOTHER, 'the same line with --timeout 24h waits for so long', 'etcdops status'],
  });
}

/** Writes what a member sends to a file, synced. What has come so far stays there where it fails. */
export async function receiveSnapshot(
  receiver: Receiver,
  source: SourceFacts,
  path: string,
): Promise<DigestVerdict> {
  const {etcdApi, progress, signal, snapshotFiles} = receiver;
  const {name, clientUrl} = source;
  progress.update(`Saving the database of ${name}`);
  const meter = new Meter(receiver, source);
  const disk = new DiskWatch(receiver, path);
  try {
    const writer = await disk.waitFor(snapshotFiles.create(path));
    try {
      for await (const {bytes, remainingBytes} of etcdApi.snapshot(clientUrl, {stallMs: STALL_MS, signal})) {
        await disk.waitFor(writer.write(bytes));
        meter.count(bytes.length, remainingBytes);
      }
    } catch (error) {
      // On a disk that does not answer nothing is closed either.
      if (!isSilentDisk(error)) await disk.waitFor(writer.abandon());
      throw error;
    }
    return await disk.waitFor(writer.finish());
  } finally {
    disk.close();
  }
}
