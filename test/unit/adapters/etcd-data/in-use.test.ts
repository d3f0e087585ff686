import {spawn} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it, vi} from 'vitest';

import {isInUse, writeLocksIn} from '../../../../src/lib/adapters/etcd-data/in-use.js';
import {onDispose} from '../../../helpers/disposal.js';
import {tempDir} from '../../../helpers/temp-dir.js';

/** Of Linux 6.18; the last one is of a file on btrfs, whose stat says 0:40. */
const TABLE = `1: OFDLCK ADVISORY  WRITE -1 fe:00:9978411 0 EOF
2: FLOCK  ADVISORY  WRITE 5347 fe:00:9978475 0 EOF
2: -> FLOCK  ADVISORY  WRITE 5400 fe:00:9978475 0 EOF
3: FLOCK  ADVISORY  READ  5349 fe:00:9978476 0 EOF
4: FLOCK  ADVISORY  WRITE 5398 00:27:257 0 EOF
`;

it('the table of locks tells who keeps others from which file', () => {
  expect(writeLocksIn(TABLE)).toEqual([
    {pid: 5347, device: '254:0', inode: 9978475},
    {pid: 5398, device: '0:39', inode: 257},
  ]);
});

describe('a file', () => {
  it('is in use while a process has locked it, by whatever path', async () => {
    const dir = tempDir('in-use');
    const [path, link] = [join(dir, 'db'), join(dir, 'link')];
    writeFileSync(path, '');
    symlinkSync(path, link);
    expect(await isInUse(path)).toBe(false);
    const holder = spawn('flock', ['--exclusive', path, 'sleep', '60'], {detached: true});
    onDispose(() => void process.kill(-holder.pid!, 'SIGKILL'));
    await vi.waitUntil(() => isInUse(link), 10_000);
    expect(await isInUse(path)).toBe(true);
  });

  it('is not where nothing is, or a folder', async () => {
    const dir = tempDir('in-use');
    mkdirSync(join(dir, 'folder'));
    expect(await Promise.all(['nothing', 'folder'].map(name => isInUse(join(dir, name))))).toEqual([
      false,
      false,
    ]);
  });
});
