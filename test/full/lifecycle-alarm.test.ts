import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertHealthy, cliOk, statusOf, type ErrorJson} from '../integration/observed-cluster.js';

/** A few dozen values use it up. */
const SMALL_QUOTA = 4_000_000;
const ROOM = 1_000_000_000;

function setQuota({dir}: TestCluster, bytes: number): void {
  const path = join(dir, 'etcdops.yaml');
  const rest = readFileSync(path, 'utf8').replace(/^settings:.*\n/m, '');
  writeFileSync(path, `${rest}settings: {quota-backend-bytes: ${bytes}}\n`);
}

/** Writes until the quota is used up and the members raise the alarm. */
async function fillUp(cluster: TestCluster): Promise<void> {
  // As much as one argument may hold.
  const value = 'x'.repeat(120_000);
  for (let index = 0; index < 100; index++) {
    const refusal = await cluster.etcdctl('put', `key${index}`, value).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (refusal?.includes('database space exceeded')) return;
    if (refusal !== undefined) throw new Error(refusal);
  }
  throw new Error('the quota was never used up');
}

describe.each(['3.4', '3.7'] as const)('a cluster of etcd %s whose quota is used up', line => {
  it('is shown as it is; a restart with more room and a disarm mend it', async () => {
    const cluster = await startCluster({line, start: false});
    setQuota(cluster, SMALL_QUOTA);
    await cliOk(cluster, ['render']);
    await cliOk(cluster, ['up']);
    await fillUp(cluster);

    const status = await cluster.cli(['status', '--json']);
    const up = await cluster.cli(['up', '--json']);

    expect(status.exitCode).toBe(6);
    const shown = status.json<{cluster: {health: string}; nodes: {alarms: string[]; error?: string}[]}>();
    expect(shown.cluster.health).toBe('degraded');
    expect(shown.nodes.flatMap(({alarms}) => alarms)).toContain('NOSPACE');
    expect(shown.nodes.find(({alarms}) => alarms.length > 0)?.error).toContain('NOSPACE');
    expect(up.exitCode).toBe(6);
    const {error} = up.json<ErrorJson>();
    expect(error.code).toBe('E_UNHEALTHY');
    expect(error.message).toContain('NOSPACE');
    expect(error.hints.join('\n')).toMatch(/quota-backend-bytes[\s\S]*alarm disarm/);

    const before = await cluster.etcdctl('member', 'list');
    const add = await cluster.cli(['member', 'add', 'infra3', '--yes', '--json']);
    expect(add.exitCode).toBe(4);
    const refused = add.json<ErrorJson>().error;
    expect(refused.code).toBe('E_QUORUM');
    expect(refused.message).toMatch(/infra\d has the alarm NOSPACE up/);
    expect(refused.hints.at(-1)).toMatch(/etcdops ctl -- alarm list$/);
    expect(await cluster.etcdctl('member', 'list')).toBe(before);

    setQuota(cluster, ROOM);
    await cliOk(cluster, ['render']);
    await cliOk(cluster, ['restart', '--yes']);
    await cliOk(cluster, ['ctl', '--', 'alarm', 'disarm']);

    await assertHealthy(cluster);
    await cluster.etcdctl('put', 'again', 'there is room');
    await cliOk(cluster, ['up']);
  });

  it('shows how far a member that comes back is behind', async () => {
    const cluster = await startCluster({line});
    const {cluster: before, nodes} = await statusOf(cluster);
    const follower = nodes.findIndex(({isLeader}) => isLeader !== true);
    const name = nodes[follower]!.name;
    const living = cluster.endpoints.filter((_, index) => index !== follower).join(',');
    process.kill(cluster.pidOf(name), 'SIGSTOP');
    try {
      for (let index = 0; index < 30; index++) {
        await cliOk(cluster, ['ctl', '--', `--endpoints=${living}`, 'put', `key${index}`, 'x']);
      }
      const status = await statusOf(cluster);
      expect(status.cluster.health).toBe('degraded');
      expect(status.cluster.revision).toBe((before.revision ?? 0) + 30);
      expect(status.nodes[follower]).toMatchObject({name, running: true, healthy: false});
    } finally {
      process.kill(cluster.pidOf(name), 'SIGCONT');
    }
    await cliOk(cluster, ['up']);

    const lags = (await statusOf(cluster)).nodes.map(node => (node as {raftLag?: number}).raftLag);

    expect(lags).toEqual([0, 0, 0]);
  });
});
