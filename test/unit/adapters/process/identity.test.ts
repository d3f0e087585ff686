import {spawn, type ChildProcess} from 'node:child_process';
import {readFileSync} from 'node:fs';

import {describe, expect, it} from 'vitest';

import {identityOf, isAlive, isSameProcess} from '../../../../src/lib/adapters/process/identity.js';
import {onDispose} from '../../../helpers/disposal.js';

function startSleep(): ChildProcess & {pid: number} {
  const child = spawn('sleep', ['60'], {stdio: 'ignore'});
  onDispose(() => void child.kill('SIGKILL'));
  return child as ChildProcess & {pid: number};
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise(resolve => child.on('close', resolve));
  child.kill('SIGKILL');
  await gone;
}

describe('identity of a process', () => {
  it('is the same while it runs, and nobody else’s', () => {
    const [one, two] = [startSleep(), startSleep()];
    const identity = identityOf(one.pid);

    expect(identity).toEqual({
      pid: one.pid,
      startTime: expect.stringMatching(/^\d+$/) as string,
      bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    });
    expect(isSameProcess(identity)).toBe(true);
    expect(isSameProcess({...identity, pid: two.pid, startTime: '1'})).toBe(false);
    expect(isSameProcess({...identity, startTime: String(Number(identity.startTime) - 1)})).toBe(false);
    expect(isSameProcess({...identity, bootId: 'another'})).toBe(false);
  });

  it('is gone when the process has ended', async () => {
    const child = startSleep();
    const identity = identityOf(child.pid);

    await end(child);

    expect(isAlive(child.pid)).toBe(false);
    expect(isSameProcess(identity)).toBe(false);
    expect(identityOf(child.pid)).toMatchObject({startTime: ''});
  });

  it('reads a start time behind a command name with spaces and brackets', async () => {
    const child = spawn(process.execPath, [
      '-e',
      'process.title = "a) R 1 (b"; setInterval(() => {}, 1000); console.log(1)',
    ]);
    onDispose(() => void child.kill('SIGKILL'));
    await new Promise(resolve => child.stdout.once('data', resolve));

    expect(readFileSync(`/proc/${child.pid}/stat`, 'utf8')).toContain('(a) R 1 (b)');
    expect(identityOf(child.pid!).startTime).toMatch(/^\d{3,}$/);
    expect(isAlive(child.pid!)).toBe(true);
  });

  it('does not count a zombie as alive', async () => {
    // When the first sleep ends, its parent has become a second one, which waits for nobody.
    const parent = spawn('bash', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onDispose(() => void parent.kill('SIGKILL'));
    const pid = Number(
      await new Promise<string>(resolve =>
        parent.stdout.once('data', (data: Buffer) => resolve(data.toString())),
      ),
    );
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2]).toBe('Z');

    expect(isAlive(pid)).toBe(false);
  });

  it('counts a process as alive whose first thread has ended, and others have not', async () => {
    const script =
      'import ctypes, threading, time; threading.Thread(target=time.sleep, args=(60,)).start(); ctypes.CDLL(None).pthread_exit(None)';
    const child = spawn('python3', ['-c', script], {stdio: 'ignore'}) as ChildProcess & {pid: number};
    onDispose(() => void child.kill('SIGKILL'));
    await expect.poll(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ')[2]).toBe('Z');

    expect(isAlive(child.pid)).toBe(true);
    expect(isSameProcess(identityOf(child.pid))).toBe(true);

    await end(child);
    expect(isAlive(child.pid)).toBe(false);
  });

  it('counts processes of others as alive', () => {
    expect(isAlive(1)).toBe(true);
  });

  it('knows that no process has an impossible pid', () => {
    expect(isAlive(2 ** 22 + 1)).toBe(false);
  });
});
