import {spawn} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {acquireLock, lockHolder, nameRun} from '../../../../src/lib/adapters/files/lock.js';
import {identityOf} from '../../../../src/lib/adapters/process/identity.js';
import {onDispose} from '../../../helpers/disposal.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const files = createFiles();
const NOW = new Date('2026-11-21T04:00:00Z');
const OPTIONS = {command: 'up', now: NOW};
let path = '';

beforeEach(() => {
  path = join(tempDir(), 'lock');
});

function holder(changes: object): string {
  return JSON.stringify({
    ...identityOf(process.pid),
    host: hostname(),
    command: 'restart',
    since: NOW.toISOString(),
    ...changes,
  });
}

/** The identity of a process that has ended. */
async function ended(): Promise<object> {
  const child = spawn('sleep', ['60']);
  const identity = identityOf(child.pid!);
  const gone = new Promise(resolve => child.on('close', resolve));
  child.kill('SIGKILL');
  await gone;
  return identity;
}

describe('acquireLock', () => {
  it('names its holder and goes when released', async () => {
    const lock = await acquireLock(files, path, OPTIONS);

    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      ...identityOf(process.pid),
      host: hostname(),
      command: 'up',
      since: '2026-11-21T04:00:00.000Z',
    });

    await lock.release();

    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('names the run that its holder works on, and goes all the same', async () => {
    const lock = await acquireLock(files, path, OPTIONS);
    await nameRun(files, path, 'one');
    await nameRun(files, path, 'another');

    expect(await lockHolder(files, path)).toMatchObject({command: 'up', run: 'another'});
    await expect(acquireLock(files, path, OPTIONS)).rejects.toMatchObject({code: 'E_LOCKED'});
    await lock.release();
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it.each<[whose: string, changes: () => object | Promise<object>]>([
    ['another process', () => identityOf(process.ppid)],
    ['a process that is gone', ended],
    ['another machine', () => ({host: 'elsewhere'})],
  ])('gets no name of a run where it is of %s', async (_, changes) => {
    const text = holder(await changes());
    writeFileSync(path, text);

    await nameRun(files, path, 'one');

    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('is refused while a living process holds it, and says which', async () => {
    await acquireLock(files, path, OPTIONS);

    await expect(acquireLock(files, path, {command: 'down', now: NOW})).rejects.toMatchObject({
      code: 'E_LOCKED',
      exitCode: 8,
      message: expect.stringMatching(new RegExp(`etcdops up \\(pid ${process.pid}, since 2026`)) as string,
      details: {pid: process.pid, host: hostname()},
    });
  });

  it('can be taken again after a release', async () => {
    const first = await acquireLock(files, path, OPTIONS);
    await first.release();

    const second = await acquireLock(files, path, OPTIONS);
    await second.release();

    expect(await files.exists(path)).toBe(false);
  });

  it('is taken over from a process that is gone', async () => {
    writeFileSync(path, holder(await ended()));

    await acquireLock(files, path, OPTIONS);

    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({pid: process.pid, command: 'up'});
    expect(readdirSync(join(path, '..'))).toEqual(['lock']);
  });

  it('is taken over where another process has the pid now', async () => {
    const child = spawn('sleep', ['60']);
    onDispose(() => void child.kill('SIGKILL'));
    writeFileSync(path, holder({...identityOf(child.pid!), startTime: '1'}));

    await acquireLock(files, path, OPTIONS);

    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({pid: process.pid});
  });

  it('is taken over after a restart of the machine', async () => {
    writeFileSync(path, holder({bootId: '00000000-0000-0000-0000-000000000000'}));

    await acquireLock(files, path, OPTIONS);

    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({command: 'up'});
  });

  it('is never taken from another machine', async () => {
    const text = holder({...(await ended()), host: 'elsewhere'});
    writeFileSync(path, text);

    await expect(acquireLock(files, path, OPTIONS)).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringContaining('on elsewhere') as string,
      hints: [expect.stringContaining(`rm ${path}`) as string],
    });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('tells how to take one of another machine away where a folder has a blank in its name', async () => {
    path = join(tempDir(), 'two nodes');
    writeFileSync(path, holder({...(await ended()), host: 'elsewhere'}));

    await expect(acquireLock(files, path, OPTIONS)).rejects.toMatchObject({
      hints: [expect.stringContaining(`rm '${path}'`) as string],
    });
  });

  it.each(['', '{"pid":', 'no JSON'])('is taken over where the file holds %j', async text => {
    writeFileSync(path, text);

    await acquireLock(files, path, OPTIONS);

    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({pid: process.pid});
  });

  it.each(['null', '5', '{}', '{"pid":1}'])(
    'is not passed over in silence where the file holds %s',
    async text => {
      writeFileSync(path, text);

      const outcome = await acquireLock(files, path, OPTIONS).then(
        () => 'taken over',
        (error: unknown) => (error as {code?: string}).code,
      );

      expect(['taken over', 'E_LOCKED']).toContain(outcome);
    },
  );

  it('goes to exactly one of many that find a stale one', async () => {
    writeFileSync(path, holder(await ended()));

    const results = await Promise.allSettled(
      Array.from({length: 20}, () => acquireLock(files, path, OPTIONS)),
    );

    expect(results.filter(({status}) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(join(path, '..'))).toEqual(['lock']);
  });

  it('leaves a lock alone that is no longer its own', async () => {
    const lock = await acquireLock(files, path, OPTIONS);
    writeFileSync(path, holder({command: 'down'}));

    await lock.release();

    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({command: 'down'});
  });
});
