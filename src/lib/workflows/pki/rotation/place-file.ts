import {join} from 'node:path';

import {keptOf} from '../../../domain/pki/rotation.js';
import {readPkiBytes} from '../../../queries/pki/read-pki-file.js';
import type {SpecContext} from '../../cluster-run.js';

export interface Placed {
  readonly runId: string;
  /** Relative to the folder of the spec. */
  readonly path: string;
  readonly mode: number;
}

type Place = Pick<SpecContext, 'adapters' | 'loaded'>;

export function bytesAt({adapters, loaded}: Place, path: string): Promise<Buffer | undefined> {
  return readPkiBytes(adapters, loaded.folder, path);
}

/** What stood there before the run: what it kept, else what stands there still. */
export async function bytesBefore(place: Place, path: string, runId: string): Promise<Buffer | undefined> {
  return (await bytesAt(place, keptOf(path, runId))) ?? bytesAt(place, path);
}

/** Puts bytes in place in one rename; what was there is kept beside, once, as it was before the run. */
export async function placeFile(cluster: SpecContext, placed: Placed, bytes: Uint8Array): Promise<void> {
  const {adapters, loaded} = cluster;
  const {path, runId, mode} = placed;
  const old = await bytesAt(cluster, path);
  if (old !== undefined)
    await adapters.files.createExclusive(join(loaded.folder, keptOf(path, runId)), old, {mode});
  await adapters.files.writeAtomic(join(loaded.folder, path), bytes, {mode});
}

/** What was there before the run, in one rename, where the run kept it. */
export async function bringBack({adapters, loaded}: SpecContext, path: string, runId: string): Promise<void> {
  const kept = join(loaded.folder, keptOf(path, runId));
  if (await adapters.files.exists(kept)) await adapters.files.rename(kept, join(loaded.folder, path));
}
