import {rmSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';
import {change, membersOf} from '../integration/changed-cluster.js';
import {assertKept, idOf, leaderOf, names} from '../integration/kept-members.js';
import {killMember} from '../integration/killed-run.js';
import {cliOk} from '../integration/observed-cluster.js';

const SLOWEST_MS = 240_000;

async function savedSnapshots(cluster: TestCluster): Promise<string[]> {
  const {stdout} = await cliOk(cluster, ['snapshot', 'list', '--json']);
  const {snapshots} = JSON.parse(stdout) as {snapshots: readonly {path: string}[]};
  return snapshots.map(({path}) => path);
}

describe.each(ETCD_TEST_LINES)('members are replaced, etcd %s', line => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster({line, gateways: 1});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);
  });

  it('living, in its own place', {timeout: SLOWEST_MS}, async () => {
    const leader = await leaderOf(cluster);
    const before = await idOf(cluster, leader);

    await change(cluster, ['member', 'replace', leader]);

    expect(await idOf(cluster, leader)).not.toBe(before);
    await assertKept(cluster);
    const saved = await savedSnapshots(cluster);
    expect(saved).toEqual([expect.stringMatching(/\/before-replace-[^/]*\.db$/)]);
    await cliOk(cluster, ['snapshot', 'verify', saved[0]!]);
  });

  it('living, by another one', {timeout: SLOWEST_MS}, async () => {
    await change(cluster, ['member', 'replace', 'infra1', '--with', 'infra7']);

    expect(await names(cluster)).toEqual(['infra0', 'infra2', 'infra7']);
    await assertKept(cluster);
  });

  it('dead, by another one', {timeout: SLOWEST_MS}, async () => {
    await killMember(cluster, 'infra7');

    await change(cluster, ['member', 'replace', 'infra7', '--with', 'infra8', '--no-snapshot']);

    expect(await savedSnapshots(cluster)).toHaveLength(1);
    expect(await names(cluster)).toEqual(['infra0', 'infra2', 'infra8']);
    await assertKept(cluster);
  });

  it('whose data is lost', {timeout: SLOWEST_MS}, async () => {
    await killMember(cluster, 'infra0');
    rmSync(join(cluster.dir, '.etcdops/data/infra0'), {recursive: true});

    await change(cluster, ['member', 'replace', 'infra0']);

    expect(await names(cluster)).toEqual(['infra0', 'infra2', 'infra8']);
    await assertKept(cluster);
  });

  it('as a learner, which it stays', {timeout: SLOWEST_MS}, async () => {
    await change(cluster, ['member', 'add', 'infra3', '--learner-only']);
    await killMember(cluster, 'infra3');

    await change(cluster, ['member', 'replace', 'infra3']);

    expect((await membersOf(cluster)).filter(({isLearner}) => isLearner)).toMatchObject([{name: 'infra3'}]);
    const {cluster: whole} = await change(cluster, ['promote', 'infra3']);
    expect(whole.members).toBe(4);
    await assertKept(cluster);
  });
});
