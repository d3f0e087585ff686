import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {spawnDaemon, type DaemonOptions} from '../../../../src/lib/adapters/process/daemon.js';
import {onDispose} from '../../../helpers/disposal.js';
import {endProcessesOf, isRunning, waitUntil} from '../../../helpers/processes.js';
import {tempDir} from '../../../helpers/temp-dir.js';

let dir = '';

beforeEach(() => {
  dir = tempDir();
  onDispose(() => endProcessesOf(dir));
});

function options(script: string): DaemonOptions {
  const env = {PATH: process.env['PATH'] ?? '', ONLY: '1'};
  // The last word is for the clean-up to find it by.
  return {file: 'sh', args: ['-c', script, dir], cwd: dir, env, logFile: join(dir, 'log')};
}

function log(): string {
  return readFileSync(join(dir, 'log'), 'utf8');
}

/** Session and process group of a process, from proc(5). */
function groupAndSession(pid: number): number[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(2, 4)
    .map(Number);
}

describe('spawnDaemon', () => {
  it('starts a process in a session of its own', async () => {
    const {pid} = await spawnDaemon(options('sleep 60; :'));

    expect(isRunning(pid)).toBe(true);
    expect(groupAndSession(pid)).toEqual([pid, pid]);
  });

  it('appends its output to a private log, and gives it the folder and the environment', async () => {
    writeFileSync(join(dir, 'log'), 'before\n', {mode: 0o600});

    await spawnDaemon(options('pwd; env | sort | grep -v ^_; echo problem >&2'));
    await waitUntil(() => log().includes('problem'), 5000, 'it has written');

    expect(log().split('\n')).toEqual(expect.arrayContaining(['before', dir, 'ONLY=1', 'problem']));
    expect(log()).not.toContain('HOME=');
    expect(statSync(join(dir, 'log')).mode & 0o777).toBe(0o600);
  });

  it('has nothing to read on stdin', async () => {
    await spawnDaemon(options('cat; echo end'));

    await waitUntil(() => log() === 'end\n', 5000, 'it has read all of nothing');
  });

  it.each([
    ['a program that does not exist', '/no/such/program'],
    ['a folder', '/tmp'],
  ])('fails for %s', async (_, file) => {
    await expect(spawnDaemon({...options(''), file})).rejects.toMatchObject({
      code: 'E_TOOL_FAILED',
      message: expect.stringContaining(`cannot start ${file}`) as string,
    });
  });

  it('fails for a folder to run in that does not exist', async () => {
    await expect(spawnDaemon({...options(''), cwd: '/no/such/folder'})).rejects.toMatchObject({
      code: 'E_TOOL_FAILED',
    });
  });
});
