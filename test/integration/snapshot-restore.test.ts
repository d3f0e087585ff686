import {appendFileSync, cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertInStep} from './changed-cluster.js';
import {killedAt} from './killed-at-step.js';
import {cliOk, statusOf, type ErrorJson} from './observed-cluster.js';
import {askEtcd, contentOf, dataFolders, keptBeside, stateOf, THREE} from './restored-cluster.js';
import {
  aStory,
  assertAllCameAlong,
  assertPastIsCompacted,
  startOldMember,
  type Story,
} from './restored-content.js';

const SLOWEST_MS = 240_000;
const CONFIRM = ['--confirm', 'demo'];

describe.each(['3.4', '3.7'] as const)('snapshot restore, etcd %s', line => {
  let cluster: TestCluster;
  let story: Story;
  let oldId: string | null;
  let firstToken: string;

  beforeAll(async () => {
    cluster = await startCluster({line, gateways: 1, grpcProxies: 1, args: ['--cluster', 'demo']});
    story = await aStory(cluster);
    firstToken = tokenOf(cluster);
    oldId = (await statusOf(cluster)).cluster.id;
  });

  it('shows what it would do, changes nothing, and wants the name typed', async () => {
    const {stdout, stderr} = await cliOk(cluster, ['snapshot', 'restore', story.path, '--dry-run']);
    expect(stdout).toContain('put the restored data of infra2 in place');
    expect(stderr).toContain(line === '3.4' ? 'cannot raise the revision' : 'the revision goes on at 10000');

    const refused = await cluster.cli(['snapshot', 'restore', story.path, '--yes', '--json']);
    expect(refused.exitCode).toBe(10);
    expect(refused.json<ErrorJson>().error.hints).toEqual(['add --confirm demo to the command']);
    const wrong = await cluster.cli(['snapshot', 'restore', story.path, '--confirm', 'other', '--json']);
    expect(wrong.exitCode).toBe(2);
    expect(await contentOf(cluster)).toEqual(story.later);
    expect(dataFolders(cluster)).toEqual(expect.arrayContaining(THREE));
  });

  it('killed at the first swap and aborted, all is as it was', {timeout: SLOWEST_MS}, async () => {
    await killedAt(cluster, ['snapshot', 'restore', story.path, ...CONFIRM], 'swap-data-dir:infra0');
    const up = await cluster.cli(['up', '--json']);
    expect(up.json<ErrorJson>().error.code).toBe('E_RUN_UNFINISHED');
    await cliOk(cluster, ['run', 'abort', '--yes']);

    await assertInStep(cluster);
    expect(await contentOf(cluster)).toEqual(story.later);
    expect((await statusOf(cluster)).cluster.id).toBe(oldId);
    expect(dataFolders(cluster).filter(name => name.startsWith('infra'))).toEqual(THREE);
  });

  it('killed in the middle of the swap and resumed, it is the snapshot', {timeout: SLOWEST_MS}, async () => {
    await killedAt(cluster, ['snapshot', 'restore', story.path, ...CONFIRM], 'swap-data-dir:infra1');
    const {stdout} = await cliOk(cluster, ['run', 'resume', '--yes']);
    expect(stdout).toContain('etcdops snapshot undo');

    const {cluster: shown} = await assertInStep(cluster);
    expect(shown.health).toBe('healthy');
    expect(await contentOf(cluster)).toEqual(story.atSave);
    expect(dataFolders(cluster).filter(name => name.startsWith('infra'))).toEqual(
      keptBeside(THREE, 'replaced'),
    );
  });

  it('brings users, roles and leases along, and is another cluster', async () => {
    await assertAllCameAlong(cluster, story);
    const {id} = (await statusOf(cluster)).cluster;
    expect(id).not.toBe(oldId);
    expect(stateOf(cluster)).toMatchObject({clusterId: id, formerClusterIds: [oldId]});
  });

  it('tells a watch of before that its revisions are gone, where this etcd can', async () => {
    await assertPastIsCompacted(cluster, story);
  });

  it('keeps out who comes back with the data of before', {timeout: SLOWEST_MS}, async () => {
    const others = {endpoints: cluster.endpoints.slice(1)};
    const membersNow = async () => (await askEtcd(others, '/v3/cluster/member/list', {}))['members'];
    const members = await membersNow();
    await cliOk(cluster, ['down', 'infra0', '--yes']);
    const folder = join(cluster.dir, '.etcdops/data');
    const kept = readdirSync(folder).find(name => name.startsWith('infra0.replaced-'))!;
    // A copy: what it writes there is none of what an undo brings back.
    cpSync(join(folder, kept), join(cluster.dir, 'zombie'), {recursive: true});

    const zombie = await startOldMember(cluster, 'infra0', join(cluster.dir, 'zombie'));

    expect(await membersNow()).toEqual(members);
    await askEtcd(others, '/v3/kv/put', {key: 'bWluZ2xl', value: 'eA=='});
    await askEtcd(others, '/v3/kv/deleterange', {key: 'bWluZ2xl'});
    expect(await contentOf(others)).toEqual(story.atSave);
    await zombie.end();
    const own = join(folder, 'infra0');
    renameSync(own, `${own}.own`);
    cpSync(join(folder, kept), own, {recursive: true});
    const {error} = (await cluster.cli(['up', '--json'])).json<ErrorJson>();
    expect(error.code).toBe('E_CLUSTER_MISMATCH');
    expect(error.message).toContain(`infra0 has data of cluster ${oldId} in ${own}`);
    rmSync(own, {recursive: true});
    renameSync(`${own}.own`, own);
    await cliOk(cluster, ['up']);
    await assertInStep(cluster);
  });

  it('stopped, it would be raised beyond what its data shows', {timeout: SLOWEST_MS}, async () => {
    const elsewhere = ['--to', join(cluster.dir, 'elsewhere')];
    const dryRun = async (...more: string[]): Promise<void> => {
      const {stderr} = await cliOk(cluster, ['snapshot', 'restore', story.path, '--dry-run', ...more]);
      expect(stderr).toMatch(line === '3.4' ? /cannot raise the revision/ : /goes on at [23]0000000\d\d /);
      expect(stderr).not.toContain('tells how far');
    };
    await dryRun(...elsewhere);
    await cliOk(cluster, ['down', '--yes']);
    await dryRun();
    await dryRun(...elsewhere);
    await cliOk(cluster, ['up']);
  });

  it(
    'undone, it is what was before, and what it was meanwhile is kept twice',
    {timeout: SLOWEST_MS},
    async () => {
      await cluster.etcdctl('put', 'meanwhile', 'written');
      const {stderr} = await cliOk(cluster, ['snapshot', 'undo', ...CONFIRM]);
      expect(stderr).toMatch(/becomes [0-9a-f]+ again, at revision \d+/);

      await assertInStep(cluster);
      expect(await contentOf(cluster)).toEqual(story.later);
      expect((await statusOf(cluster)).cluster.id).toBe(oldId);
      expect(dataFolders(cluster).filter(name => name.startsWith('infra'))).toEqual(
        keptBeside(THREE, 'undone'),
      );
      const snapshots = readdirSync(join(cluster.dir, '.etcdops/snapshots'));
      const [saved, ...others] = snapshots.filter(name => /^before-undo-.*\.db$/.test(name));
      expect(others).toEqual([]);

      const again = await cluster.cli(['snapshot', 'undo', ...CONFIRM, '--json']);
      expect(again.json<ErrorJson>().error.code).toBe('E_RUN_UNKNOWN');

      await cliOk(cluster, ['snapshot', 'restore', join('.etcdops/snapshots', saved!), ...CONFIRM]);
      expect(await contentOf(cluster)).toEqual(new Map([...story.atSave, ['meanwhile', 'written']]));
    },
  );

  it('refuses what would not become this cluster, with nothing changed', {timeout: SLOWEST_MS}, async () => {
    const before = await contentOf(cluster);
    const refusal = async (...args: string[]): Promise<ErrorJson['error']> => {
      const result = await cluster.cli(['snapshot', 'restore', ...args, ...CONFIRM, '--json']);
      return result.json<ErrorJson>().error;
    };
    const spoilt = join(cluster.dir, 'spoilt.db');
    writeFileSync(spoilt, '');
    expect((await refusal(spoilt)).exitCode).toBe(3);
    appendFileSync(spoilt, 'no database at all'.repeat(100));
    expect((await refusal(spoilt)).exitCode).toBe(3);
    expect((await refusal(join(cluster.dir, 'missing.db'))).exitCode).toBe(3);
    expect((await refusal(cluster.dir)).exitCode).toBe(3);
    for (const token of [tokenOf(cluster), firstToken])
      expect((await refusal(story.path, '--token', token)).code).toBe('E_USAGE');
    const elsewhere = join(cluster.dir, 'elsewhere');
    const refused = await cluster.cli([
      ...['snapshot', 'restore', story.path, '--token', firstToken, '--to', elsewhere, '--json'],
    ]);
    expect(refused.json<ErrorJson>().error.code).toBe('E_USAGE');
    rmSync(spoilt);
    if (line === '3.4')
      expect((await refusal(story.path, '--bump-revision', '9')).code).toBe('E_UNSUPPORTED');
    expect(await contentOf(cluster)).toEqual(before);
  });
});

function tokenOf({dir}: TestCluster): string {
  return /^token: (\S+)$/m.exec(readFileSync(join(dir, 'etcdops.yaml'), 'utf8'))![1]!;
}
