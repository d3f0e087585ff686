import {createHash} from 'node:crypto';
import {promises as fs, statSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';

import {afterEach, describe, expect, it, vi} from 'vitest';

import {snapshotFiles} from '../../../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {tempDir} from '../../../helpers/temp-dir.js';

/** Enough for the disk to be asked before the end. */
const PIECE = Buffer.alloc(16 * 1024 * 1024, 'x');
const PIECES = 9;

/** What every open file does. */
async function handlesOf(path: string): Promise<fs.FileHandle> {
  const handle = await fs.open(path, 'r');
  await handle.close();
  return Object.getPrototypeOf(handle) as fs.FileHandle;
}

afterEach(() => void vi.restoreAllMocks());

it('brings a large file to the disk while it comes, and all of it before it says that it is there', async () => {
  const folder = tempDir('writer');
  const handles = await handlesOf(folder);
  const behind = vi.spyOn(handles, 'datasync');
  const atEnd = vi.spyOn(handles, 'sync');
  const writer = await snapshotFiles.create(join(folder, 'large.db'));
  const digest = createHash('sha256');
  for (let piece = 0; piece < PIECES; piece++) {
    await writer.write(PIECE);
    digest.update(PIECE);
  }
  expect([behind.mock.calls.length > 0, atEnd.mock.calls.length]).toEqual([true, 0]);
  const {sha256} = await writer.finish();
  expect([sha256, atEnd.mock.calls.length]).toEqual([digest.digest('hex'), 1]);
  expect(statSync(join(folder, 'large.db')).size).toBe(PIECES * PIECE.length);
});

it('says what the disk said in the middle, though the sync at the end finds all well', async () => {
  const folder = tempDir('writer');
  const path = join(folder, 'large.db');
  const handles = await handlesOf(folder);
  const said = Object.assign(new Error('EIO: i/o error, fdatasync'), {code: 'EIO'});
  vi.spyOn(handles, 'datasync').mockRejectedValueOnce(said);
  const writer = await snapshotFiles.create(path);
  const saved = (async () => {
    for (let piece = 0; piece < PIECES; piece++) await writer.write(PIECE);
    await writer.finish();
  })();
  await expect(saved).rejects.toMatchObject({
    code: 'E_WRITE_FAILED',
    message: expect.stringContaining(path) as string,
  });
  await writer.abandon();
});

describe('a disk that was asked in the middle, and answers at the end', () => {
  const written = async (answer: () => Promise<void>) => {
    const path = join(tempDir('writer'), 'large.db');
    let tell = (): void => undefined;
    const asked = new Promise<void>(resolve => (tell = resolve));
    vi.spyOn(await handlesOf(join(path, '..')), 'datasync').mockImplementation(() => asked.then(answer));
    const writer = await snapshotFiles.create(path);
    for (let piece = 0; piece < PIECES; piece++) await writer.write(PIECE);
    const finished = writer.finish();
    tell();
    return {path, finished};
  };

  it('has nothing left to answer once all is there', async () => {
    let pending = 0;
    const {finished} = await written(async () => {
      pending++;
      await setTimeout(1000);
      pending--;
    });
    await finished;
    expect(pending).toBe(0);
  });

  it('is believed where it says that it failed', async () => {
    const said = Object.assign(new Error('EIO: i/o error, fdatasync'), {code: 'EIO'});
    const {path, finished} = await written(() => Promise.reject(said));
    await expect(finished).rejects.toMatchObject({
      code: 'E_WRITE_FAILED',
      message: expect.stringContaining(path) as string,
    });
  });
});
