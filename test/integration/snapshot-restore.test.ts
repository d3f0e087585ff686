import {appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {saysCompacted} from '../../src/lib/adapters/etcd-api/classify-error.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertInStep} from './changed-cluster.js';
import {killedAt} from './killed-at-step.js';
import {cliOk, statusOf, type ErrorJson} from './observed-cluster.js';
import {
  askEtcd,
  contentOf,
  dataFolders,
  firstWatchAnswer,
  keptBeside,
  putMany,
  revisionOf,
  saveByHand,
  stateOf,
  THREE,
} from './restored-cluster.js';

const SLOWEST_MS = 240_000;
const CONFIRM = ['--confirm', 'demo'];

async function fill(cluster: TestCluster): Promise<void> {
  await putMany(cluster, 'k', 10_000);
  const granted = await cluster.etcdctl('lease', 'grant', '3600');
  const lease = /lease (\w+) granted/.exec(granted)?.[1];
  await cluster.etcdctl('put', `--lease=${lease}`, 'leased', 'for an hour');
  await cluster.etcdctl('user', 'add', 'ann:secret');
  await cluster.etcdctl('role', 'add', 'reader');
  await cluster.etcdctl('user', 'grant-role', 'ann', 'reader');
}

describe.each(['3.4', '3.7'] as const)('snapshot restore, etcd %s', line => {
  let cluster: TestCluster;
  let path: string;
  let atSave: Map<string, string>;
  let later: Map<string, string>;
  let revisionAtSave: number;
  let oldId: string | null;
  let firstToken: string;

  beforeAll(async () => {
    cluster = await startCluster({line, gateways: 1, grpcProxies: 1, args: ['--cluster', 'demo']});
    await fill(cluster);
    path = await saveByHand(cluster, 'saved.db');
    [atSave, revisionAtSave] = [await contentOf(cluster), await revisionOf(cluster)];
    await putMany(cluster, 'later', 500);
    await cluster.etcdctl('del', 'k000', '--prefix');
    await cluster.etcdctl('user', 'delete', 'ann');
    later = await contentOf(cluster);
    firstToken = tokenOf(cluster);
    oldId = (await statusOf(cluster)).cluster.id;
  });

  it('shows what it would do, changes nothing, and wants the name typed', async () => {
    const {stdout, stderr} = await cliOk(cluster, ['snapshot', 'restore', path, '--dry-run']);
    expect(stdout).toContain('put the restored data of infra2 in place');
    expect(stderr).toContain(line === '3.4' ? 'cannot raise the revision' : 'the revision goes on at 10000');

    const refused = await cluster.cli(['snapshot', 'restore', path, '--yes', '--json']);
    expect(refused.exitCode).toBe(10);
    expect(refused.json<ErrorJson>().error.hints).toEqual(['add --confirm demo to the command']);
    const wrong = await cluster.cli(['snapshot', 'restore', path, '--confirm', 'other', '--json']);
    expect(wrong.exitCode).toBe(2);
    expect(await contentOf(cluster)).toEqual(later);
    expect(dataFolders(cluster)).toEqual(expect.arrayContaining(THREE));
  });

  it('killed at the first swap and aborted, all is as it was', {timeout: SLOWEST_MS}, async () => {
    await killedAt(cluster, ['snapshot', 'restore', path, ...CONFIRM], 'swap-data-dir:infra0');
    const up = await cluster.cli(['up', '--json']);
    expect(up.json<ErrorJson>().error.code).toBe('E_RUN_UNFINISHED');
    await cliOk(cluster, ['run', 'abort', '--yes']);

    await assertInStep(cluster);
    expect(await contentOf(cluster)).toEqual(later);
    expect((await statusOf(cluster)).cluster.id).toBe(oldId);
    expect(dataFolders(cluster).filter(name => name.startsWith('infra'))).toEqual(THREE);
  });

  it('killed in the middle of the swap and resumed, it is the snapshot', {timeout: SLOWEST_MS}, async () => {
    await killedAt(cluster, ['snapshot', 'restore', path, ...CONFIRM], 'swap-data-dir:infra1');
    const {stdout} = await cliOk(cluster, ['run', 'resume', '--yes']);
    expect(stdout).toContain('etcdops snapshot undo');

    const {cluster: shown} = await assertInStep(cluster);
    expect(shown.health).toBe('healthy');
    expect(await contentOf(cluster)).toEqual(atSave);
    expect(dataFolders(cluster).filter(name => name.startsWith('infra'))).toEqual(
      keptBeside(THREE, 'replaced'),
    );
  });

  it('brings users, roles and leases along, and is another cluster', async () => {
    expect(await cluster.etcdctl('user', 'get', 'ann')).toContain('reader');
    const leases = await askEtcd(cluster, '/v3/lease/leases', {});
    expect(leases['leases']).toHaveLength(1);
    const {id} = (await statusOf(cluster)).cluster;
    expect(id).not.toBe(oldId);
    expect(stateOf(cluster)).toMatchObject({clusterId: id, formerClusterIds: [oldId]});
  });

  it('tells a watch of before that its revisions are gone, where this etcd can', async () => {
    const bump = line === '3.4' ? 0 : 1_000_000_000;
    expect(await revisionOf(cluster)).toBe(revisionAtSave + bump);
    if (line === '3.4') return;
    expect(await firstWatchAnswer(cluster, revisionAtSave)).toContain('compact_revision');
    const read = await askEtcd(cluster, '/v3/kv/range', {key: 'AA==', revision: String(revisionAtSave)});
    expect(saysCompacted(JSON.stringify(read))).toBe(true);
  });

  it('stopped, it would be raised beyond what its data shows', {timeout: SLOWEST_MS}, async () => {
    const elsewhere = ['--to', join(cluster.dir, 'elsewhere')];
    const dryRun = async (...more: string[]): Promise<void> => {
      const {stderr} = await cliOk(cluster, ['snapshot', 'restore', path, '--dry-run', ...more]);
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
      expect(await contentOf(cluster)).toEqual(later);
      expect((await statusOf(cluster)).cluster.id).toBe(oldId);
      expect(dataFolders(cluster).filter(name => name.startsWith('infra'))).toEqual(
        keptBeside(THREE, 'undone'),
      );
      const [saved, ...others] = readdirSync(join(cluster.dir, '.etcdops/snapshots')).filter(name =>
        name.endsWith('.db'),
      );
      expect(saved).toMatch(/^before-undo-/);
      expect(others).toEqual([]);

      const again = await cluster.cli(['snapshot', 'undo', ...CONFIRM, '--json']);
      expect(again.json<ErrorJson>().error.code).toBe('E_RUN_UNKNOWN');

      await cliOk(cluster, ['snapshot', 'restore', join('.etcdops/snapshots', saved!), ...CONFIRM]);
      expect(await contentOf(cluster)).toEqual(new Map([...atSave, ['meanwhile', 'written']]));
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
      expect((await refusal(path, '--token', token)).code).toBe('E_USAGE');
    const elsewhere = join(cluster.dir, 'elsewhere');
    const refused = await cluster.cli([
      ...['snapshot', 'restore', path, '--token', firstToken, '--to', elsewhere, '--json'],
    ]);
    expect(refused.json<ErrorJson>().error.code).toBe('E_USAGE');
    rmSync(spoilt);
    if (line === '3.4') expect((await refusal(path, '--bump-revision', '9')).code).toBe('E_UNSUPPORTED');
    expect(await contentOf(cluster)).toEqual(before);
  });
});

function tokenOf({dir}: TestCluster): string {
  return /^token: (\S+)$/m.exec(readFileSync(join(dir, 'etcdops.yaml'), 'utf8'))![1]!;
}
