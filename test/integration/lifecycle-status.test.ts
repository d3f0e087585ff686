import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

import {describe, expect, it} from 'vitest';

import {ANSWER_LIMIT_MS, cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {startCliInPty} from '../helpers/pty.js';
import {assertHealthy, cliOk, statusOf, type StatusJson} from './observed-cluster.js';

const MEMBERS = ['infra0', 'infra1', 'infra2'];

/** The very bytes of every write-ahead log, in which each proposal of etcd ends up. */
function walOf({dir}: TestCluster): Map<string, Buffer> {
  const files = MEMBERS.flatMap(name => {
    const folder = join(dir, '.etcdops/data', name, 'member/wal');
    return existsSync(folder) ? readdirSync(folder).map(file => join(folder, file)) : [];
  });
  return new Map(files.map(path => [path, readFileSync(path)]));
}

async function hit(cluster: TestCluster, signal: NodeJS.Signals, count: number): Promise<void> {
  for (const name of MEMBERS.slice(0, count)) {
    const pid = cluster.pidOf(name);
    process.kill(pid, signal);
    if (signal === 'SIGKILL') await waitUntil(() => !isRunning(pid), ANSWER_LIMIT_MS, `${name} is gone`);
  }
}

/** Where the leader was hit, the others need an election, which takes longer on a busy machine than one status may. */
async function untilLedByOneOf(endpoints: readonly string[]): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const ids: string[] = [];
    const leaders: string[] = [];
    for (const endpoint of endpoints) {
      const answer = await fetch(`${endpoint}/v3/maintenance/status`, {method: 'POST', body: '{}'});
      const status = (await answer.json()) as {header: {member_id: string}; leader?: string};
      ids.push(status.header.member_id);
      leaders.push(status.leader ?? 'none');
    }
    if (leaders.every(leader => leader === leaders[0] && ids.includes(leader))) return;
    if (performance.now() > deadline) throw new Error(`no leader among ${endpoints.join(', ')}`);
    await delay(50);
  }
}

describe.each(['3.4', '3.7'] as const)('status, etcd %s', line => {
  it.each([
    ['dead', 'SIGKILL', 0, 'healthy', 1],
    ['dead', 'SIGKILL', 1, 'degraded', 0],
    ['dead', 'SIGKILL', 2, 'down', 0],
    ['dead', 'SIGKILL', 3, 'down', 0],
    ['stopped', 'SIGSTOP', 1, 'degraded', 0],
    ['stopped', 'SIGSTOP', 2, 'down', 0],
    ['stopped', 'SIGSTOP', 3, 'down', 0],
  ] as const)(
    'members %s by %s: %d → %s, and it does not hang',
    async (_, signal, count, health, tolerance) => {
      const cluster = await startCluster({line});
      const id = (await statusOf(cluster)).cluster.id;
      await hit(cluster, signal, count);
      if (count === 1) await untilLedByOneOf(cluster.endpoints.slice(1));

      const [inJson, inText] = await Promise.all([
        cluster.cli(['status', '--json']),
        cluster.cli(['status']),
      ]);

      expect(Math.max(inJson.durationMs, inText.durationMs)).toBeLessThan(ANSWER_LIMIT_MS);
      expect([inJson.exitCode, inText.exitCode]).toEqual(count === 0 ? [0, 0] : [6, 6]);
      const status = inJson.json<StatusJson>();
      expect(status.cluster).toMatchObject({id, health, members: 3, faultTolerance: tolerance});
      expect(status.nodes.map(({name}) => name)).toEqual(MEMBERS);
      for (const [index, node] of status.nodes.entries()) {
        const isHit = index < count;
        expect(node.running).toBe(!(isHit && signal === 'SIGKILL'));
        // Without a quorum the others live and are of no use.
        expect(node.healthy).toBe(!isHit && count < 2);
        if (!node.healthy) expect(node.error).toMatch(/\w/);
      }
      for (const name of MEMBERS) expect(inText.stdout).toContain(name);
      expect(inText.stdout).toMatch(/Next: etcdops /);
    },
  );

  it('writes nothing: not a byte of any write-ahead log changes', async () => {
    const cluster = await startCluster({line});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', '1']);
    const indexes = async (): Promise<unknown[]> => {
      const {nodes} = await statusOf(cluster);
      return nodes.map(node => (node as unknown as {raftIndex: number}).raftIndex);
    };
    const settled = await indexes();
    const before = walOf(cluster);

    for (let call = 0; call < 20; call++) await cluster.cli(['status', ...(call % 2 ? ['--json'] : [])]);

    expect(await indexes()).toEqual(settled);
    const after = walOf(cluster);
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [path, bytes] of after) expect(bytes.equals(before.get(path)!), path).toBe(true);
  });

  it('no command leaves a v2 request in the log, which would stop the upgrade to 3.6', async () => {
    const cluster = await startCluster({line});
    await cliOk(cluster, ['up']);
    await cliOk(cluster, ['restart', 'infra1', '--yes']);
    await cliOk(cluster, ['ctl', '--', 'endpoint', 'health']);
    await cluster.cli(['status']);

    for (const [path, bytes] of walOf(cluster)) expect(bytes.includes('QGET'), path).toBe(false);

    // What it would look like: etcd 3.4 itself writes one for each question about its health.
    await fetch(`${cluster.endpoints[0]}/health`);
    const wrote = [...walOf(cluster).values()].some(bytes => bytes.includes('QGET'));
    expect(wrote).toBe(line === '3.4');
  });

  it('--watch draws again and ends on Ctrl-C', async () => {
    const cluster = await startCluster({line, members: 1});
    const session = startCliInPty(['status', '--watch'], {cwd: cluster.dir});

    for (let table = 0; table < 3; table++) await session.waitFor(/NAME/);
    process.kill(cluster.pidOf('infra0'), 'SIGKILL');
    await session.waitFor(/stopped/);
    session.type('\u0003');

    expect(await session.exitCode(ANSWER_LIMIT_MS)).toBe(0);
    // Each table begins with the cursor at home and an empty screen: one is seen, not one below the other.
    const tables = session.raw().split('\u001b[H\u001b[J').slice(1);
    expect(tables.length).toBeGreaterThan(2);
    for (const table of tables) expect(table.match(/NAME/g)).toHaveLength(1);
  });
});

describe('status for scripts', () => {
  it('a folder that was never started is down, and nothing is written', async () => {
    const cluster = await startCluster({start: false});
    const before = statSync(join(cluster.dir, '.etcdops')).mtimeMs;

    const result = await cluster.cli(['status', '--json']);

    expect(result.exitCode).toBe(6);
    expect(result.json()).toMatchObject({cluster: {id: null, health: 'down', leader: null, revision: null}});
    expect(statSync(join(cluster.dir, '.etcdops')).mtimeMs).toBe(before);
  });

  it('--watch --json writes one object a line until it is told to end', async () => {
    const cluster = await startCluster({members: 1});
    const child = spawn(process.execPath, [CLI_PATH, 'status', '--watch', '--json'], {
      cwd: cluster.dir,
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));

    await waitUntil(() => output.split('\n').length > 3, 10_000, 'three lines came');
    child.kill('SIGINT');
    await once(child, 'close');

    const lines = output.trimEnd().split('\n');
    for (const text of lines) {
      expect(JSON.parse(text)).toMatchObject({schemaVersion: 1, cluster: {health: 'healthy'}});
    }
    expect(child.exitCode).toBe(0);
  });

  it.each([
    ['status', 0],
    ['status --json', 0],
    ['status --watch', 0],
    ['logs --lines 1000', 0],
    ['env', 0],
    ['--help', 0],
  ])('a reader that goes away early is no failure: %s | head -1', async (command, exitCode) => {
    const cluster = await startCluster({members: 1});
    const script = `{ "$0" "$1" ${command}; echo "exit $?" >&2; } | head -1`;
    const child = spawn('timeout', ['20', 'sh', '-c', script, process.execPath, CLI_PATH], {
      cwd: cluster.dir,
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.stdout.resume();
    await once(child, 'close');

    expect(child.exitCode, errors).toBe(0);
    expect(errors).toBe(`exit ${exitCode}\n`);
    await assertHealthy(cluster, 1);
  });

  it('finds the spec from a folder below, and by --spec and ETCDOPS_SPEC from anywhere', async () => {
    const cluster = await startCluster({members: 1});
    const spec = join(cluster.dir, 'etcdops.yaml');

    const below = await cluster.cli(['status'], {cwd: join(cluster.dir, 'nodes/infra0')});
    const flag = await cluster.cli(['status', '--spec', spec], {cwd: '/'});
    const variable = await cluster.cli(['status'], {cwd: '/', env: {ETCDOPS_SPEC: spec}});
    const missing = await cluster.cli(['status'], {cwd: '/'});

    expect([below, flag, variable].map(({exitCode}) => exitCode)).toEqual([0, 0, 0]);
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain('etcdops bootstrap');
  });
});
