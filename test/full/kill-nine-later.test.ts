import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';

import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {chosenSeed, seededRandom} from '../integration/kill-at-random.js';
import {assertHealthy, cliOk, etcdPids, type ErrorJson} from '../integration/observed-cluster.js';

const ATTEMPTS = 20;
const SLOWEST_MS = 600_000;

/** Moments in the order of time, the same for the same seed, which is shown. */
function moments(longestMs: number): number[] {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  const all = Array.from({length: ATTEMPTS}, () => Math.round(random() * longestMs)).sort((a, b) => a - b);
  console.log(`ETCDOPS_TEST_SEED=${seed}: after ${all.join(', ')} ms`);
  return all;
}

async function killedAfter({dir}: TestCluster, args: readonly string[], afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [CLI_PATH, ...args], {cwd: dir, env: cleanEnv(), stdio: 'ignore'});
  const closed = once(child, 'close');
  await sleep(afterMs);
  child.kill('SIGKILL');
  await closed;
}

async function killAllMembers({dir}: TestCluster): Promise<void> {
  const pids = [...etcdPids(dir).values()].flat();
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await waitUntil(() => pids.every(pid => !isRunning(pid)), 10_000, 'all members are gone');
}

/** A write that the cluster has acknowledged must be there after whatever is done to etcdops. */
async function assertKept(cluster: TestCluster, key: string): Promise<void> {
  const {stdout} = await cliOk(cluster, ['ctl', '--', 'get', key, '--print-value-only']);
  expect(stdout).toBe('kept\n');
}

describe.each(['3.4', '3.7'] as const)('kill -9 of etcdops, then up, etcd %s', line => {
  it('amid an up of a cluster with data', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);

    for (const afterMs of moments(800)) {
      await killAllMembers(cluster);
      await killedAfter(cluster, ['up'], afterMs);
      await cliOk(cluster, ['up']);
      await assertHealthy(cluster);
    }
    await assertKept(cluster, 'a');
  });

  it('amid a rolling restart', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);

    for (const afterMs of moments(4000)) {
      await killedAfter(cluster, ['restart', '--yes'], afterMs);
      // Whatever was restarted then: the others go on.
      expect(etcdPids(cluster.dir).size).toBeGreaterThanOrEqual(2);
      await cliOk(cluster, ['up']);
      await assertHealthy(cluster);
    }
    await assertKept(cluster, 'a');
  });

  it('amid a down', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);

    for (const afterMs of moments(1500)) {
      await killedAfter(cluster, ['down', '--yes'], afterMs);
      await cliOk(cluster, ['up']);
      await assertHealthy(cluster);
    }
    await assertKept(cluster, 'a');
  });

  it(
    'amid a down --purge: the same line, or up, goes on, and data is only set aside',
    {timeout: SLOWEST_MS},
    async () => {
      const cluster = await startCluster({line});
      const purge = ['down', '--purge', '--confirm', 'demo'];
      const ids = new Set<string | null>();

      for (const [index, afterMs] of moments(1500).entries()) {
        const before = (await assertHealthy(cluster)).cluster.id;
        ids.add(before);
        await cliOk(cluster, ['ctl', '--', 'put', 'mark', 'kept']);
        await killedAfter(cluster, purge, afterMs);
        // Half of the time a person goes on with up, which may say that data is missing.
        const up = index % 2 === 0 ? await cluster.cli(['up', '--json']) : undefined;
        if (up !== undefined && up.exitCode !== 0)
          expect(up.json<ErrorJson>().error.code).toBe('E_DATA_LOST');
        if (up?.exitCode !== 0) {
          await cliOk(cluster, purge);
          await cliOk(cluster, ['up']);
        }
        const {id} = (await assertHealthy(cluster)).cluster;
        const isOld = (await cliOk(cluster, ['ctl', '--', 'get', 'mark'])).stdout !== '';
        // Without the old data it is another cluster, and must not go by the id of one that was.
        if (isOld) expect(id).toBe(before);
        else expect(ids).not.toContain(id);
        expect((await cluster.cli(['render', '--check'])).exitCode).toBe(0);
      }
    },
  );
});
