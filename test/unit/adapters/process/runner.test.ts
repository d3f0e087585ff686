import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {createRunner, formatCommand} from '../../../../src/lib/adapters/process/runner.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const ENV = {PATH: process.env['PATH'] ?? '', GREETING: 'hello'};

function runnerWithLog(): {runner: ReturnType<typeof createRunner>; lines: string[]} {
  const lines: string[] = [];
  return {runner: createRunner(ENV, line => lines.push(line)), lines};
}

const {runner} = runnerWithLog();

describe('run', () => {
  it('keeps stdout and stderr apart, as they are', async () => {
    const result = await runner.run('sh', ['-c', 'printf "out\\n\\n"; printf err >&2; exit 3']);

    expect(result).toMatchObject({stdout: 'out\n\n', stderr: 'err', exitCode: 3, timedOut: false});
    expect(result.durationMs).toBeGreaterThan(0);
  });

  it('gives arguments to no shell', async () => {
    const words = ['a b', '$HOME', '`id`', '*', '', '"'];

    const {stdout} = await runner.run('printf', ['%s\\0', ...words]);

    expect(stdout).toBe(words.map(word => `${word}\0`).join(''));
  });

  it('gives the environment it was made with, or the one of the call, and nothing else', async () => {
    const own = await runner.run('env', []);
    const given = await runner.run('env', [], {env: {PATH: ENV.PATH, ONLY: '1'}});

    expect(own.stdout.trim().split('\n').sort()).toEqual([`GREETING=hello`, `PATH=${ENV.PATH}`]);
    expect(given.stdout.trim().split('\n').sort()).toEqual([`ONLY=1`, `PATH=${ENV.PATH}`]);
  });

  it('gives the input, and an empty one where there is none', async () => {
    expect((await runner.run('cat', [], {input: 'typed'})).stdout).toBe('typed');
    expect((await runner.run('cat', [])).stdout).toBe('');
  });

  it('runs in the folder asked for', async () => {
    const cwd = tempDir();

    expect((await runner.run('pwd', [], {cwd})).stdout.trim()).toBe(cwd);
  });

  it('ends a program at its deadline', async () => {
    const startedAt = performance.now();

    const result = await runner.run('sleep', ['60'], {timeoutMs: 100});

    expect(result).toMatchObject({timedOut: true, exitCode: 143});
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  it('kills a program that does not heed TERM', async () => {
    const result = await runner.run('sh', ['-c', 'trap "" TERM; while :; do sleep 0.1; done'], {
      timeoutMs: 100,
    });

    expect(result).toMatchObject({timedOut: true, exitCode: 137});
  });

  it('ends a program when the signal fires', async () => {
    const controller = new AbortController();
    const running = runner.run('sleep', ['60'], {signal: controller.signal});
    setTimeout(() => controller.abort(new Error('enough')), 50);

    const outcome = await running.then(
      ({exitCode}) => exitCode,
      (error: unknown) => error,
    );

    expect(outcome).toBe(143);
  });

  it.each([
    ['KILL', 137],
    ['TERM', 143],
    ['HUP', 129],
  ])('tells an end by SIG%s as %i', async (signal, exitCode) => {
    expect(await runner.run('sh', ['-c', `kill -${signal} $$`])).toMatchObject({exitCode, timedOut: false});
  });

  it.each([
    ['a program that does not exist', '/no/such/program', 'ENOENT'],
    ['a name that PATH does not have', 'no-such-program-anywhere', 'ENOENT'],
    ['a folder', '/tmp', 'EACCES'],
  ])('fails for %s', async (_, file, systemCode) => {
    await expect(runner.run(file, [])).rejects.toMatchObject({
      code: 'E_TOOL_FAILED',
      message: expect.stringContaining(`cannot run ${file}`) as string,
      details: {systemCode},
    });
  });

  it('fails for a file without permission', async () => {
    const file = join(tempDir(), 'program');
    writeFileSync(file, '#!/bin/sh\n', {mode: 0o644});

    await expect(runner.run(file, [])).rejects.toMatchObject({
      code: 'E_TOOL_FAILED',
      details: {systemCode: 'EACCES'},
    });
  });

  it('fails for a folder to run in that does not exist', async () => {
    await expect(runner.run('pwd', [], {cwd: '/no/such/folder'})).rejects.toMatchObject({
      code: 'E_TOOL_FAILED',
    });
  });
});

describe('attach', () => {
  it('resolves to the exit code', async () => {
    expect(await runner.attach('sh', ['-c', 'exit 4'])).toBe(4);
    expect(await runner.attach('sh', ['-c', 'kill -TERM $$'])).toBe(143);
    await expect(runner.attach('/no/such/program', [])).rejects.toMatchObject({code: 'E_TOOL_FAILED'});
  });
});

describe('the log of command lines', () => {
  it('has each one before it runs, secrets masked', async () => {
    const {runner, lines} = runnerWithLog();

    await runner.run('true', ['--user=root:secret', 'a b']);
    await runner.attach('true', ['--password=secret']);

    expect(lines).toEqual(["true '--user=***' 'a b'", "true '--password=***'"]);
  });

  it.each([
    [['--user=root:secret'], 'secret'],
    [['--user', 'root:secret'], 'secret'],
    [['--password=secret'], 'secret'],
    [['--password', 'secret'], 'secret'],
    [['--discovery-password=secret'], 'secret'],
    [['--discovery-user=root', '--discovery-password', 'secret'], 'secret'],
  ])('masks %j', (args, secret) => {
    expect(formatCommand('etcdctl', args)).not.toContain(secret);
  });

  it('can be pasted into a shell', () => {
    expect(formatCommand('/opt/my etcd/etcd', ['--name=infra0', "it's", '$x', ''])).toBe(
      `'/opt/my etcd/etcd' --name=infra0 'it'\\''s' '$x' ''`,
    );
  });
});
