import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {SnapshotReport} from '../../src/lib/domain/snapshots/snapshot-report.js';
import type {SaveResult} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {startCluster} from '../helpers/cluster.js';
import {addByHand, changeMembers} from '../integration/joined-member.js';
import {assertHealthy, cliOk, type ErrorJson} from '../integration/observed-cluster.js';
import {edit, nodeOf, statusNow} from '../integration/observed-proxies.js';
import {json} from '../integration/saved-snapshots.js';

const LINES = ['3.4', '3.7'] as const;

describe.each(LINES)('a learner beside three members of etcd %s', line => {
  it('is started, shown, restarted and stopped as what it is', async () => {
    const cluster = await startCluster({line, gateways: 1});
    const {
      cluster: {id},
    } = await statusNow(cluster);
    const {clientUrl} = await addByHand(cluster, 'infra3', {learner: true});

    await cliOk(cluster, ['up', 'infra3']);
    const joined = await statusNow(cluster);
    expect(joined.cluster).toMatchObject({id, health: 'healthy', members: 4, faultTolerance: 1});
    expect(nodeOf(joined, 'infra3')).toMatchObject({role: 'learner', healthy: true, isLearner: true});
    expect(nodeOf(joined, 'gateway0').endpoints?.missing).toEqual([]);
    expect((await cliOk(cluster, ['env'])).stdout).not.toContain(clientUrl);
    const pid = cluster.pidOf('infra3');

    await cliOk(cluster, ['restart', 'infra3', '--yes']);
    expect(cluster.pidOf('infra3')).not.toBe(pid);
    await cliOk(cluster, ['restart', '--yes']);
    // Etcd of 3.4 has it since 3.4.28; the tool of an earlier one asks for ever.
    const saved = await json<SaveResult & ErrorJson>(cluster, 'snapshot', 'save', '--from', 'infra3');
    if (line === '3.4') expect(saved.error).toMatchObject({code: 'E_UNSUPPORTED', exitCode: 2});
    else {
      expect(saved).toMatchObject({exitCode: 0, from: 'infra3', verified: true});
      const report = await json<SnapshotReport>(cluster, 'snapshot', 'verify', '--drill');
      expect(report.manifest?.members.map(({name}) => name)).toContain('infra3');
      expect(report).toMatchObject({exitCode: 0, verified: true, path: saved.path});
    }
    await cliOk(cluster, ['down', 'infra3', '--yes']);
    const without = await statusNow(cluster);
    expect(nodeOf(without, 'infra3')).toMatchObject({role: 'learner', running: false});
    expect(without.cluster).toMatchObject({health: 'degraded', faultTolerance: 1});

    await cliOk(cluster, ['up']);
    // The gateway is a process as well.
    await assertHealthy(cluster, 5);
  });

  it('votes once it is promoted, and begins the next cluster with the others', async () => {
    const cluster = await startCluster({line, members: 1});
    const {id} = await addByHand(cluster, 'infra1', {learner: true});
    await cliOk(cluster, ['up']);

    await changeMembers(cluster, 'promote', id);
    const promoted = await statusNow(cluster);
    expect(nodeOf(promoted, 'infra1')).toMatchObject({role: 'member', healthy: true, isLearner: false});
    edit(cluster, 'etcdops.yaml', text => text.replace(', learner: true', ''));
    await cliOk(cluster, ['down', '--yes']);
    await cliOk(cluster, ['up']);
    expect((await assertHealthy(cluster, 2)).cluster.id).toBe(promoted.cluster.id);

    await cliOk(cluster, ['down', '--purge', '--confirm', 'demo']);
    expect(readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8')).not.toContain('existing');
    await cliOk(cluster, ['up']);
    expect((await assertHealthy(cluster, 2)).cluster.id).not.toBe(promoted.cluster.id);
  });
});
