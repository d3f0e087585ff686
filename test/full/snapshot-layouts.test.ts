import {existsSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertInStep} from '../integration/changed-cluster.js';
import {cliOk, type ErrorJson} from '../integration/observed-cluster.js';
import {askEtcd, contentOf, putMany, saveByHand} from '../integration/restored-cluster.js';
import {startByConfigs, startProcess} from '../integration/started-restored.js';

const SLOWEST_MS = 240_000;

describe.each(['3.4', '3.7'] as const)('snapshots of other layouts, etcd %s', line => {
  let source: TestCluster;
  let path: string;
  let content: Map<string, string>;

  beforeAll(async () => {
    source = await startCluster({line, members: 3, args: ['--cluster', 'demo']});
    await putMany(source, 'k', 300);
    path = await saveByHand(source, 'saved.db');
    content = await contentOf(source);
  });

  it('begins a cluster of one member and of five from three', {timeout: SLOWEST_MS}, async () => {
    for (const members of [1, 5]) {
      const cluster = await startCluster({line, members, start: false, args: ['--cluster', 'other']});
      await cliOk(cluster, ['snapshot', 'restore', path, '--confirm', 'other']);
      await assertInStep(cluster);
      expect(await contentOf(cluster)).toEqual(content);
      await cliOk(cluster, ['down', '--yes']);
    }
  });

  it('makes directories for other machines, and one alone that serves', {timeout: SLOWEST_MS}, async () => {
    const dir = join(source.dir, 'elsewhere');
    await cliOk(source, ['snapshot', 'restore', path, '--to', dir]);
    expect(readdirSync(dir)).toEqual([
      'infra0',
      'infra0.yaml',
      'infra1',
      'infra1.yaml',
      'infra2',
      'infra2.yaml',
    ]);
    const again = await source.cli(['snapshot', 'restore', path, '--to', dir, '--json']);
    expect(again.json<ErrorJson>().error.code).toBe('E_DIR_OCCUPIED');

    const alone = join(source.dir, 'alone');
    await cliOk(source, ['snapshot', 'restore', path, '--to', alone, '--name', 'solo', '--dry-run']);
    expect(existsSync(alone)).toBe(false);
    await cliOk(source, ['snapshot', 'restore', path, '--to', alone, '--name', 'solo']);
    expect(readdirSync(alone)).toEqual(['solo', 'solo.yaml']);
    const endpoint = await startProcess(source, join(alone, 'solo'));
    expect(await contentOf({endpoints: [endpoint]})).toEqual(content);
  });

  it('brings the cluster up on them once they are adopted', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line, members: 1, start: false, args: ['--cluster', 'demo']});
    const dir = join(cluster.dir, 'elsewhere');
    const {stdout} = await cliOk(cluster, ['snapshot', 'restore', path, '--to', dir]);
    expect(stdout).toContain(`etcdops snapshot adopt ${dir}`);
    await cliOk(cluster, ['snapshot', 'adopt', dir, '--yes']);
    await cliOk(cluster, ['up']);
    await assertInStep(cluster);
    expect(await contentOf(cluster)).toEqual(content);
    await cliOk(cluster, ['down', '--yes']);
  });

  it('brings a cluster with certificates up on them', {timeout: SLOWEST_MS}, async () => {
    const args = ['--cluster', 'demo', '--tls', 'ca'];
    const cluster = await startCluster({line, members: 1, start: false, args});
    const dir = join(cluster.dir, 'elsewhere');
    await cliOk(cluster, ['snapshot', 'restore', path, '--to', dir]);
    await cliOk(cluster, ['snapshot', 'adopt', dir, '--yes']);
    await cliOk(cluster, ['up']);
    await assertInStep(cluster);
    await cliOk(cluster, ['down', '--yes']);
  });

  it('takes the database of a dead member, and no file that was cut off', {timeout: SLOWEST_MS}, async () => {
    await cliOk(source, ['down', '--yes']);
    const db = join(source.dir, '.etcdops/data/infra1/member/snap/db');
    const cluster = await startCluster({line, members: 1, start: false, args: ['--cluster', 'other']});
    const {stderr} = await cliOk(cluster, ['snapshot', 'restore', db, '--confirm', 'other']);
    expect(stderr).toContain('may stand in the log alone and be missing');
    expect(await contentOf(cluster)).toEqual(content);

    const cut = join(cluster.dir, 'cut.db');
    writeFileSync(cut, '');
    const refused = await cluster.cli(['snapshot', 'restore', cut, '--confirm', 'other', '--json']);
    expect(refused.exitCode).toBe(3);
  });

  it(
    'starts on what was made where it stands, by the configs that came with it',
    {timeout: SLOWEST_MS},
    async () => {
      const dir = join(source.dir, 'for three');
      const made = await cliOk(source, ['snapshot', 'restore', path, '--to', dir, '--json']);
      const {clusterId} = JSON.parse(made.stdout) as {clusterId: string};
      await startByConfigs(source, dir);
      expect(await contentOf(source)).toEqual(content);
      const {header} = await askEtcd(source, '/v3/maintenance/status', {});
      expect(BigInt((header as {cluster_id: string}).cluster_id).toString(16)).toBe(clusterId);

      // Of another cluster than the one that this folder knows, until it is told.
      expect((await source.cli(['status'])).exitCode).toBe(6);
      await cliOk(source, ['snapshot', 'adopt', dir, '--yes']);
      const status = await cliOk(source, ['status', '--json']);
      expect(JSON.parse(status.stdout)).toMatchObject({cluster: {id: clusterId, health: 'healthy'}});
      await cliOk(source, ['snapshot', 'save']);
    },
  );
});
