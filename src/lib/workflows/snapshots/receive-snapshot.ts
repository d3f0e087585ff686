import type {Adapters} from '../../adapters/adapters.js';
import type {SourceFacts} from '../../domain/snapshots/choose-source.js';
import type {DigestVerdict} from '../../domain/snapshots/trailing-digest.js';
import {formatBytes} from '../../domain/text/bytes.js';

type Receiver = Pick<Adapters, 'clock' | 'etcdApi' | 'progress' | 'signal' | 'snapshotFiles'>;

/** etcd reads pages from its disk; one that hands out none for so long hangs. */
const STALL_MS = 30_000;
const TELL_EVERY_MS = 200;

/** Tells how far it is: at most a few times a second. */
class Meter {
  readonly #receiver: Receiver;
  readonly #name: string;
  readonly #startedAt: number;
  #toldAt: number;
  #received = 0;

  constructor(receiver: Receiver, name: string) {
    this.#receiver = receiver;
    this.#name = name;
    this.#startedAt = receiver.clock.monotonicMs();
    this.#toldAt = this.#startedAt;
  }

  count(bytes: number, remainingBytes: number): void {
    this.#received += bytes;
    const now = this.#receiver.clock.monotonicMs();
    if (now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    const total = this.#received + remainingBytes;
    const rate = (this.#received / (now - this.#startedAt)) * 1000;
    this.#receiver.progress.update(
      `Saving the database of ${this.#name} (${formatBytes(this.#received)} of ${formatBytes(total)}, ${formatBytes(rate)}/s)`,
    );
  }
}

/** Writes what a member sends to a file, synced. What has come so far stays there where it fails. */
export async function receiveSnapshot(
  receiver: Receiver,
  {name, clientUrl}: SourceFacts,
  path: string,
): Promise<DigestVerdict> {
  const {etcdApi, progress, signal, snapshotFiles} = receiver;
  progress.update(`Saving the database of ${name}`);
  const meter = new Meter(receiver, name);
  const writer = await snapshotFiles.create(path);
  try {
    for await (const {bytes, remainingBytes} of etcdApi.snapshot(clientUrl, {stallMs: STALL_MS, signal})) {
      await writer.write(bytes);
      meter.count(bytes.length, remainingBytes);
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return writer.finish();
}
