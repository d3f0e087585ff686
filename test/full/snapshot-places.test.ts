import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';

import {CLI_PATH, cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertInStep} from '../integration/changed-cluster.js';
import {cliOk, type ErrorJson} from '../integration/observed-cluster.js';
import {askEtcd, contentOf, putMany, saveByHand} from '../integration/restored-cluster.js';

const SLOWEST_MS = 240_000;
const CONFIRM = ['--confirm', 'demo'];

/** Of unshare: mounts of its own, also for one who is not root. */
const MOUNTING = ['--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs etcdops, and what it starts, behind mounts that only they see. */
async function cliBehind(
  {dir, binDir}: TestCluster,
  mounts: readonly string[],
  args: readonly string[],
): Promise<Outcome> {
  const script = [...mounts, 'exec "$@"'].join(' && ');
  const {exitCode, stdout, stderr} = await execa(
    'unshare',
    [...MOUNTING, 'sh', '-c', script, 'sh', process.execPath, CLI_PATH, ...args],
    {
      cwd: dir,
      env: cleanEnv({ETCDOPS_ETCD_BIN_DIR: binDir}),
      extendEnv: false,
      reject: false,
      timeout: 120_000,
    },
  );
  return {exitCode: exitCode ?? -1, stdout, stderr};
}

/** Runs etcdops, and what it starts, where folders of `disks/` are mounted on those that are named. */
async function cliOnDisks(
  cluster: TestCluster,
  targets: readonly string[],
  args: readonly string[],
): Promise<Outcome> {
  const mounts = targets.map((target, index) => {
    const disk = join(cluster.dir, 'disks', String(index));
    mkdirSync(disk, {recursive: true, mode: 0o700});
    mkdirSync(target, {recursive: true, mode: 0o700});
    return `mount --bind '${disk}' '${target}'`;
  });
  return cliBehind(cluster, mounts, args);
}

function editSpec({dir}: TestCluster, edit: (text: string) => string): void {
  const path = join(dir, 'etcdops.yaml');
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
}

describe.each(['3.4', '3.7'] as const)('restored where the data lies elsewhere, etcd %s', line => {
  let cluster: TestCluster;
  let path: string;
  let atSave: Map<string, string>;
  let later: Map<string, string>;
  const data = (name: string): string => join(cluster.dir, '.etcdops/data', name);
  const onDisk = (...args: string[]) => cliOnDisks(cluster, [data('infra1')], args);
  const proxied = (role: string): Promise<Map<string, string>> =>
    contentOf({endpoints: [cluster.nodes.find(node => node.role === role)!.clientUrl!]});
  const throughGrpcProxy = async (): Promise<string> => {
    const {clientUrl} = cluster.nodes.find(({role}) => role === 'grpc-proxy')!;
    const env = cleanEnv({ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: clientUrl!});
    const {stdout} = await execa(
      join(cluster.binDir, 'etcdctl'),
      ['get', '--prefix', 'k', '--limit=1', '-w=fields'],
      {
        env,
        extendEnv: false,
        timeout: 20_000,
      },
    );
    return stdout;
  };

  beforeAll(async () => {
    cluster = await startCluster({
      line,
      gateways: 1,
      grpcProxies: 1,
      start: false,
      args: ['--cluster', 'demo'],
    });
    editSpec(cluster, text => text.replace(/(name: infra2,)/, '$1 walDir: wals/infra2,'));
    await cliOk(cluster, ['render']);
    expect((await onDisk('up')).exitCode).toBe(0);
    await putMany(cluster, 'k', 300);
    await askEtcd(cluster, '/v3/maintenance/alarm', {action: 'ACTIVATE', alarm: 'NOSPACE'});
    path = await saveByHand(cluster, 'saved.db');
    atSave = await contentOf(cluster);
    await cluster.etcdctl('alarm', 'disarm');
    await putMany(cluster, 'later', 300);
    later = await contentOf(cluster);
  }, 60_000);

  it('is refused where a file system would move along, with nothing stopped', async () => {
    const restore = ['snapshot', 'restore', path, ...CONFIRM, '--json'];
    const refusal = async (target: string): Promise<ErrorJson['error']> => {
      const {exitCode, stdout} = await cliOnDisks(cluster, [data('infra1'), target], restore);
      expect(exitCode).toBe(4);
      return (JSON.parse(stdout) as ErrorJson).error;
    };
    const wal = join(cluster.dir, 'wals/infra2');
    expect((await refusal(wal)).message).toContain(`${wal} is a file system of its own, or mounted`);
    const inner = join(data('infra0'), 'member/wal');
    expect((await refusal(inner)).message).toContain('is mounted inside the data of infra0');
    expect(await contentOf(cluster)).toEqual(later);
  });

  it('is refused where nothing can be made above the data or the log, with nothing stopped', async () => {
    for (const name of ['.etcdops/data', 'wals']) {
      const folder = join(cluster.dir, name);
      const mounts = [`mount --bind '${folder}' '${folder}'`, `mount -o remount,ro,bind '${folder}'`];
      const line = ['snapshot', 'restore', path, ...CONFIRM, '--json'];
      const {exitCode, stdout} = await cliBehind(cluster, mounts, line);
      const {error} = JSON.parse(stdout) as ErrorJson;
      expect([exitCode, error.code]).toEqual([4, 'E_PREFLIGHT']);
      expect(error.message).toContain(`nothing can be made in ${folder}, where`);
    }
    expect(await contentOf(cluster)).toEqual(later);
  });

  it(
    'keeps the mount and the log where they are, disarms, starts the proxies',
    {timeout: SLOWEST_MS},
    async () => {
      const {exitCode, stderr, stdout} = await onDisk('snapshot', 'restore', path, ...CONFIRM, '--json');
      expect({exitCode, stderr}).toMatchObject({exitCode: 0});
      expect(stderr).toContain('the alarm NOSPACE of the snapshot is disarmed');
      expect(JSON.parse(stdout)).toMatchObject({
        members: [
          {name: 'infra0'},
          {name: 'infra1', kept: [expect.stringMatching(/data\/infra1\/member\.replaced-/)]},
          {name: 'infra2', walDir: 'wals/infra2', kept: [expect.any(String), expect.any(String)]},
        ],
        restarted: ['gateway0', 'grpc-proxy0'],
      });
      await assertInStep(cluster);
      expect(await contentOf(cluster)).toEqual(atSave);
      expect(await proxied('gateway')).toEqual(atSave);
      expect(await throughGrpcProxy()).toContain('"Count" : 300');
      await cluster.etcdctl('put', 'written', 'again');
      const [kept, live] = [
        readdirSync(join(cluster.dir, 'disks/0')),
        readdirSync(join(cluster.dir, 'wals')),
      ];
      expect(kept.filter(name => /^member(?:\.replaced-.*)?$/.test(name))).toHaveLength(2);
      expect(live.filter(name => /^infra2(?:\.replaced-.*)?$/.test(name))).toHaveLength(2);
    },
  );

  it(
    'is taken back there, and not while a disk is away or another one is in the way',
    {timeout: SLOWEST_MS},
    async () => {
      const undo = ['snapshot', 'undo', ...CONFIRM, '--json'];
      const refusal = async (...targets: string[]): Promise<string> => {
        const {exitCode, stdout} = await cliOnDisks(cluster, targets, undo);
        expect(exitCode).toBe(4);
        return (JSON.parse(stdout) as ErrorJson).error.message;
      };
      expect(await refusal()).toContain(`${data('infra1')}, of infra1, was a file system of its own`);
      const inner = join(data('infra0'), 'member/wal');
      expect(await refusal(data('infra1'), inner)).toContain(
        `${inner} is mounted inside a directory of infra0`,
      );
      const wal = join(cluster.dir, 'wals/infra2');
      expect(await refusal(data('infra1'), wal)).toContain(`${wal}, of infra2, is mounted since`);
      await cluster.etcdctl('get', 'written');
      const {exitCode, stderr} = await onDisk('snapshot', 'undo', ...CONFIRM);
      expect({exitCode, stderr}).toMatchObject({exitCode: 0});
      await assertInStep(cluster);
      expect(await contentOf(cluster)).toEqual(later);
      await cliOk(cluster, ['down', '--yes']);
    },
  );
});

it('goes into a newer line of etcd, and not into an older one', {timeout: SLOWEST_MS}, async () => {
  const make = (line: '3.5' | '3.6', start: boolean) =>
    startCluster({line, members: 1, start, args: ['--cluster', 'demo']});
  const old = await make('3.5', true);
  await putMany(old, 'k', 300);
  const content = await contentOf(old);
  const newer = await make('3.6', false);
  await cliOk(newer, ['snapshot', 'restore', await saveByHand(old, 'saved.db'), ...CONFIRM]);
  expect(await contentOf(newer)).toEqual(content);

  // Long enough for 3.6 to write into the database of which line it is.
  await assertInStep(newer);
  const back = await saveByHand(newer, 'back.db');
  const refused = await old.cli(['snapshot', 'restore', back, ...CONFIRM, '--json']);
  expect(refused.exitCode).toBe(3);
  expect(refused.json<ErrorJson>().error.message).toContain('cannot run on it; etcd 3.6 can');
  expect(await contentOf(old)).toEqual(content);
});
