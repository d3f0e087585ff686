import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {cliOk, etcdPids} from './observed-cluster.js';
import {snapshotOf} from './refused-command.js';

/** What etcd itself changes while it runs. */
function withoutData(lines: readonly string[]): string[] {
  return lines.filter(line => !/^\.etcdops\/(data|logs)\//.test(line));
}

describe('--dry-run', () => {
  it('of bootstrap writes nothing, not even the folder', async () => {
    const dir = tempDir('dry');
    const base = String(await freeBasePort(3));
    const args = [
      'bootstrap',
      'static',
      '--dir',
      'new',
      '--base-port',
      base,
      '--etcd-bin-dir',
      etcdBinDir('3.7'),
    ];

    const inText = await runCli([...args, '--start', '--dry-run'], {cwd: dir});
    const inJson = await runCli([...args, '--start', '--dry-run', '--json'], {cwd: dir});

    expect([inText.exitCode, inJson.exitCode]).toEqual([0, 0]);
    expect(inText.stdout).toContain('etcdops.yaml');
    expect(inJson.json()).toMatchObject({
      started: false,
      nodes: [{name: 'infra0'}, {name: 'infra1'}, {name: 'infra2'}],
    });
    expect(snapshotOf(dir)).toEqual([]);
  });

  it.each([
    ['up', ['up', '--dry-run'], 'infra2'],
    ['down', ['down', '--dry-run'], 'infra0'],
    ['down --purge', ['down', '--purge', '--dry-run'], 'token'],
    ['restart', ['restart', '--dry-run'], 'infra0'],
    ['render', ['render', '--dry-run'], 'Procfile'],
  ])('of %s says what it would do and does nothing', async (_, args, word) => {
    const cluster = await startCluster();
    // Something to do for each of them.
    const pid = cluster.pidOf('infra2');
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => !isRunning(pid), 3000, 'infra2 is gone');
    rmSync(join(cluster.dir, 'Procfile'));
    const restored = args.includes('restart') ? await cliOk(cluster, ['up']) : undefined;
    expect(restored?.exitCode ?? 0).toBe(0);
    const pids = etcdPids(cluster.dir);
    const before = withoutData(snapshotOf(cluster.dir));

    const inText = await cluster.cli(args);
    const inJson = await cluster.cli([...args, '--json']);

    expect([inText.exitCode, inJson.exitCode], inText.stderr).toEqual([0, 0]);
    expect(inText.stdout).toContain(word);
    expect(inJson.json()).toHaveProperty('schemaVersion', 1);
    expect(withoutData(snapshotOf(cluster.dir))).toEqual(before);
    expect(etcdPids(cluster.dir)).toEqual(pids);
  });
});

describe('every command', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster();
  });

  it.each([
    [['status']],
    [['up']],
    [['restart', 'infra0', '--yes']],
    [['down', 'infra0', '--yes']],
    [['up', 'infra0']],
    [['render']],
    [['render', '--check']],
    [['validate']],
    [['etcd', 'list']],
  ])('%j ends by naming the next one', async args => {
    const {stdout} = await cliOk(cluster, args);

    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/etcdops \w+/);
  });

  it.each([
    [['status']],
    [['up']],
    [['down', 'infra1', '--yes']],
    [['up', 'infra1']],
    [['restart', 'infra1', '--yes']],
    [['render']],
    [['render', '--check']],
    [['validate']],
    [['env']],
    [['logs', '--lines', '3']],
    [['etcd', 'list']],
    [['up', '--dry-run']],
  ])('%j --json is one object with schemaVersion, and says nothing else', async args => {
    const {stdout, stderr} = await cliOk(cluster, [...args, '--json']);

    expect(JSON.parse(stdout)).toHaveProperty('schemaVersion', 1);
    expect(stderr).toBe('');
  });

  it('puts what it does on stderr and the result alone on stdout', async () => {
    const {stdout, stderr} = await cliOk(cluster, ['restart', 'infra2', '--yes']);

    expect(stderr).toContain('infra2');
    expect(stdout).not.toContain('✓');
  });

  it('shows no colours where the output is no terminal', async () => {
    for (const args of [['status'], ['validate'], ['--help'], ['up', '--help']]) {
      const {stdout, stderr} = await cluster.cli(args, {
        env: {TERM: 'xterm-256color', FORCE_COLOR: undefined},
      });
      expect(stdout + stderr, args.join(' ')).not.toContain('\u001b[');
    }
  });

  it('--verbose names the outside commands on stderr', async () => {
    const {stderr} = await cliOk(cluster, ['up', '--verbose']);

    expect(stderr).toMatch(/^\$ .*etcd/m);
  });

  it('leaves the spec as it is: comments, order and spaces', async () => {
    const spec = join(cluster.dir, 'etcdops.yaml');
    writeFileSync(spec, `# ours\n\n${readFileSync(spec, 'utf8')}\n\n# the end\n`);
    const before = readFileSync(spec, 'utf8');

    for (const args of [['up'], ['restart', 'infra0', '--yes'], ['render'], ['status'], ['validate']])
      await cliOk(cluster, args);

    expect(readFileSync(spec, 'utf8')).toBe(before);
  });
});
