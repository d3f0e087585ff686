import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {assertHealthy, cliOk, etcdPids, statusOf, type ErrorJson} from './observed-cluster.js';

const MEMBERS = ['infra0', 'infra1', 'infra2'];
/** A person notices more than this. */
const LONGEST_GAP_MS = 3000;

interface RunJson {
  readonly run: {outcome: string; steps: {id: string; outcome: string}[]};
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

interface Load {
  /** Stops the writing; resolves to what happened. */
  stop(): Promise<{acknowledged: string[]; failures: number; longestGapMs: number}>;
}

/** Writes one key after the other, each on the next endpoint where one fails. */
function startLoad(endpoints: readonly string[]): Load {
  const acknowledged: string[] = [];
  let failures = 0;
  let longestGapMs = 0;
  let isOver = false;
  let endpoint = 0;
  let last = performance.now();

  async function put(key: string): Promise<boolean> {
    try {
      const response = await fetch(`${endpoints[endpoint]}/v3/kv/put`, {
        method: 'POST',
        body: JSON.stringify({key: base64(key), value: base64(`value of ${key}`)}),
        signal: AbortSignal.timeout(5000),
      });
      await response.text();
      return response.status === 200;
    } catch {
      return false;
    }
  }

  async function write(): Promise<void> {
    for (let index = 0; !isOver; index++) {
      const key = `load/${String(index).padStart(6, '0')}`;
      if (await put(key)) {
        acknowledged.push(key);
        const now = performance.now();
        longestGapMs = Math.max(longestGapMs, now - last);
        last = now;
      } else {
        failures++;
        endpoint = (endpoint + 1) % endpoints.length;
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  }

  const writing = write();
  return {
    async stop() {
      isOver = true;
      await writing;
      return {acknowledged, failures, longestGapMs};
    },
  };
}

/** Counts the members that run, again and again; the function that it gives tells the fewest, and ends the counting. */
function watchProcesses({dir}: TestCluster): () => number {
  let fewest = MEMBERS.length;
  const timer = setInterval(() => (fewest = Math.min(fewest, etcdPids(dir).size)), 10);
  return () => {
    clearInterval(timer);
    return fewest;
  };
}

async function readLoad(cluster: TestCluster): Promise<Set<string>> {
  const keys = await cluster.etcdctl('get', 'load/', '--prefix', '--keys-only', '--limit', '0');
  return new Set(keys.split('\n').filter(Boolean));
}

async function killMember(cluster: TestCluster, name: string): Promise<void> {
  const pid = cluster.pidOf(name);
  process.kill(pid, 'SIGKILL');
  await waitUntil(() => !isRunning(pid), 10_000, `${name} is gone`);
}

async function leaderOf(cluster: TestCluster): Promise<string> {
  const {cluster: shown} = await statusOf(cluster);
  if (shown.leader === null) throw new Error('the cluster has no leader');
  return shown.leader;
}

describe.each(['3.4', '3.7'] as const)('restart, etcd %s', line => {
  it('rolls one at a time, the leader last, and loses no acknowledged write', async () => {
    const cluster = await startCluster({line});
    const leader = await leaderOf(cluster);
    const before = MEMBERS.map(name => cluster.pidOf(name));
    const load = startLoad(cluster.endpoints);
    const fewest = watchProcesses(cluster);

    const {run} = (await cliOk(cluster, ['restart', '--yes', '--json'])).json<RunJson>();

    const {acknowledged, failures, longestGapMs} = await load.stop();
    const restarted = run.steps.filter(({outcome}) => outcome === 'ran').map(({id}) => id.split(':')[1]);
    expect(restarted).toHaveLength(3);
    expect(restarted.at(-1)).toBe(leader);
    expect(fewest()).toBe(2);
    // Had it still led when it was told to stop, it would have handed over by itself, and said so.
    const log = readFileSync(join(cluster.dir, `.etcdops/logs/${leader}.log`), 'utf8');
    expect(log).toContain('skipped leadership transfer; local server is not leader');
    for (const [index, name] of MEMBERS.entries()) expect(cluster.pidOf(name)).not.toBe(before[index]);
    await assertHealthy(cluster);
    const found = await readLoad(cluster);
    expect(acknowledged.filter(key => !found.has(key))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(20);
    console.log(
      `etcd ${line}: ${acknowledged.length} writes acknowledged, ${failures} failed, longest gap ${Math.round(longestGapMs)} ms`,
    );
    expect(longestGapMs).toBeLessThan(LONGEST_GAP_MS);
  });

  it('restarts the members that are named, and no others', async () => {
    const cluster = await startCluster({line});
    const before = MEMBERS.map(name => cluster.pidOf(name));

    await cliOk(cluster, ['restart', 'infra1', '--yes']);

    const after = MEMBERS.map(name => cluster.pidOf(name));
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(after[1]).not.toBe(before[1]);
    await assertHealthy(cluster);
  });

  it('refuses while another member is down, and stops nothing', async () => {
    const cluster = await startCluster({line});
    await killMember(cluster, 'infra0');
    const before = etcdPids(cluster.dir);

    const refused = await cluster.cli(['restart', 'infra1', '--yes', '--json']);
    const inText = await cluster.cli(['restart', 'infra1', '--yes']);

    expect([refused.exitCode, inText.exitCode]).toEqual([4, 4]);
    const {error} = refused.json<ErrorJson>();
    expect(error.code).toBe('E_QUORUM');
    expect(error.message).toContain('infra0');
    expect(error.hints.join(' ')).toContain('etcdops up');
    expect(etcdPids(cluster.dir)).toEqual(before);
  });

  it('refuses while another member hangs', async () => {
    const cluster = await startCluster({line});
    process.kill(cluster.pidOf('infra0'), 'SIGSTOP');

    const refused = await cluster.cli(['restart', 'infra1', '--yes', '--json']);

    expect(refused.exitCode).toBe(4);
    expect(refused.json()).toMatchObject({error: {code: 'E_QUORUM'}});
    expect(etcdPids(cluster.dir).size).toBe(3);
  });

  it('brings a member back that is down, since that only helps', async () => {
    const cluster = await startCluster({line});
    await killMember(cluster, 'infra2');

    await cliOk(cluster, ['restart', 'infra2', '--yes']);

    await assertHealthy(cluster);
  });
});

describe('restart', () => {
  it.each([1, 2])('refuses on %d members, whose quorum needs all', async members => {
    const cluster = await startCluster({members});
    const before = etcdPids(cluster.dir);

    const refused = await cluster.cli(['restart', '--yes', '--json']);

    expect(refused.exitCode).toBe(4);
    expect(refused.json<ErrorJson>().error).toMatchObject({code: 'E_QUORUM', exitCode: 4});
    expect(etcdPids(cluster.dir)).toEqual(before);
    await assertHealthy(cluster, members);
  });

  it('refuses to start a member that has lost its data', async () => {
    const cluster = await startCluster({members: 1});
    await cliOk(cluster, ['down', '--yes']);
    rmSync(join(cluster.dir, '.etcdops/data/infra0'), {recursive: true});

    const refused = await cluster.cli(['restart', '--yes', '--json']);

    expect(refused.exitCode).toBe(4);
    expect(refused.json()).toMatchObject({error: {code: 'E_DATA_LOST'}});
    expect(etcdPids(cluster.dir).size).toBe(0);
  });

  it('asks first: without a terminal and without --yes it is refused', async () => {
    const cluster = await startCluster();
    const before = etcdPids(cluster.dir);

    const inText = await cluster.cli(['restart']);
    const inJson = await cluster.cli(['restart', '--json']);

    expect([inText.exitCode, inJson.exitCode]).toEqual([10, 10]);
    expect(inText.stderr).toContain('--yes');
    expect(etcdPids(cluster.dir)).toEqual(before);
  });

  it('--dry-run shows the order and restarts nothing', async () => {
    const cluster = await startCluster();
    const before = etcdPids(cluster.dir);
    const leader = await leaderOf(cluster);

    const {run} = (await cliOk(cluster, ['restart', '--dry-run', '--json'])).json<RunJson>();

    expect(run.outcome).toBe('planned');
    expect(run.steps.at(-1)?.id).toContain(leader);
    expect(etcdPids(cluster.dir)).toEqual(before);
  });

  it('of a member that cannot come back: it ends with the reason, and the others run on', async () => {
    const cluster = await startCluster();
    const leader = await leaderOf(cluster);
    const follower = MEMBERS.find(name => name !== leader) ?? '';
    const config = join(cluster.dir, 'nodes', follower, 'etcd.yaml');
    const before = readFileSync(config, 'utf8');

    writeFileSync(config, 'name: [broken\n');
    expect((await cluster.cli(['restart', '--yes', '--json'])).exitCode).toBe(4);
    expect(etcdPids(cluster.dir).size).toBe(3);
    writeFileSync(config, `${before}heartbeat-interval: 5000\n`);
    const failed = await cluster.cli(['restart', '--yes', '--json']);

    expect(failed.exitCode).toBe(5);
    const {error} = failed.json<ErrorJson>();
    expect(error.code).toBe('E_NODE_FAILED');
    expect(error.message).toContain(follower);
    expect(etcdPids(cluster.dir).size).toBe(2);
    await cluster.etcdctl('put', 'still', 'served');
  });
});
