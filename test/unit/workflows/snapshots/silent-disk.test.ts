import {afterEach, beforeEach, expect, it, vi} from 'vitest';

import type {EtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import type {SnapshotFiles} from '../../../../src/lib/adapters/snapshot-files/snapshot-files.js';
import type {SnapshotWriter} from '../../../../src/lib/adapters/snapshot-files/snapshot-writer.js';
import {OpsError} from '../../../../src/lib/errors/ops-error.js';
import {isSilentDisk} from '../../../../src/lib/workflows/snapshots/disk-watch.js';
import {receiveSnapshot} from '../../../../src/lib/workflows/snapshots/receive-snapshot.js';
import {refusalOf} from '../../../fakes/refusal.js';
import {silent} from '../../../fakes/silent-progress.js';
import {strict} from '../../../fakes/strict.js';

const SOURCE = {name: 'infra0', clientUrl: 'http://10.0.0.1:2379', quorum: 'confirmed'} as const;
const never = (): Promise<never> => new Promise(() => undefined);
const DIGEST = {digest: 'right', sizeBytes: 1, sha256: ''} as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Receives one piece on a disk with such a writer. */
function receiving(change: Partial<SnapshotWriter>, create?: () => Promise<SnapshotWriter>) {
  const warned: string[] = [];
  const told: string[] = [];
  const stop = new AbortController();
  const writer = strict<SnapshotWriter>('writer', {
    write: () => Promise.resolve(),
    finish: () => Promise.resolve(DIGEST),
    ...change,
  });
  const etcdApi = strict<EtcdApi>('etcdApi', {
    async *snapshot() {
      yield {bytes: Buffer.alloc(1), remainingBytes: 0};
    },
  });
  const receiver = {
    clock: {
      now: () => new Date(),
      monotonicMs: () => performance.now(),
      sleep: never,
    },
    ...{etcdApi, hasDeadline: false, signal: stop.signal},
    progress: {
      ...silent,
      warn: (text: string) => void warned.push(text),
      update: (text: string) => void told.push(text),
    },
    snapshotFiles: strict<SnapshotFiles>('snapshotFiles', {
      create: create ?? (() => Promise.resolve(writer)),
    }),
  };
  return {warned, told, stop, done: receiveSnapshot(receiver, SOURCE, '/nfs/backup/part')};
}

it.each<[string, () => ReturnType<typeof receiving>]>([
  ['opens nothing', () => receiving({}, never)],
  ['takes nothing', () => receiving({write: never})],
  ['syncs nothing', () => receiving({finish: never})],
])('a disk that %s is told of once, and only the user or the deadline ends the wait', async (_, begin) => {
  const {warned, told, stop, done} = begin();
  const refusal = refusalOf(done);

  await vi.advanceTimersByTimeAsync(29_000);
  expect(warned).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(warned).toEqual([
    'nothing written for 30.0 s: the disk under /nfs/backup does not answer; Ctrl-C ends the wait, and so does --timeout',
  ]);
  expect(told.at(-1)).toBe('Waiting for the disk under /nfs/backup (1 min 29 s)');

  stop.abort(new OpsError('E_TIMEOUT', 'not done within --timeout 90 s', {hints: ['again']}));
  await vi.advanceTimersByTimeAsync(12_000);
  const error = await refusal;
  expect(error).toMatchObject({
    code: 'E_TIMEOUT',
    hints: ['once the disk answers again: the same line'],
  });
  expect(error.message).toMatch(
    /^not done within --timeout 90 s: the disk under \/nfs\/backup has not answered for 1 min \d+ s$/,
  );
  expect(isSilentDisk(error)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('a disk that is only slow is told of, and what it took counts', async () => {
  const {warned, done} = receiving({
    write: () => new Promise(resolve => setTimeout(resolve, 45_000)),
  });
  await vi.advanceTimersByTimeAsync(46_000);
  expect(await done).toEqual(DIGEST);
  expect(warned).toHaveLength(1);
});

it('one that answers soon after the user stops leaves nothing behind', async () => {
  const {stop, done, warned} = receiving({
    finish: () => new Promise(resolve => setTimeout(resolve, 1500, DIGEST)),
  });
  stop.abort(new OpsError('E_INTERRUPTED', 'interrupted'));
  await vi.advanceTimersByTimeAsync(2000);
  expect(await done).toEqual(DIGEST);
  expect(warned).toEqual([]);
});
