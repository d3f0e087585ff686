import {createHash} from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {basename, join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';

import type {SnapshotReport} from '../../src/lib/domain/snapshots/snapshot-report.js';
import type {SaveResult} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {cliOk, type ErrorJson} from './observed-cluster.js';
import {askEtcd} from './restored-cluster.js';
import {found, json, snapshotsOf} from './saved-snapshots.js';

describe('three members', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster();
    await cluster.etcdctl('put', 'a', 'b');
  });

  it('give it from a follower, or from whom is named; a remainder of a killed save goes', async () => {
    const key = createHash('sha256').update(cluster.dir).digest('hex').slice(0, 8);
    mkdirSync(join(cluster.dir, '.etcdops/snapshots'));
    writeFileSync(join(cluster.dir, '.etcdops/snapshots', `.etcdops-${key}.db.part`), 'half');
    const {nodes} = await json<{nodes: {name: string; isLeader?: boolean}[]}>(cluster, 'status');
    const leader = nodes.find(({isLeader}) => isLeader === true)!.name;
    const {path, from} = await json<SaveResult>(cluster, 'snapshot', 'save');
    expect(from).not.toBe(leader);
    expect(await json(cluster, 'snapshot', 'save', '--dry-run')).toMatchObject({
      dryRun: true,
      verified: false,
    });
    const target = join(tempDir('target'), 'named.db');
    expect(await json(cluster, 'snapshot', 'save', target, '--from', leader)).toMatchObject({
      from: leader,
      path: target,
    });
    expect(await json(cluster, 'snapshot', 'save', target)).toMatchObject({exitCode: 2});
    expect(await json(cluster, 'snapshot', 'save', '--from', 'infra9')).toMatchObject({exitCode: 2});
    expect(await json(cluster, 'snapshot', 'save', join(target, 'x.db'))).toMatchObject({exitCode: 2});
    expect(await json(cluster, 'snapshot', 'save', tempDir('folder'))).toMatchObject({exitCode: 2});
    expect(snapshotsOf(cluster)).toEqual([basename(path), `${basename(path)}.manifest.json`]);

    const folder = tempDir('limited');
    const words = [process.execPath, CLI_PATH, 'snapshot', 'save', join(folder, 'x.db'), '--json'];
    const limited = await execa('sh', ['-c', 'ulimit -f 8; exec "$@"', 'sh', ...words], {
      ...{cwd: cluster.dir, env: cleanEnv(), extendEnv: false, reject: false},
    });
    expect([limited.exitCode, limited.stdout]).toEqual([7, expect.stringContaining('(ulimit -f)')]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('prune to the trash, and schedule what systemd understands', async () => {
    const first = await json<SaveResult>(cluster, 'snapshot', 'save');
    await cluster.etcdctl('put', 'a', 'c');
    const last = await json<SaveResult>(cluster, 'snapshot', 'save');
    const unnamed = await cliOk(cluster, ['snapshot', 'restore', '--dry-run']);
    const plan = `${unnamed.stdout}${unnamed.stderr}`;
    expect(plan).toContain(basename(last.path));
    expect(plan).not.toContain(basename(first.path));
    expect(await json(cluster, 'snapshot', 'prune', '--keep', '1')).toMatchObject({exitCode: 10});
    expect(await json(cluster, 'snapshot', 'prune', '--yes')).toMatchObject({exitCode: 2});
    expect(await json(cluster, 'snapshot', 'prune', '--keep', '1', '--dry-run')).toMatchObject({
      outcome: 'planned',
    });
    expect(existsSync(join(cluster.dir, first.path))).toBe(true);
    expect(await json(cluster, 'snapshot', 'prune', '--keep', '1', '--yes')).toMatchObject({
      exitCode: 0,
      outcome: 'done',
    });
    expect(snapshotsOf(cluster)).toEqual([basename(last.path), `${basename(last.path)}.manifest.json`]);
    const trash = readdirSync(join(cluster.dir, '.etcdops/snapshots-trash'));
    expect(trash).toContain(basename(first.path));
    expect(trash).toContain(basename(first.manifestPath!));
    expect(await json(cluster, 'snapshot', 'prune', '--keep', '1', '--yes')).toMatchObject({
      outcome: 'nothing-to-do',
    });
    const emptied = await json(cluster, 'snapshot', 'prune', '--keep', '1', '--trash-days', '0', '--yes');
    expect(emptied).toMatchObject({
      outcome: 'done',
      removed: [],
      deleted: [expect.anything(), expect.anything()],
    });
    expect(readdirSync(join(cluster.dir, '.etcdops/snapshots-trash'))).toEqual([]);

    const {files, cron} = await json<{files: {path: string}[]; cron: string}>(
      cluster,
      'snapshot',
      'schedule',
      ...['--etcd-bin-dir', cluster.binDir],
    );
    const paths = files.map(({path}) => join(cluster.dir, path));
    const {exitCode, stderr} = await execa('systemd-analyze', ['verify', ...paths], {reject: false});
    expect([exitCode, stderr]).toEqual([0, '']);
    // The line itself, as cron would have it done.
    const line = cron.replace(/^(?:\S+ ){5}/, '').replaceAll('\\%', '%');
    await execa('sh', ['-c', line], {cwd: '/'});
    expect(snapshotsOf(cluster)).toHaveLength(4);
  });

  it('bad files are told apart', async () => {
    const path = join(cluster.dir, (await json<SaveResult>(cluster, 'snapshot', 'save')).path);
    const dir = tempDir('bad');
    const at = (name: string): string => join(dir, name);
    writeFileSync(at('empty.db'), '');
    copyFileSync(path, at('cut.db'));
    truncateSync(at('cut.db'), 10_000);
    copyFileSync(path, at('other.db'));
    const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as object;
    writeFileSync(at('other.db.manifest.json'), JSON.stringify({...manifest, revision: 1}));
    copyFileSync(path, at('hostile.db'));
    writeFileSync(at('hostile.db.manifest.json'), '{"schemaVersion": 1, "cluster": "\u001b[31m"}');
    const saved = manifest as {hashKv: {hash: number}};
    copyFileSync(path, at('changed.db'));
    const hashKv = {...saved.hashKv, hash: (saved.hashKv.hash + 1) % 2 ** 32};
    writeFileSync(at('changed.db.manifest.json'), JSON.stringify({...manifest, hashKv}));
    await askEtcd(cluster, '/v3/maintenance/alarm', {action: 'ACTIVATE', alarm: 'NOSPACE'});
    await json(cluster, 'snapshot', 'save', at('alarmed.db'));
    await cluster.etcdctl('alarm', 'disarm');
    writeFileSync(at('text.db'), Buffer.alloc(4096, 'no bolt'));
    mkdirSync(at('folder.db'));
    copyFileSync(join(cluster.dir, '.etcdops/data/infra0/member/snap/db'), at('raw.db'));
    const codes = async (name: string, ...more: string[]): Promise<unknown> => {
      const report = await json<SnapshotReport & ErrorJson>(cluster, 'snapshot', 'verify', at(name), ...more);
      const said = 'error' in report ? [report.error.code] : found(report);
      return [report.exitCode, ...said];
    };
    expect(await codes('missing.db')).toEqual([3, 'E_SNAPSHOT_UNREADABLE']);
    expect(await codes('folder.db')).toEqual([3, 'E_SNAPSHOT_UNREADABLE']);
    expect(await codes('empty.db')).toEqual([3, 'digest-wrong error']);
    expect(await codes('cut.db')).toEqual([3, 'digest-wrong error']);
    expect(await codes('other.db')).toEqual([3, 'manifest-differs error']);
    expect(await codes('hostile.db')).toEqual([0, 'manifest-unreadable warning']);
    expect(await codes('text.db')).toEqual([3, 'digest-missing error', 'structure-broken error']);
    expect(await codes('changed.db')).toEqual([0]);
    expect(await codes('changed.db', '--drill')).toEqual([3, 'drill-differs error']);
    expect(await codes('alarmed.db', '--drill')).toEqual([0, 'drill-alarm warning']);
    expect(await codes('raw.db')).toEqual([3, 'digest-missing error']);
    expect(await codes('raw.db', '--skip-hash-check', '--drill')).toEqual([0, 'digest-missing warning']);
  });

  it('give one without a quorum too, and say loudly what may be missing', async () => {
    for (const name of ['infra1', 'infra2']) {
      const pid = cluster.pidOf(name);
      process.kill(pid, 'SIGKILL');
      await waitUntil(() => !isRunning(pid), 3000, `${name} is gone`);
    }
    const result = await cluster.cli(['snapshot', 'save', '--json']);
    expect(result.json()).toMatchObject({from: 'infra0', hadQuorum: false, verified: true});
    expect(result.stderr).toContain('NO QUORUM');
    const dead = await json<ErrorJson>(cluster, 'snapshot', 'save', '--from', 'infra1');
    expect(dead).toMatchObject({exitCode: 6, error: {code: 'E_UNREACHABLE'}});
  });
});
