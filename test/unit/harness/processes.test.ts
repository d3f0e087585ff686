import {spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {identityOf} from '../../../src/lib/adapters/process/identity.js';
import {onDispose} from '../../helpers/disposal.js';
import {endProcessesOf, isRunning, pidsOf, recordedPids} from '../../helpers/processes.js';
import {tempDir} from '../../helpers/temp-dir.js';

function startSleep(...words: string[]): number {
  // A builtin that waits: a forked sleep has the arguments of its shell for a moment.
  const child = spawn('bash', ['-c', 'read -r _; :', ...words], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  onDispose(() => {
    // The whole group: the shell and its sleep.
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // Ended by the test.
    }
  });
  return child.pid!;
}

describe('processes of a test folder', () => {
  it('finds and ends those that name the folder or that a pid file records, and no others', async () => {
    const dir = tempDir();
    mkdirSync(join(dir, '.etcdops', 'pids'), {recursive: true});
    const [naming, recorded, reused, stranger] = [
      startSleep(join(dir, 'x')),
      startSleep(),
      startSleep(),
      startSleep(),
    ];
    const record = (name: string, identity: object): void =>
      writeFileSync(join(dir, '.etcdops', 'pids', name), JSON.stringify(identity));
    record('infra0.json', identityOf(recorded));
    record('infra1.json', {...identityOf(reused), startTime: '1'});
    writeFileSync(join(dir, '.etcdops', 'pids', 'infra2.json'), '{"pid":');

    expect(pidsOf(dir)).toEqual([naming]);
    expect(recordedPids(dir)).toEqual([recorded]);

    await endProcessesOf(dir);

    expect([naming, recorded, reused, stranger].map(isRunning)).toEqual([false, false, true, true]);
  });
});
