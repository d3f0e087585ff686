import {existsSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertHealthy, cliOk} from '../integration/observed-cluster.js';

interface FindingJson {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly file: string;
  readonly line?: number;
  readonly member?: string;
  readonly message: string;
  readonly fix?: string;
}

const made = (args: readonly string[] = []): Promise<TestCluster> => startCluster({start: false, args});

function specOf({dir}: TestCluster): string {
  return join(dir, 'etcdops.yaml');
}

/** Returns the number of the first line that is another one now. */
function edit(path: string, from: string | RegExp, to: string): number {
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${String(from)} is not in ${path}`);
  writeFileSync(path, after);
  const lines = before.split('\n');
  return after.split('\n').findIndex((line, index) => line !== lines[index]) + 1;
}

describe('render', () => {
  it('--check is clean after bootstrap, for every format', async () => {
    const cluster = await made(['--format', 'config,procfile,env,systemd,docker,compose,flags']);

    const check = await cliOk(cluster, ['render', '--check']);
    const json = await cliOk(cluster, ['render', '--check', '--json']);

    expect(check.stdout + check.stderr).toMatch(/\w/);
    expect(json.json()).toMatchObject({diff: '', written: false});
  });

  it('--check shows what was edited by hand as a unified diff and exits 3; render mends it', async () => {
    const cluster = await made();
    const path = join(cluster.dir, 'nodes/infra1/etcd.yaml');
    const before = readFileSync(path, 'utf8');
    edit(path, 'initial-cluster-state: new', 'initial-cluster-state: existing');

    const inText = await cluster.cli(['render', '--check']);
    const inJson = await cluster.cli(['render', '--check', '--json']);

    expect([inText.exitCode, inJson.exitCode]).toEqual([3, 3]);
    for (const part of [
      '--- ',
      '+++ ',
      'nodes/infra1/etcd.yaml',
      '-initial-cluster-state: existing',
      '+initial-cluster-state: new',
    ]) {
      expect(inText.stdout).toContain(part);
    }
    expect(inText.stdout).toMatch(/^@@ /m);
    expect(inText.stdout).not.toContain('nodes/infra0');
    expect(readFileSync(path, 'utf8')).not.toBe(before);

    await cliOk(cluster, ['render']);
    expect(readFileSync(path, 'utf8')).toBe(before);
    await cliOk(cluster, ['render', '--check']);
  });

  it('writes what is missing, and leaves what is right untouched', async () => {
    const cluster = await made();
    const [missing, right] = [0, 1].map(index => join(cluster.dir, `nodes/infra${index}/etcd.yaml`)) as [
      string,
      string,
    ];
    rmSync(missing);
    const {mtimeMs} = statSync(right);

    expect((await cluster.cli(['render', '--check'])).exitCode).toBe(3);
    await cliOk(cluster, ['render', '--dry-run']);
    expect(existsSync(missing)).toBe(false);
    await cliOk(cluster, ['render']);

    expect(existsSync(missing)).toBe(true);
    expect(statSync(right).mtimeMs).toBe(mtimeMs);
  });

  it('follows the spec: a changed setting reaches every form', async () => {
    const cluster = await made(['--format', 'config,env,flags']);
    writeFileSync(
      specOf(cluster),
      `${readFileSync(specOf(cluster), 'utf8')}settings: {snapshot-count: 4242}\n`,
    );

    expect((await cluster.cli(['render', '--check'])).exitCode).toBe(3);
    await cliOk(cluster, ['render']);

    const read = (file: string): string => readFileSync(join(cluster.dir, 'nodes/infra2', file), 'utf8');
    expect(read('etcd.yaml')).toContain('snapshot-count: 4242');
    expect(read('etcd.env')).toMatch(/^ETCD_SNAPSHOT_COUNT='?4242'?$/m);
    expect(read('flags.sh')).toContain('--snapshot-count=4242');
  });

  it('up runs with a file that was edited, and says that it differs', async () => {
    const cluster = await startCluster({start: false, members: 1});
    edit(join(cluster.dir, 'nodes/infra0/etcd.yaml'), /$/, '# by hand\n');

    const {stderr} = await cliOk(cluster, ['up']);

    expect(stderr).toContain('nodes/infra0/etcd.yaml');
    expect(stderr).toContain('render --check');
    await assertHealthy(cluster, 1);
  });
});

describe('validate', () => {
  it('has nothing to say of a fresh spec', async () => {
    const cluster = await made();

    expect((await cliOk(cluster, ['validate', '--json'])).json()).toMatchObject({ok: true, findings: []});
    expect((await cliOk(cluster, ['validate', '--strict'])).exitCode).toBe(0);
  });

  /** What is broken, how, and a word of the fix. */
  const BROKEN: readonly [what: string, from: string | RegExp, to: string, fix: string][] = [
    ['an unknown key', 'cluster: demo', 'clusterr: demo', 'cluster'],
    ['an unknown key of a node', 'infra1, role: member', 'infra1, rol: member', 'role'],
    ['a name twice', 'name: infra1', 'name: infra0', 'name'],
    ['a name that is a path', 'name: infra1', 'name: ../infra1', 'letters'],
    ['a host that is a URL', /(infra1.*)host: 127.0.0.1/, '$1host: "http://127.0.0.1"', 'host alone'],
    ['a port out of range', /(infra1.*client: )\d+/, '$170000', '65535'],
    ['a port as text', /(infra1.*client: )\d+/, '$1"a"', 'number'],
    ['a wrong type', 'nodes:', 'settings: [1]\nnodes:', ''],
    ['a setting with a typo', 'nodes:', 'settings: {quota-backend-byte: 1}\nnodes:', 'quota-backend-bytes'],
    ['a setting that this version lost', 'nodes:', 'settings: {enable-v2: true}\nnodes:', '3.6'],
    ['a setting with a wrong value', 'nodes:', 'settings: {snapshot-count: many}\nnodes:', 'number'],
    ['a setting of etcdops itself', 'nodes:', 'settings: {initial-cluster: a}\nnodes:', 'spec'],
    ['a token with spaces', /token: \S+/, 'token: a b', 'letters'],
    ['a version that is none', /version: [\d.]+/, 'version: "3"', '3.7'],
    ['a missing key', /^token: .*\n/m, '', 'token'],
  ];

  it.each(BROKEN)('%s: an error with its line, and every command refuses', async (what, from, to, fix) => {
    const cluster = await made();
    const path = specOf(cluster);
    const line = edit(path, from, to);
    const before = readFileSync(path, 'utf8');

    const inJson = await cluster.cli(['validate', '--json']);
    const inText = await cluster.cli(['validate']);

    expect([inJson.exitCode, inText.exitCode]).toEqual([3, 3]);
    const {ok, findings} = inJson.json<{ok: boolean; findings: FindingJson[]}>();
    expect(ok).toBe(false);
    const errors = findings.filter(({severity}) => severity === 'error');
    if (what !== 'a missing key')
      expect(
        errors.map(finding => finding.line),
        inText.stdout,
      ).toContain(line);
    for (const {rule, file} of findings) expect(`${file} ${rule}`).toMatch(/^etcdops\.yaml [a-z0-9-]+$/);
    expect(JSON.stringify(errors)).toContain(fix);
    expect(inText.stdout).toMatch(/etcdops\.yaml:\d+/);
    for (const args of [['up'], ['render'], ['status'], ['env'], ['down', '--yes'], ['up', '--json']]) {
      expect((await cluster.cli(args)).exitCode, args.join(' ')).toBe(3);
    }
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('warns of an even number of members; --strict makes that fail', async () => {
    const cluster = await startCluster({start: false, members: 2});

    const relaxed = await cliOk(cluster, ['validate', '--json']);
    const strict = await cluster.cli(['validate', '--strict', '--json']);

    const {findings} = relaxed.json<{findings: FindingJson[]}>();
    expect(findings.map(({rule, severity}) => `${rule} ${severity}`)).toEqual(['even-members warning']);
    expect(strict.exitCode).toBe(3);
  });
});
