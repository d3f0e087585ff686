import {readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {
  assertHealthy,
  cliOk,
  etcdPids,
  predictedClusterId,
  type ErrorJson,
} from '../integration/observed-cluster.js';

function tokenOf({dir}: TestCluster): unknown {
  return (parse(readFileSync(join(dir, 'etcdops.yaml'), 'utf8')) as {token: unknown}).token;
}

/** A file where etcd wants to make its data directory: the member ends right after its start. */
function spoil({dir}: TestCluster, name: string): string {
  const path = join(dir, '.etcdops/data', name);
  writeFileSync(path, 'not a folder\n');
  return path;
}

describe.each(['3.4', '3.7'] as const)('a bootstrap that fails, etcd %s', line => {
  it.each(['infra0', 'infra1', 'infra2'])('up says why %s ended; mended, up goes on', async name => {
    const cluster = await startCluster({line, start: false});
    const path = spoil(cluster, name);

    const failed = await cluster.cli(['up', '--json']);
    rmSync(path);
    await cliOk(cluster, ['up']);

    expect(failed.exitCode).toBe(5);
    const {error} = failed.json<ErrorJson>();
    expect(error.code).toBe('E_NODE_FAILED');
    expect(error.message).toContain(name);
    expect(error.message).toMatch(/not a directory|file exists/);
    expect(error.hints.join(' ')).toContain(`etcdops logs ${name}`);
    const status = await assertHealthy(cluster);
    expect(status.cluster.id).toBe(predictedClusterId(cluster.dir));
  });

  it('up --fresh begins it again with a new token and the old data aside', async () => {
    const cluster = await startCluster({line, start: false});
    spoil(cluster, 'infra2');
    const failed = await cluster.cli(['up', '--json']);
    const oldToken = tokenOf(cluster);

    await cliOk(cluster, ['up', '--fresh']);

    expect(failed.exitCode).toBe(5);
    const status = await assertHealthy(cluster);
    expect(status.cluster.id).toBe(predictedClusterId(cluster.dir));
    expect(tokenOf(cluster)).not.toBe(oldToken);
    const aside = readdirSync(join(cluster.dir, '.etcdops/data')).filter(entry =>
      entry.includes('.removed-'),
    );
    expect(aside.map(entry => entry.split('.')[0]).sort()).toEqual(['infra0', 'infra1', 'infra2']);
    expect((await cluster.cli(['render', '--check'])).exitCode).toBe(0);
  });

  it('up --fresh is refused once the cluster was healthy, also after a down', async () => {
    const cluster = await startCluster({line, members: 1});
    const before = await assertHealthy(cluster, 1);

    const whileUp = await cluster.cli(['up', '--fresh', '--json']);
    await cliOk(cluster, ['down', '--yes']);
    const whileDown = await cluster.cli(['up', '--fresh', '--json']);

    for (const refused of [whileUp, whileDown]) {
      expect(refused.exitCode).toBe(4);
      const {error} = refused.json<ErrorJson>();
      expect(error.code).toBe('E_PREFLIGHT');
      expect(error.message).toContain(before.cluster.id);
      expect(error.hints.join(' ')).toContain('etcdops up');
    }
    expect(readdirSync(join(cluster.dir, '.etcdops/data'))).toEqual(['infra0']);
    await cliOk(cluster, ['up']);
    expect((await assertHealthy(cluster, 1)).cluster.id).toBe(before.cluster.id);
  });
});

describe('up that cannot start', () => {
  it('names the port that another process took, and starts nothing', async () => {
    const cluster = await startCluster({start: false});
    const port = cluster.basePort + 21;
    const blocker = createServer().listen(port, '127.0.0.1');
    onDispose(() => void blocker.close());

    const refused = await cluster.cli(['up', '--json']);

    expect(refused.exitCode).toBe(4);
    const {error} = refused.json<ErrorJson>();
    expect(error.code).toBe('E_PREFLIGHT');
    expect(error.message).toContain(String(port));
    expect(error.message).toContain('infra2');
    expect(etcdPids(cluster.dir).size).toBe(0);
  });

  it('--dry-run shows the steps and does none of them', async () => {
    const cluster = await startCluster({start: false});

    const plan = await cliOk(cluster, ['up', '--dry-run', '--json']);

    const {run} = plan.json<{run: {outcome: string; steps: {id: string; outcome: string}[]}}>();
    expect(run.outcome).toBe('planned');
    expect(run.steps.map(({id, outcome}) => `${id} ${outcome}`)).toEqual([
      'start-etcd:infra0 todo',
      'start-etcd:infra1 todo',
      'start-etcd:infra2 todo',
      'verify-health todo',
    ]);
    expect(etcdPids(cluster.dir).size).toBe(0);
    expect(readdirSync(join(cluster.dir, '.etcdops', 'data'))).toEqual([]);
  });

  it('a deadline that passes is said, and the next up goes on', async () => {
    const cluster = await startCluster({start: false});

    const late = await cluster.cli(['up', '--timeout', '1ms', '--json']);
    await cliOk(cluster, ['up']);

    expect(late.exitCode).toBe(7);
    expect(late.json<ErrorJson>().error).toMatchObject({code: 'E_TIMEOUT', exitCode: 7});
    await assertHealthy(cluster);
  });
});
