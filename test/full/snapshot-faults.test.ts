import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {etcdData} from '../../src/lib/adapters/etcd-data/etcd-data.js';
import type {SnapshotReport} from '../../src/lib/domain/snapshots/snapshot-report.js';
import type {SaveResult} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {argvOf, isRunning, pidsOf, waitUntil} from '../helpers/processes.js';
import {cliOk, type ErrorJson} from '../integration/observed-cluster.js';
import {askEtcd} from '../integration/restored-cluster.js';
import {json, snapshotsOf} from '../integration/saved-snapshots.js';

const MIB = 1024 * 1024;
/** So much that a stream of it is under way for a while. */
const VALUES = 100;

async function fill(cluster: TestCluster): Promise<void> {
  const value = Buffer.alloc(MIB, 'x').toString('base64');
  for (let index = 0; index < VALUES; index++)
    await askEtcd(cluster, '/v3/kv/put', {key: Buffer.from(`big${index}`).toString('base64'), value});
}

function partOf(cluster: TestCluster): string | undefined {
  const name = snapshotsOf(cluster).find(one => one.endsWith('.db.part'));
  return name === undefined ? undefined : join(cluster.dir, '.etcdops/snapshots', name);
}

/** The snapshot that is being written has so many bytes. */
const hasCome =
  (bytes: number) =>
  (cluster: TestCluster): boolean => {
    const part = partOf(cluster);
    return part !== undefined && existsSync(part) && statSync(part).size > bytes;
  };

interface Ended {
  readonly exitCode: number | null;
  readonly error: ErrorJson['error'] | undefined;
  readonly seconds: number;
}

interface Etcdops {
  kill(): void;
  interrupt(): void;
}

/** Runs etcdops, does something as soon as it is so far, and waits for its end. */
async function meanwhile(
  cluster: TestCluster,
  args: readonly string[],
  {when, act}: {when: (cluster: TestCluster) => boolean; act: (etcdops: Etcdops) => void},
): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CLI_PATH, ...args, '--json'], {
    cwd: cluster.dir,
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  const closed = once(child, 'close');
  onDispose(() => void child.kill('SIGKILL'));
  while (child.exitCode === null && !when(cluster)) await new Promise(resolve => setTimeout(resolve, 1));
  if (child.exitCode !== null) throw new Error(`etcdops ${args.join(' ')} ended too early: ${said}`);
  act({kill: () => void child.kill('SIGKILL'), interrupt: () => void child.kill('SIGINT')});
  await closed;
  const seconds = (performance.now() - startedAt) / 1000;
  const error = said === '' ? undefined : (JSON.parse(said) as ErrorJson).error;
  return {exitCode: child.exitCode, error, seconds};
}

const killed = {act: (etcdops: Etcdops) => etcdops.kill()};
const interrupted = {act: (etcdops: Etcdops) => etcdops.interrupt()};

/** Names of snapshots that are there, each with its manifest. */
function wholeSnapshots(cluster: TestCluster): string[] {
  const names = snapshotsOf(cluster);
  const snapshots = names.filter(name => /^[^.].*\.db$/.test(name));
  expect(snapshots.filter(name => !names.includes(`${name}.manifest.json`))).toEqual([]);
  return snapshots;
}

/** Pids of what runs for a drill. */
function drillPids({dir}: TestCluster): number[] {
  return pidsOf(dir).filter(pid => argvOf(pid).some(word => word.includes('/.etcdops/drill/')));
}

const LINES = ['3.4', '3.7'] as const;
const clusters = new Map<string, TestCluster>();

async function save(cluster: TestCluster): Promise<SaveResult> {
  const result = await json<SaveResult>(cluster, 'snapshot', 'save');
  expect(result).toMatchObject({exitCode: 0, verified: true});
  const names = wholeSnapshots(cluster);
  expect(snapshotsOf(cluster)).toHaveLength(2 * names.length);
  return result;
}

async function aFullCluster(line: (typeof LINES)[number]): Promise<void> {
  const cluster = await startCluster({line, members: 1});
  clusters.set(line, cluster);
  await fill(cluster);
}

beforeAll(async () => {
  await Promise.all(LINES.map(aFullCluster));
});

describe.each(LINES)('faults around snapshots, etcd %s', line => {
  let cluster: TestCluster;
  let saved: SaveResult;

  beforeAll(async () => {
    cluster = clusters.get(line)!;
    saved = await save(cluster);
  });

  it('a save that is killed leaves no half snapshot, and the next one tidies up', async () => {
    const {sizeBytes} = saved;
    for (const bytes of [0, sizeBytes / 2, sizeBytes - 1]) {
      const before = wholeSnapshots(cluster);
      await meanwhile(cluster, ['snapshot', 'save'], {when: hasCome(bytes), ...killed});
      expect(wholeSnapshots(cluster)).toEqual(before);
      expect(partOf(cluster)).toBeDefined();
      await save(cluster);
    }
  });

  it('Ctrl-C amid a save or a drill ends it, and leaves nothing of it', async () => {
    const before = wholeSnapshots(cluster);
    const save = await meanwhile(cluster, ['snapshot', 'save'], {when: hasCome(2 * MIB), ...interrupted});
    expect([save.exitCode, save.error?.code]).toEqual([130, 'E_INTERRUPTED']);
    expect(wholeSnapshots(cluster)).toEqual(before);
    expect(partOf(cluster)).toBeUndefined();

    const drill = join(cluster.dir, '.etcdops/drill');
    for (const begun of ['', 'pid.json']) {
      const when = (): boolean => existsSync(join(drill, begun));
      const args = ['snapshot', 'verify', saved.path, '--drill'];
      const {exitCode, error} = await meanwhile(cluster, args, {when, ...interrupted});
      expect([exitCode, error?.code]).toEqual([130, 'E_INTERRUPTED']);
      expect(drillPids(cluster)).toEqual([]);
      expect(existsSync(drill)).toBe(false);
    }
  });

  it('a drill that is killed is ended by the next one', async () => {
    const drill = join(cluster.dir, '.etcdops/drill');
    const dataOf = (name: string): boolean =>
      existsSync(drill) &&
      readdirSync(drill).some(one => one.startsWith('data-') && existsSync(join(drill, one, name)));
    for (const when of [
      () => dataOf('member/snap/db'),
      () => dataOf('member/wal'),
      () => existsSync(join(drill, 'etcd.log')),
      () => existsSync(join(drill, 'pid.json')),
    ]) {
      await meanwhile(cluster, ['snapshot', 'verify', saved.path, '--drill'], {when, ...killed});
      const report = await json<SnapshotReport>(cluster, 'snapshot', 'verify', saved.path, '--drill');
      expect(report).toMatchObject({exitCode: 0, verified: true, drill: {hashMatches: true}});
      await waitUntil(() => drillPids(cluster).length === 0, 10_000, 'nothing of a drill runs');
      expect(existsSync(drill)).toBe(false);
    }
  });

  it('directories for other machines, killed while they are made: the same line again makes them', async () => {
    const dir = join(cluster.dir, 'elsewhere');
    const scratch = join(dir, '.etcdops-restoring');
    const args = ['snapshot', 'restore', saved.path, '--to', dir];
    for (const name of ['member/snap/db', 'member/wal']) {
      const when = (): boolean =>
        existsSync(scratch) && readdirSync(scratch).some(one => existsSync(join(scratch, one, name)));
      await meanwhile(cluster, args, {when, ...killed});
    }
    const made = await json<{clusterId: string}>(cluster, ...args);
    expect(made.exitCode).toBe(0);
    expect(readdirSync(dir).sort()).toEqual(['infra0', 'infra0.yaml']);
    const found = await etcdData.lookAt({dataDir: join(dir, 'infra0')});
    expect(found?.clusterId).toBe(made.clusterId);
  });

  it('a member that is killed while it sends: an error that says so, and nothing half', async () => {
    const before = wholeSnapshots(cluster);
    const pid = cluster.pidOf('infra0');
    const {exitCode, error} = await meanwhile(cluster, ['snapshot', 'save'], {
      when: hasCome(2 * MIB),
      act: () => process.kill(pid, 'SIGKILL'),
    });
    expect([exitCode, error?.code]).toEqual([6, 'E_UNREACHABLE']);
    expect(error?.message).toContain(cluster.endpoints[0]);
    expect(wholeSnapshots(cluster)).toEqual(before);
    expect(partOf(cluster)).toBeUndefined();
    await waitUntil(() => !isRunning(pid), 10_000, 'infra0 is gone');
    await cliOk(cluster, ['up']);
    await save(cluster);
  });
});

/** It takes half a minute: on all lines at once. */
async function saveFromStalled(cluster: TestCluster): Promise<void> {
  const before = wholeSnapshots(cluster);
  const pid = cluster.pidOf('infra0');
  const {exitCode, error, seconds} = await meanwhile(cluster, ['snapshot', 'save'], {
    when: hasCome(2 * MIB),
    act: () => process.kill(pid, 'SIGSTOP'),
  });
  process.kill(pid, 'SIGCONT');
  expect([exitCode, error?.code]).toEqual([6, 'E_UNREACHABLE']);
  expect(error?.message).toContain('has sent nothing for 30 s');
  expect(seconds).toBeLessThan(60);
  expect(wholeSnapshots(cluster)).toEqual(before);
  expect(partOf(cluster)).toBeUndefined();
  await save(cluster);
}

it('a member that stalls while it sends: an error within the time, and nothing half', async () => {
  await Promise.all([...clusters.values()].map(saveFromStalled));
});
