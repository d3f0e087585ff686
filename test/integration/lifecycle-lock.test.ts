import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {waitUntil} from '../helpers/processes.js';
import {assertHealthy, cliOk, etcdPids, type ErrorJson} from './observed-cluster.js';

describe('two commands at once', () => {
  it('two ups: one waits its turn or is told to, and one process a member runs', async () => {
    const cluster = await startCluster({start: false});

    const results = await Promise.all([1, 2, 3].map(() => cluster.cli(['up', '--json'])));

    const codes = results.map(({exitCode}) => exitCode);
    expect(codes).toContain(0);
    for (const {exitCode, json} of results) {
      expect([0, 8]).toContain(exitCode);
      if (exitCode === 8) expect(json<ErrorJson>().error).toMatchObject({code: 'E_LOCKED', exitCode: 8});
    }
    await assertHealthy(cluster);
  });

  it('the second is refused while the first one works', async () => {
    const cluster = await startCluster({start: false});
    await cliOk(cluster, ['up', 'infra0']);
    // It does not answer, so that up waits for it and keeps the lock.
    process.kill(cluster.pidOf('infra0'), 'SIGSTOP');
    const first = cluster.cli(['up']);
    await waitUntil(
      () => existsSync(join(cluster.dir, '.etcdops/lock')),
      10_000,
      'the first one has the lock',
    );

    const second = await Promise.all(
      [['up'], ['down', '--yes'], ['restart', '--yes'], ['render']].map(args =>
        cluster.cli([...args, '--json']),
      ),
    );

    expect(second.map(({exitCode}) => exitCode)).toEqual([8, 8, 8, 8]);
    expect(second[0]?.json<ErrorJson>().error.message).toContain('etcdops up (pid ');
    process.kill(cluster.pidOf('infra0'), 'SIGCONT');
    expect((await first).exitCode).toBe(0);
    await assertHealthy(cluster);
  });

  it('two bootstraps in one folder: one makes the cluster, the other is refused', async () => {
    const cluster = await startCluster({start: false, members: 1});
    rmSync(join(cluster.dir, 'etcdops.yaml'));
    rmSync(join(cluster.dir, 'nodes'), {recursive: true});
    rmSync(join(cluster.dir, 'Procfile'));
    const bootstrap = (members: string): ReturnType<TestCluster['cli']> =>
      cluster.cli([
        'bootstrap',
        'static',
        '--members',
        members,
        '--base-port',
        String(cluster.basePort),
        '--json',
      ]);

    const results = await Promise.all([bootstrap('1'), bootstrap('1')]);

    const codes = results.map(({exitCode}) => exitCode).sort();
    expect(codes[0]).toBe(0);
    expect([2, 8]).toContain(codes[1]);
    await cliOk(cluster, ['up']);
    await assertHealthy(cluster, 1);
  });

  it.each([
    ['a process that is gone', {pid: 2 ** 22 - 1, startTime: '1'}],
    ['a pid that another process has now', {pid: process.pid, startTime: '1'}],
  ])('takes over a lock of %s', async (_, holder) => {
    const cluster = await startCluster({members: 1, start: false});
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const host = readFileSync('/proc/sys/kernel/hostname', 'utf8').trim();
    const lock = {...holder, bootId, host, command: 'up', since: '2026-01-01T00:00:00.000Z'};
    writeFileSync(join(cluster.dir, '.etcdops/lock'), `${JSON.stringify(lock)}\n`);

    await cliOk(cluster, ['up']);

    expect(existsSync(join(cluster.dir, '.etcdops/lock'))).toBe(false);
    await assertHealthy(cluster, 1);
  });

  it('never takes over the lock of another machine, and names it', async () => {
    const cluster = await startCluster({members: 1, start: false});
    const lock = {
      pid: 1,
      startTime: '1',
      bootId: '',
      host: 'elsewhere.example',
      command: 'up',
      since: 'then',
    };
    writeFileSync(join(cluster.dir, '.etcdops/lock'), `${JSON.stringify(lock)}\n`);

    const refused = await cluster.cli(['up', '--json']);

    expect(refused.exitCode).toBe(8);
    const {error} = refused.json<ErrorJson>();
    expect(error.message).toContain('elsewhere.example');
    expect(error.hints.join(' ')).toContain('.etcdops/lock');
    expect(etcdPids(cluster.dir).size).toBe(0);
  });
});
