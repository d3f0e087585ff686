import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {startCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {inForeground, until} from '../integration/foreground-run.js';
import {cliOk} from '../integration/observed-cluster.js';

const LINE = ['gateway', 'start', '--add', '--detach', '--allow-unreachable'];

function gatewaysIn(dir: string): string[] {
  const text = readFileSync(join(dir, 'etcdops.yaml'), 'utf8');
  return [...text.matchAll(/gateway\d+/g)].map(([name]) => name);
}

describe('gateway start --add', () => {
  it('in the foreground again and again: one node, with its files', async () => {
    const cluster = await startCluster({members: 1});
    const line = ['gateway', 'start', '--add'];
    for (const time of ['first', 'second']) {
      const {child, output, ended} = inForeground(cluster.dir, line);
      await until(
        () => `the ${time} one runs\n${output()}`,
        () => output().includes('ready to proxy client requests'),
      );
      child.kill('SIGTERM');
      await ended;
    }

    expect(gatewaysIn(cluster.dir)).toEqual(['gateway0']);
    expect((await cliOk(cluster, ['render', '--check'])).exitCode).toBe(0);
  });

  it.each([[['--add']], [[]]])(
    '%j: TERM during the checks ends it, with nothing written or started',
    async flags => {
      const cluster = await startCluster({members: 1, start: false});
      const before = readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8');
      const silent = createServer().listen(0, '127.0.0.1');
      onDispose(() => void silent.close());
      await once(silent, 'listening');
      const {port} = silent.address() as AddressInfo;
      const asked = once(silent, 'connection');

      const {child, output, ended} = inForeground(cluster.dir, [
        ...['gateway', 'start', '--allow-unreachable', '--endpoints', `127.0.0.1:${port}`, ...flags],
        ...['--listen-addr', `127.0.0.1:${cluster.basePort + 10}`, '--etcd-bin-dir', cluster.binDir],
      ]);
      await asked;
      child.kill('SIGTERM');

      expect(await ended, output()).toEqual([130, null]);
      expect(output()).not.toContain('etcd takes over');
      expect(readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8')).toBe(before);
    },
  );

  it('says the warnings of the spec once', async () => {
    const cluster = await startCluster({members: 9, start: false});

    const {stderr} = await cliOk(cluster, LINE);

    expect(stderr.match(/! .*9 members/g)).toHaveLength(1);
  });

  it('leaves it to others to tell what an even number of members means', async () => {
    const cluster = await startCluster({members: 2, start: false});

    const told = /bear the loss of none/g;
    for (const line of [LINE, ['run', 'list']]) expect((await cliOk(cluster, line)).stderr).not.toMatch(told);
    expect((await runCli(['status'], {cwd: cluster.dir})).stderr.match(told)).toHaveLength(1);
  });

  it('--dry-run shows the node and the plan, and writes nothing', async () => {
    const cluster = await startCluster({members: 1, start: false, args: ['--tls', 'ca']});
    const before = readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8');

    const detached = await cliOk(cluster, [...LINE, '--dry-run']);
    const foreground = await cliOk(cluster, [...LINE.filter(flag => flag !== '--detach'), '--dry-run']);

    expect(detached.stdout).toMatch(/^\+ {2}- \{name: gateway0[^]*· start gateway0[^]*Nothing was changed/m);
    expect(foreground.stdout).toMatch(
      /^\+ {2}- \{name: gateway0[^]*etcd gateway start[^]*Nothing was changed/m,
    );
    expect(readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8')).toBe(before);
    expect(readFileSync(join(cluster.dir, 'Procfile'), 'utf8')).not.toContain('gateway0');
  });
});
