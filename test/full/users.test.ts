import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';
import {tempDir} from '../helpers/temp-dir.js';
import {cliOk, type ErrorJson} from '../integration/observed-cluster.js';

const SLOWEST_MS = 240_000;

async function enableAuth(cluster: TestCluster, password: string): Promise<void> {
  await cluster.etcdctl('user', 'add', `root:${password}`);
  // 3.4 and 3.5 have no role root before somebody adds it.
  await cluster.etcdctl('role', 'add', 'root').catch(() => undefined);
  await cluster.etcdctl('user', 'grant-role', 'root', 'root');
  await cluster.etcdctl('auth', 'enable');
}

/** etcd takes no change before its voters have been connected for five seconds, which a change of members waits out. */
it.each(ETCD_TEST_LINES)(
  'a cluster with users is changed and restored as one of them, etcd %s',
  {timeout: SLOWEST_MS},
  async line => {
    // With certificates the JSON gateway takes none that has a CN, as etcdops' own one has.
    const tls = line === '3.4' || line === '3.7' ? ['--tls', 'ca'] : [];
    const cluster = await startCluster({line, args: ['--cluster', 'demo', ...tls]});
    await cluster.etcdctl('put', 'a', 'saved');
    await enableAuth(cluster, 'secret-word');
    const file = join(tempDir('password'), 'password');
    writeFileSync(file, 'secret-word\n');
    const as = ['--user', 'root', '--password-file', file];
    const valueOfA = async () =>
      (await cluster.etcdctl('--user', 'root:secret-word', 'get', 'a', '--print-value-only')).trim();

    const toStrangers = await cliOk(cluster, ['status']);
    expect(toStrangers.stdout).toMatch(/^Cluster demo · healthy · 3 members · /);
    expect(toStrangers.stdout).toContain('Next: etcdops status --user root');
    for (const args of [
      ['restart', 'infra1'],
      ['member', 'list'],
      ['member', 'remove', 'infra1'],
    ]) {
      const refused = await cluster.cli([...args, ...(args[1] === 'list' ? [] : ['--yes']), '--json']);
      expect(refused.json<ErrorJson>().error).toMatchObject({
        code: 'E_NO_ACCESS',
        hints: ['the same line with --user root'],
      });
    }
    const planned = await cliOk(cluster, ['plan', ...as]);
    expect(planned.stdout).toContain('Nothing to do');
    const toUsers = await cliOk(cluster, ['status', ...as]);
    expect(toUsers.stdout).toMatch(/^Cluster demo · healthy · 3 members · leader infra\d/);
    const saved = await cliOk(cluster, ['snapshot', 'save', ...as, '--json']);
    const {path} = saved.json<{path: string}>();
    await cluster.etcdctl('--user', 'root:secret-word', 'put', 'a', 'later');

    await cliOk(cluster, ['member', 'replace', 'infra1', '--yes', ...as]);
    expect(await valueOfA()).toBe('later');

    const restore = ['snapshot', 'restore', path, '--confirm', 'demo'];
    const unnamed = await cluster.cli([...restore, '--json']);
    expect(unnamed.json<ErrorJson>().error.code).toBe('E_PREFLIGHT');
    expect(await valueOfA()).toBe('later');
    await cliOk(cluster, [...restore, ...as]);
    expect(await valueOfA()).toBe('saved');

    await cliOk(cluster, ['down', '--yes']);
    const stranger = await cluster.cli(['up', '--json']);
    expect(stranger.json<ErrorJson>().error).toMatchObject({code: 'E_NO_ACCESS'});
    expect(stranger.json<ErrorJson>().error.hints.join()).toContain('--user root');
    await cliOk(cluster, ['up', ...as]);
  },
);

it.each(['3.4', '3.7'] as const)(
  'the CN of the certificate is a user, and no password is asked for, etcd %s',
  {timeout: SLOWEST_MS},
  async line => {
    const cluster = await startCluster({line, args: ['--cluster', 'demo', '--tls', 'ca']});
    await cluster.etcdctl('put', 'a', 'kept');
    await cluster.etcdctl('user', 'add', 'admin:other-word');
    await enableAuth(cluster, 'secret-word');
    const stranger = await cluster.cli(['member', 'list', '--json']);
    expect(stranger.json<ErrorJson>().error).toMatchObject({code: 'E_NO_ACCESS'});

    await cluster.etcdctl('--user', 'root:secret-word', 'user', 'grant-role', 'admin', 'root');
    await cliOk(cluster, ['member', 'replace', 'infra1', '--yes']);
    await cliOk(cluster, ['snapshot', 'save']);
    await cliOk(cluster, ['restart', '--yes']);
    const {stdout} = await cliOk(cluster, ['status']);
    expect(stdout).toMatch(/^Cluster demo · healthy · 3 members · /);
    expect(stdout).not.toContain('--user');
    expect(await cluster.etcdctl('get', 'a', '--print-value-only')).toBe('kept');
  },
);
