import {spawn} from 'node:child_process';

import {describe, expect, it} from 'vitest';

import {argumentsOf, listProcesses} from '../../../../src/lib/adapters/process/process-table.js';
import {onDispose} from '../../../helpers/disposal.js';
import {tempDir} from '../../../helpers/temp-dir.js';

function startSleep(seconds: string, env: Record<string, string> = {}, cwd = '/'): number {
  const child = spawn('sleep', [seconds], {stdio: 'ignore', cwd, env: {PATH: process.env['PATH'], ...env}});
  onDispose(() => void child.kill('SIGKILL'));
  return child.pid!;
}

describe('listProcesses', () => {
  it('finds processes by their arguments, with their folder and etcd’s variables', async () => {
    const cwd = tempDir();
    const seconds = `60.${process.pid}`;
    const marked = startSleep(seconds, {ETCDOPS_NODE: '/a=b#infra0', OTHER: '1', ETCD_NAME: ''}, cwd);
    const plain = startSleep(seconds);
    startSleep('61');
    const find = () => listProcesses(argv => argv[0] === 'sleep' && argv[1] === seconds);
    // Between fork and exec a child still has its parent's arguments.
    await expect.poll(() => find().length).toBe(2);

    const found = find().sort((a, b) => a.pid - b.pid);

    expect(found).toEqual(
      [
        {pid: marked, argv: ['sleep', seconds], cwd, variables: {ETCDOPS_NODE: '/a=b#infra0', ETCD_NAME: ''}},
        {pid: plain, argv: ['sleep', seconds], cwd: '/', variables: {}},
      ].sort((a, b) => a.pid - b.pid),
    );
  });

  it('finds nothing where nothing matches', () => {
    expect(listProcesses(() => false)).toEqual([]);
  });

  it('keeps empty arguments out of the way of the others', async () => {
    const child = spawn('sh', ['-c', 'sleep 60; :', '--config-file', '', 'last'], {
      stdio: 'ignore',
      detached: true,
    });
    onDispose(() => void process.kill(-child.pid!, 'SIGKILL'));
    const find = () => listProcesses(argv => argv.at(-1) === 'last').filter(({pid}) => pid === child.pid);
    await expect.poll(() => find().length).toBe(1);

    expect(find()[0]?.argv).toEqual(['sh', '-c', 'sleep 60; :', '--config-file', '', 'last']);
  });
});

it('argumentsOf a process that has ended is empty', () => {
  expect(argumentsOf(process.pid)[0]).toMatch(/node/);
  expect(argumentsOf(2 ** 22 + 1)).toEqual([]);
});
