import {existsSync, linkSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {snapshotFiles} from '../../../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {OpsError} from '../../../../src/lib/errors/ops-error.js';
import {tempDir} from '../../../helpers/temp-dir.js';

let from: string;
let to: string;

beforeEach(() => {
  const dir = tempDir('publish');
  from = join(dir, 'from.db');
  to = join(dir, 'to.db');
  writeFileSync(from, 'bytes');
});

describe('a snapshot gets its name', () => {
  it('also where a kill had left it with both', async () => {
    linkSync(from, to);
    await snapshotFiles.publish(from, to);
    expect([existsSync(from), readFileSync(to, 'utf8')]).toEqual([false, 'bytes']);
  });

  it('and never that of another file, nor its own by another way', async () => {
    writeFileSync(to, 'other');
    const failed = await snapshotFiles.publish(from, to).catch((error: unknown) => error);
    expect(failed).toMatchObject({code: 'E_WRITE_FAILED', hints: [expect.stringContaining(to)]});
    expect([readFileSync(from, 'utf8'), readFileSync(to, 'utf8')]).toEqual(['bytes', 'other']);

    symlinkSync(join(from, '..'), `${to}.dir`);
    await expect(snapshotFiles.publish(from, join(`${to}.dir`, 'from.db'))).rejects.toThrow('stands there');
    expect(readFileSync(from, 'utf8')).toBe('bytes');
  });
});

describe('reading a snapshot', () => {
  it('ends with the reason of the signal', async () => {
    const stop = new AbortController();
    const stopped = new OpsError('E_INTERRUPTED', 'stopped');
    writeFileSync(from, Buffer.alloc(8 * 1024 * 1024));
    const asked = snapshotFiles.readDigest(from, {signal: stop.signal});
    setImmediate(() => stop.abort(stopped));
    await expect(asked).rejects.toBe(stopped);
  });

  it('says that a file cannot be read', async () => {
    // Opens as any file, and answers every read with an I/O error.
    const asked = snapshotFiles.readDigest('/proc/self/mem', {signal: new AbortController().signal});
    await expect(asked).rejects.toMatchObject({code: 'E_SNAPSHOT_UNREADABLE'});
  });
});
