import {spawn} from 'node:child_process';
import {join} from 'node:path';

import {describe, expect, it, vi} from 'vitest';

import type {SnapshotReport} from '../../src/lib/domain/snapshots/snapshot-report.js';
import type {SaveResult} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {cleanEnv, runCli} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, ETCD_TEST_LINES, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {isRunning} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {cliOk, type ErrorJson} from '../integration/observed-cluster.js';
import {askEtcd, contentOf, putMany, revisionOf} from '../integration/restored-cluster.js';
import {json} from '../integration/saved-snapshots.js';

const SLOWEST_MS = 240_000;

async function saveIn(cluster: TestCluster): Promise<{path: string; revision: number}> {
  const {path, revision} = await json<SaveResult>(cluster, 'snapshot', 'save');
  return {path: join(cluster.dir, path), revision: revision!};
}

describe('what a restore is told', () => {
  it(
    'of another cluster, without a raise, by so many, and with its alarms',
    {timeout: SLOWEST_MS},
    async () => {
      const make = () => startCluster({members: 1, args: ['--cluster', 'demo']});
      const [source, cluster] = [await make(), await make()];
      await putMany(source, 'k', 300);
      await askEtcd(source, '/v3/maintenance/alarm', {action: 'ACTIVATE', alarm: 'NOSPACE'});
      const {path, revision} = await saveIn(source);
      const content = await contentOf(source);
      await putMany(cluster, 'own', 100);
      const own = await contentOf(cluster);
      const restore = ['snapshot', 'restore', path, '--confirm', 'demo'];

      const refused = await json<ErrorJson>(cluster, ...restore);
      expect(refused).toMatchObject({exitCode: 4, error: {code: 'E_PREFLIGHT'}});
      expect(refused.error.hints.join()).toContain('--yes-other-cluster');
      expect(await contentOf(cluster)).toEqual(own);

      await cliOk(cluster, [...restore, '--yes-other-cluster', '--no-bump', '--keep-alarms']);
      expect(await contentOf(cluster)).toEqual(content);
      expect(await revisionOf(cluster)).toBe(revision);
      expect(await cluster.etcdctl('alarm', 'list')).toContain('NOSPACE');

      await cliOk(cluster, [...restore, '--yes-other-cluster', '--bump-revision', '5000']);
      expect(await contentOf(cluster)).toEqual(content);
      expect(await revisionOf(cluster)).toBe(revision + 5000);
      expect(await cluster.etcdctl('alarm', 'list')).toBe('');
    },
  );
});

describe('a member that somebody else has started', () => {
  it('is not stopped, nor is any other', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({args: ['--cluster', 'demo']});
    const {path} = await saveIn(cluster);
    await cliOk(cluster, ['down', 'infra1', '--yes']);
    const args = ['--config-file', 'nodes/infra1/etcd.yaml'];
    const child = spawn(join(cluster.binDir, 'etcd'), args, {
      ...{cwd: cluster.dir, env: cleanEnv(), stdio: 'ignore'},
    });
    onDispose(() => void child.kill('SIGKILL'));
    const infra1 = {endpoints: cluster.endpoints.slice(1, 2)};
    await vi.waitFor(() => contentOf(infra1), {timeout: 30_000, interval: 200});
    const pids = ['infra0', 'infra2'].map(name => cluster.pidOf(name));

    const refused = await json<ErrorJson>(cluster, 'snapshot', 'restore', path, '--confirm', 'demo');

    expect(refused).toMatchObject({exitCode: 4, error: {code: 'E_PREFLIGHT'}});
    expect(refused.error.message).toContain('infra1 was started by something else');
    expect([...pids, child.pid!].filter(pid => !isRunning(pid))).toEqual([]);
  });
});

describe('a snapshot', () => {
  it('is served by every newer line of etcd, and not by an older one', {timeout: SLOWEST_MS}, async () => {
    // Where no spec asks for another etcd.
    const cwd = tempDir('drills');
    const drill = async (path: string, line: EtcdTestLine) => {
      const args = ['snapshot', 'verify', path, '--drill', '--etcd-bin-dir', etcdBinDir(line), '--json'];
      const result = await runCli(args, {cwd});
      return {...result.json<SnapshotReport>(), exitCode: result.exitCode};
    };
    for (const [index, line] of ETCD_TEST_LINES.entries()) {
      const cluster = await startCluster({line, members: 1, args: ['--cluster', 'demo']});
      await putMany(cluster, 'k', 300);
      const {path, revision} = await saveIn(cluster);
      for (const newer of ETCD_TEST_LINES.slice(index + 1)) {
        const report = await drill(path, newer);
        expect({line, newer, ...report}).toMatchObject({
          ...{line, newer, exitCode: 0, verified: true},
          drill: {revision, keys: 300, alarms: [], authEnabled: false},
        });
      }
      expect(await json(cluster, 'snapshot', 'status', path)).toMatchObject({exitCode: 0, revision});
      if (line === '3.7')
        expect(await drill(path, '3.6')).toMatchObject({
          ...{exitCode: 3, verified: false, storageVersion: '3.7.0'},
          findings: [
            {code: 'not-restorable-here', message: expect.stringContaining('etcd 3.7 can') as string},
            {code: 'drill-failed', message: expect.stringContaining('is not supported') as string},
          ],
        });
      await cliOk(cluster, ['down', '--yes']);
    }
  });
});
