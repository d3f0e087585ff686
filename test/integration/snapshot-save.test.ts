import {createHash} from 'node:crypto';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {createEtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import {createFiles} from '../../src/lib/adapters/files/files.js';
import {createRunner} from '../../src/lib/adapters/process/runner.js';
import {etcdData} from '../../src/lib/adapters/etcd-data/etcd-data.js';
import {snapshotFiles} from '../../src/lib/adapters/snapshot-files/snapshot-files.js';
import type {SnapshotReport} from '../../src/lib/domain/snapshots/snapshot-report.js';
import {verifySnapshot} from '../../src/lib/queries/snapshots/verify-snapshot.js';
import type {SaveResult} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {silent} from '../fakes/silent-progress.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';
import {tempDir} from '../helpers/temp-dir.js';
import {cliOk, etcdPids, type ErrorJson} from './observed-cluster.js';
import {found, json, snapshotsOf, type Exit} from './saved-snapshots.js';

/** Runs in the same process: hundreds of files are judged in a second or two. */
function verifyHere(cluster: TestCluster, path: string): Promise<SnapshotReport> {
  const env = {PATH: process.env['PATH'] ?? ''};
  const reader = {
    ...{cwd: cluster.dir, env, files: createFiles(), snapshotFiles, signal: new AbortController().signal},
    ...{runner: createRunner(env, () => undefined), progress: silent, etcdData},
  };
  return verifySnapshot(reader, path, {bin: {dir: cluster.binDir, version: cluster.version}});
}

/** Numbers that are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe.each(ETCD_TEST_LINES)('snapshots of etcd %s', line => {
  let cluster: TestCluster;
  let saved: SaveResult & Exit;

  beforeAll(async () => {
    // The oldest and the newest with certificates.
    const tls = line === '3.4' || line === '3.7' ? ['--tls', 'ca'] : [];
    cluster = await startCluster({line, members: 1, args: tls});
    for (const key of ['a', 'b', 'c', 'a', 'a'])
      await cliOk(cluster, ['ctl', '--', 'put', key, 'x'.repeat(2000)]);
    await cliOk(cluster, ['ctl', '--', 'del', 'b']);
    await cliOk(cluster, ['ctl', '--', 'compaction', '4']);
    saved = await json<SaveResult>(cluster, 'snapshot', 'save');
  });

  it('are saved private, whole, and with a manifest', async () => {
    expect(saved).toMatchObject({exitCode: 0, verified: true, revision: 7, from: 'infra0', hadQuorum: true});
    expect(saved.etcdVersion).toBe(cluster.version);
    expect(snapshotsOf(cluster)).toEqual([basename(saved.path), `${basename(saved.path)}.manifest.json`]);
    expect(saved.path).toMatch(/^\.etcdops\/snapshots\/demo-r7-/);
    for (const path of [saved.path, saved.manifestPath!])
      expect(statSync(join(cluster.dir, path)).mode & 0o777).toBe(0o600);
    expect(
      createHash('sha256')
        .update(readFileSync(join(cluster.dir, saved.path)))
        .digest('hex'),
    ).toBe(saved.sha256);
    expect(JSON.parse(readFileSync(join(cluster.dir, saved.manifestPath!), 'utf8'))).toMatchObject({
      members: [{name: 'infra0'}],
      hashKv: {revision: 7, compactRevision: 4},
      keys: 2,
      sha256: saved.sha256,
    });
    const {snapshots} = await json<{snapshots: {path: string; doubt?: string}[]}>(
      cluster,
      'snapshot',
      'list',
    );
    expect(snapshots).toMatchObject([{path: saved.path}]);
    expect(snapshots[0]).not.toHaveProperty('doubt');
  });

  it('are proven by a member that serves what the source had, of which nothing is left', async () => {
    const before = etcdPids(cluster.dir);
    // Without a path it is the one that a restore would take.
    const report = await json<SnapshotReport>(cluster, 'snapshot', 'verify', '--drill');
    expect(found(report)).toEqual([]);
    expect(report.path).toBe(saved.path);
    expect(report).toMatchObject({
      exitCode: 0,
      verified: true,
      drill: {revision: 7, keys: 2, hashMatches: true, authEnabled: false, alarms: []},
    });
    expect(report.restorableBy).toContain(line);
    expect(etcdPids(cluster.dir)).toEqual(before);
    expect(existsSync(join(cluster.dir, '.etcdops/drill'))).toBe(false);
  });

  it('are refused when a byte is another one, when they are cut, and when something is added', async () => {
    const good = readFileSync(join(cluster.dir, saved.path));
    const path = join(tempDir('damaged'), 'damaged.db');
    const next = seeded(8);
    const damage: readonly ((bytes: Buffer) => Buffer)[] = [
      bytes => {
        const at = next(bytes.length);
        bytes[at] = bytes[at]! ^ (1 << next(8));
        return bytes;
      },
      bytes => bytes.subarray(0, next(bytes.length)),
      bytes => Buffer.concat([bytes, Buffer.alloc(1 + next(2000), next(256))]),
    ];
    const passed: number[] = [];
    for (let round = 0; round < 600; round++) {
      writeFileSync(path, damage[round % damage.length]!(Buffer.from(good)));
      if ((await verifyHere(cluster, path)).verified) passed.push(round);
    }
    expect(passed).toEqual([]);
    writeFileSync(path, good);
    expect(await verifyHere(cluster, path)).toMatchObject({verified: true, revision: 7});
  });
});

describe('with users', () => {
  it.each(['3.4', '3.7'] as const)('of etcd %s it takes root, whose password nobody sees', async line => {
    const cluster = await startCluster({line, members: 1});
    await cluster.etcdctl('put', 'a', 'b');
    await cluster.etcdctl('user', 'add', 'root:secret-word');
    await cluster
      .etcdctl('user', 'grant-role', 'root', 'root')
      .catch(() => cluster.etcdctl('role', 'add', 'root'));
    await cluster.etcdctl('user', 'grant-role', 'root', 'root').catch(() => undefined);
    await cluster.etcdctl('auth', 'enable');

    const refused = await json<ErrorJson>(cluster, 'snapshot', 'save');
    expect(refused).toMatchObject({
      exitCode: 4,
      error: {code: 'E_NO_ACCESS', hints: [expect.stringContaining('--user root')]},
    });
    const wrong = await cluster.cli(['snapshot', 'save', '--user', 'root', '--json'], {
      env: {ETCDOPS_PASSWORD: 'no'},
    });
    expect(wrong.json()).toMatchObject({error: {code: 'E_NO_ACCESS'}});
    const unasked = await json<ErrorJson>(cluster, 'snapshot', 'save', '--user', 'root');
    expect(unasked).toMatchObject({exitCode: 10});
    expect(snapshotsOf(cluster)).toEqual([]);

    const file = join(tempDir('password'), 'password');
    writeFileSync(file, 'secret-word\n');
    const as = ['--user', 'root', '--password-file', file];
    const saved = await cluster.cli(['snapshot', 'save', ...as, '--json', '--verbose']);
    expect(saved.json()).toMatchObject({verified: true, authEnabled: true});
    expect(`${saved.stdout}${saved.stderr}`).not.toContain('secret-word');
    const {path} = saved.json<SaveResult>();
    const blind = await json<SnapshotReport>(cluster, 'snapshot', 'verify', path, '--drill');
    expect(blind).toMatchObject({
      ...{exitCode: 0, authEnabled: true, manifest: {authEnabled: true}},
      drill: {authEnabled: true},
    });
    const seen = await json<SnapshotReport>(cluster, 'snapshot', 'verify', path, '--drill', ...as);
    expect(seen).toMatchObject({exitCode: 0, drill: {authEnabled: true, keys: 1, hashMatches: true}});

    // Started again, a member knows no token that it gave.
    const api = createEtcdApi().asUser({name: 'root', password: 'secret-word'});
    const options = {timeoutMs: 10_000};
    const hash = await api.hashKv(cluster.endpoints[0]!, 0, options);
    await cliOk(cluster, ['down', '--yes']);
    await cliOk(cluster, ['up', ...as]);
    expect(await api.hashKv(cluster.endpoints[0]!, 0, options)).toEqual(hash);

    const asked = ['snapshot', 'restore', path, '--confirm', 'demo'];
    expect(await json<ErrorJson>(cluster, ...asked)).toMatchObject({
      error: {
        code: 'E_PREFLIGHT',
        hints: expect.arrayContaining([expect.stringContaining('--user root')]) as string[],
      },
    });
  });
});
