import {cpSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {startCluster} from '../helpers/cluster.js';
import {tempDir} from '../helpers/temp-dir.js';
import {assertHealthy, cliOk, etcdPids} from './observed-cluster.js';

describe('a cluster that is not the one of this folder', () => {
  it('a copied folder does not own the processes of the first', async () => {
    const cluster = await startCluster({members: 1});
    const copy = join(tempDir('copied'), 'backup');
    cpSync(cluster.dir, copy, {recursive: true});
    const pids = etcdPids(cluster.dir);

    const down = await runCli(['down', '--yes'], {cwd: copy});
    const purge = await runCli(['down', '--purge', '--confirm', 'demo', '--json'], {cwd: copy});

    expect(down.exitCode).toBe(0);
    expect(purge.exitCode).toBe(4);
    expect(etcdPids(cluster.dir)).toEqual(pids);
    await assertHealthy(cluster, 1);
  });

  it('ctl does not write into another one on the same ports', async () => {
    const first = await startCluster({members: 1});
    await cliOk(first, ['down', '--yes']);
    const args = ['--members', '1', '--start', '--base-port', String(first.basePort)];
    const second = tempDir('second');
    const bootstrap = ['bootstrap', 'static', ...args, '--etcd-bin-dir', first.binDir];
    expect((await runCli(bootstrap, {cwd: second})).exitCode).toBe(0);

    const put = await runCli(['ctl', '--', 'put', 'from', 'first'], {cwd: first.dir});
    const got = await runCli(['ctl', '--', 'get', 'from'], {cwd: second});
    const down = await runCli(['down', '--yes'], {cwd: second});

    expect(put.exitCode).toBe(9);
    expect(put.stderr).toContain('E_CLUSTER_MISMATCH');
    expect(got.stdout).toBe('');
    expect(down.exitCode).toBe(0);
  });
});

describe('a start in parts', () => {
  it('a quorum first, the others later: nothing counts as lost', async () => {
    const cluster = await startCluster({start: false});

    await cliOk(cluster, ['up', 'infra0', 'infra1']);
    await cliOk(cluster, ['up']);

    await assertHealthy(cluster);
  });
});

describe('deadlines', () => {
  it('ctl ends at --timeout', async () => {
    const cluster = await startCluster({members: 1});

    const watch = await cluster.cli(['ctl', '--timeout', '1s', '--', 'watch', 'foo']);

    expect(watch.exitCode).toBe(7);
    expect(watch.stderr).toContain('E_TIMEOUT');
    expect(watch.durationMs).toBeLessThan(10_000);
  });

  it('one beyond what a timer can hold does not fire at once', async () => {
    const cluster = await startCluster({members: 1});

    expect((await cluster.cli(['status', '--timeout', '30d'])).exitCode).toBe(0);
  });
});
