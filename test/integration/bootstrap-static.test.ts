import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';
import {parse} from 'yaml';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertHealthy, cliOk, predictedClusterId, statusOf} from './observed-cluster.js';

const ALL_FORMATS = 'config,procfile,env,systemd,docker,compose,flags';

function filesBelow(dir: string, prefix = ''): string[] {
  return readdirSync(join(dir, prefix), {withFileTypes: true}).flatMap(entry => {
    const path = join(prefix, entry.name);
    return entry.isDirectory() ? filesBelow(dir, path) : [path];
  });
}

describe.each(['3.4', '3.7'] as const)('bootstrap static --members 3 --start, etcd %s', line => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster({line, args: ['--cluster', 'shop', '--format', ALL_FORMATS]});
  });

  it('says what it made, in the keys of the contract', () => {
    const {basePort, dir, version} = cluster;
    const nodes = [0, 1, 2].map(index => ({
      name: `infra${index}`,
      role: 'member',
      host: '127.0.0.1',
      clientUrl: `http://127.0.0.1:${basePort + 10 * index}`,
      peerUrl: `http://127.0.0.1:${basePort + 10 * index + 1}`,
    }));

    const expected = {schemaVersion: 1, cluster: 'shop', dir, spec: 'etcdops.yaml', nodes, started: true};
    expect(cluster.bootstrap).toMatchObject(expected);
    expect(cluster.bootstrap).toHaveProperty('etcdVersion', version);
  });

  it('writes every file of every format, and nothing else outside of .etcdops', () => {
    const ofNode = ['docker-run.sh', 'etcd.env', 'etcd.yaml', 'flags.sh'];
    const expected = [
      ...['Procfile', 'compose.yaml', 'etcdops.yaml'],
      ...['infra0', 'infra1', 'infra2'].flatMap(name =>
        [...ofNode, `etcd-shop-${name}.service`].map(file => `nodes/${name}/${file}`),
      ),
    ];

    const found = filesBelow(cluster.dir).filter(path => !path.startsWith('.etcdops/'));

    expect(found.sort()).toEqual(expected.sort());
    const listed = (cluster.bootstrap['files'] as string[]).filter(path => !path.startsWith('.etcdops/'));
    expect(listed.sort()).toEqual(expected.sort());
  });

  it('keeps its state private and out of version control', () => {
    const state = join(cluster.dir, '.etcdops');

    expect(statSync(state).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(state, '.gitignore'), 'utf8')).toMatch(/^\*$/m);
    expect(readdirSync(state)).not.toContain('staging');
    expect(readdirSync(state)).not.toContain('lock');
  });

  it('leaves a healthy cluster whose id was known before', async () => {
    const status = await assertHealthy(cluster);

    expect(status.cluster).toMatchObject({
      name: 'shop',
      id: predictedClusterId(cluster.dir),
      health: 'healthy',
      members: 3,
      faultTolerance: 1,
    });
    expect(status.cluster.revision).toBeGreaterThanOrEqual(1);
  });

  it('shows each node with the keys of the contract', async () => {
    const status = await statusOf(cluster);

    expect(status).toHaveProperty('schemaVersion', 1);
    expect(status.nodes.map(({name}) => name)).toEqual(['infra0', 'infra1', 'infra2']);
    for (const node of status.nodes) {
      expect(node).toMatchObject({
        role: 'member',
        running: true,
        healthy: true,
        managedBy: 'etcdops',
        pid: cluster.pidOf(node.name),
        memberId: expect.stringMatching(/^[1-9a-f][0-9a-f]{0,15}$/) as string,
        isLeader: node.name === status.cluster.leader,
        isLearner: false,
        clientUrl: expect.stringContaining('http://127.0.0.1:') as string,
        peerUrl: expect.stringContaining('http://127.0.0.1:') as string,
        version: cluster.version,
        alarms: [],
      });
      const numbers = ['dbSizeBytes', 'dbInUseBytes', 'raftIndex', 'raftTerm'];
      for (const key of numbers) expect(node, key).toHaveProperty(key, expect.any(Number));
      expect(node).not.toHaveProperty('error');
    }
  });

  it('prints the same ids as etcdctl', async () => {
    const {cluster: shown, nodes} = await statusOf(cluster);
    // One line a member: "ID, started, NAME, …".
    const lines = (await cluster.etcdctl('member', 'list')).trim().split('\n');
    const ids = new Map(lines.map(text => text.split(', ')).map(([id, , name]) => [name, id]));

    for (const {name, memberId} of nodes) expect(memberId).toBe(ids.get(name));
    const json = await cluster.etcdctl('endpoint', 'status', '--write-out', 'json');
    const decimal = /"cluster_id":(\d+)/.exec(json)?.[1] ?? '0';
    expect(shown.id).toBe(BigInt(decimal).toString(16));
  });

  it('lets ctl write and read', async () => {
    expect((await cliOk(cluster, ['ctl', '--', 'put', 'greeting', 'hello world'])).stdout).toBe('OK\n');
    expect((await cliOk(cluster, ['ctl', '--', 'get', 'greeting'])).stdout).toBe('greeting\nhello world\n');
  });

  it('shows a person the same and names the next command', async () => {
    const {stdout} = await cliOk(cluster, ['status']);

    for (const word of ['shop', 'healthy', 'infra0', 'infra1', 'infra2', 'leader', cluster.version]) {
      expect(stdout).toContain(word);
    }
    expect(stdout).toMatch(/Next: etcdops /);
  });

  it('refuses to bootstrap there again and changes nothing', async () => {
    const before = readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8');
    const args = ['bootstrap', 'static', '--members', '1', '--etcd-bin-dir', cluster.binDir];

    const again = await cluster.cli([...args, '--base-port', String(cluster.basePort + 50), '--json']);

    expect(again.exitCode).toBe(2);
    expect(again.json()).toMatchObject({error: {code: 'E_DIR_OCCUPIED', exitCode: 2}});
    expect(readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8')).toBe(before);
    await assertHealthy(cluster);
  });

  it('gives each bootstrap a token of its own', async () => {
    const other = await startCluster({line, members: 1, start: false});
    const tokenIn = (dir: string): unknown =>
      (parse(readFileSync(join(dir, 'etcdops.yaml'), 'utf8')) as {token: unknown}).token;

    expect(tokenIn(other.dir)).not.toBe(tokenIn(cluster.dir));
  });
});

describe.each(['3.5', '3.6'] as const)('etcd %s, smoke', line => {
  it('starts, serves, restarts and stops', async () => {
    const cluster = await startCluster({line});
    const status = await assertHealthy(cluster);

    expect(status.cluster.id).toBe(predictedClusterId(cluster.dir));
    await cliOk(cluster, ['ctl', '--', 'put', 'a', '1']);
    await cliOk(cluster, ['restart', 'infra1', '--yes']);
    await cliOk(cluster, ['down', '--yes']);
    await cliOk(cluster, ['up']);
    expect((await cliOk(cluster, ['ctl', '--', 'get', 'a', '--print-value-only'])).stdout).toBe('1\n');
    await assertHealthy(cluster);
  });
});
