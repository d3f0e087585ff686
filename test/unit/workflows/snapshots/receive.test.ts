import {existsSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import type {EtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import {snapshotFiles} from '../../../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {receiveSnapshot} from '../../../../src/lib/workflows/snapshots/receive-snapshot.js';
import {createFakeClock} from '../../../fakes/fake-clock.js';
import {refusalOf} from '../../../fakes/refusal.js';
import {silent} from '../../../fakes/silent-progress.js';
import {strict} from '../../../fakes/strict.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const PIECE_BYTES = 32 * 1024;
const SOURCE = {name: 'infra0', clientUrl: 'http://10.0.0.1:2379', quorum: 'confirmed'} as const;

/** A member that sends so many pieces, each after a while. */
function aReceiver(pieces: number, pauseMs: number) {
  const clock = createFakeClock();
  const told: string[] = [];
  const etcdApi = strict<EtcdApi>('etcdApi', {
    async *snapshot() {
      for (let left = pieces - 1; left >= 0; left--) {
        await clock.sleep(pauseMs);
        yield {bytes: Buffer.alloc(PIECE_BYTES), remainingBytes: left * PIECE_BYTES};
      }
    },
  });
  const progress = {...silent, update: (text: string) => void told.push(text)};
  return {
    told,
    clock,
    receiver: {
      ...{clock, etcdApi, progress, snapshotFiles},
      ...{hasDeadline: false, signal: new AbortController().signal},
    },
  };
}

it('a member that sends a piece now and then is given up, though it never stalls', async () => {
  const {receiver, clock} = aReceiver(1000, 29_000);
  const path = join(tempDir('receive'), 'part');
  const refusal = await refusalOf(receiveSnapshot(receiver, SOURCE, path));
  expect(refusal).toMatchObject({
    code: 'E_UNREACHABLE',
    hints: [
      'etcdops snapshot save --from NAME, with another name of: etcdops member list',
      'the same line with --timeout 24h waits for so long',
      'etcdops status',
    ],
  });
  expect(refusal.message).toMatch(/^http:\/\/10\.0\.0\.1:2379 has sent .* of 31\.3 MiB in 2[01] min/);
  expect(clock.monotonicMs()).toBeLessThan(22 * 60_000);
  expect(existsSync(path)).toBe(true);
});

it('with a deadline of the user it is not given up before that', async () => {
  const {receiver} = aReceiver(1000, 29_000);
  const path = join(tempDir('receive'), 'part');
  const {sizeBytes} = await receiveSnapshot({...receiver, hasDeadline: true}, SOURCE, path);
  expect(sizeBytes).toBe(1000 * PIECE_BYTES);
});

it('tells by a bar how far it is, and how fast', async () => {
  const {receiver, told} = aReceiver(4, 500);
  const path = join(tempDir('receive'), 'part');
  const {sizeBytes} = await receiveSnapshot(receiver, SOURCE, path);
  expect(sizeBytes).toBe(4 * PIECE_BYTES);
  expect(told).toEqual([
    'Saving the database of infra0',
    'Saving the database of infra0 (█████░░░░░░░░░░░░░░░ 25%, 32.0 KiB of 128.0 KiB, 64.0 KiB/s)',
    'Saving the database of infra0 (██████████░░░░░░░░░░ 50%, 64.0 KiB of 128.0 KiB, 64.0 KiB/s)',
    'Saving the database of infra0 (███████████████░░░░░ 75%, 96.0 KiB of 128.0 KiB, 64.0 KiB/s)',
    'Saving the database of infra0 (████████████████████ 100%, 128.0 KiB of 128.0 KiB, 64.0 KiB/s)',
  ]);
});
