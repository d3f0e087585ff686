import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import type {SaveResult} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {cliOk, type ErrorJson} from '../integration/observed-cluster.js';
import {json} from '../integration/saved-snapshots.js';

const SLOWEST_MS = 240_000;
const ROOT = ['--user', 'root:secret-word'];

async function addRoot(cluster: TestCluster): Promise<void> {
  await cluster.etcdctl('user', 'add', 'root:secret-word');
  // Newer ones have the role from the beginning.
  await cluster.etcdctl('role', 'add', 'root').catch(() => undefined);
  await cluster.etcdctl('user', 'grant-role', 'root', 'root');
  await cluster.etcdctl('auth', 'enable');
}

describe.each(['3.4', '3.7'] as const)('users on one side of a restore alone, etcd %s', line => {
  let cluster: TestCluster;
  let without: string;
  let withUsers: string;
  let as: readonly string[];
  const content = (...more: string[]) => cluster.etcdctl('get', '', '--prefix', '--keys-only', ...more);
  const keys = async (...more: string[]) => (await content(...more)).split('\n').filter(key => key !== '');
  const restore = (path: string, ...more: string[]) =>
    cliOk(cluster, ['snapshot', 'restore', path, '--confirm', 'demo', ...more]);

  beforeAll(async () => {
    cluster = await startCluster({line, args: ['--cluster', 'demo']});
    const password = join(cluster.dir, 'password');
    writeFileSync(password, 'secret-word\n', {mode: 0o600});
    as = ['--user', 'root', '--password-file', password];
    await cluster.etcdctl('put', 'early', 'x');
    without = (await json<SaveResult>(cluster, 'snapshot', 'save')).path;
    await cluster.etcdctl('put', 'late', 'x');
    await addRoot(cluster);
    withUsers = (await json<SaveResult>(cluster, 'snapshot', 'save', ...as)).path;
  });

  it('a snapshot of before goes into a cluster that has some', {timeout: SLOWEST_MS}, async () => {
    await restore(without, ...as);
    expect(await keys()).toEqual(['early']);
  });

  it('undone by root, they are back, and have been none meanwhile', {timeout: SLOWEST_MS}, async () => {
    await cliOk(cluster, ['snapshot', 'undo', '--confirm', 'demo', ...as]);
    expect(await keys(...ROOT)).toEqual(['early', 'late']);
    expect((await json<ErrorJson>(cluster, 'snapshot', 'save')).error.code).toBe('E_NO_ACCESS');
  });

  it(
    'a snapshot that has some goes into a cluster without, and is taken back',
    {timeout: SLOWEST_MS},
    async () => {
      await cluster.etcdctl('auth', 'disable', ...ROOT);
      const refused = await json<ErrorJson>(cluster, 'snapshot', 'restore', withUsers, '--confirm', 'demo');
      expect(refused.error.hints.join()).toContain('--user root');

      await restore(withUsers, ...as);

      expect(await keys(...ROOT)).toEqual(['early', 'late']);
      await expect(keys()).rejects.toThrow('user name is empty');
      await cliOk(cluster, ['snapshot', 'undo', '--confirm', 'demo', ...as]);
      expect(await keys()).toEqual(['early', 'late']);
    },
  );
});
