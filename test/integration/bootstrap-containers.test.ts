import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {readComposeFile, recordDockerRun, runOnHost, volumeOf} from './container-run.js';
import {etcdctl} from './observed-cluster.js';

const MEMBERS = ['infra0', 'infra1', 'infra2'];
const FORMATS = 'config,procfile,systemd,docker,compose,flags';
const PUT_MS = 30_000;

async function untilServed(cluster: TestCluster): Promise<void> {
  const deadline = performance.now() + PUT_MS;
  for (;;) {
    const {stdout, stderr} = await etcdctl(cluster, cluster.endpoints, ['put', 'a', '1']);
    if (stdout === 'OK\n') break;
    if (performance.now() > deadline) throw new Error(stderr);
  }
  for (const endpoint of cluster.endpoints) {
    expect((await etcdctl(cluster, [endpoint], ['get', 'a'])).stdout).toBe('a\n1\n');
  }
}

/** The services of a compose file as docker compose itself reads it. */
async function composeServices(
  dir: string,
): Promise<Record<string, {network_mode: string; command: string[]}>> {
  const reader = process.env['ETCDOPS_TEST_COMPOSE'];
  if (reader === undefined) throw new Error('no ETCDOPS_TEST_COMPOSE: run the tests by npm test');
  const {stdout} = await execa(reader, ['-format', 'json', 'compose.yaml'], {cwd: dir});
  return (JSON.parse(stdout) as {services: Awaited<ReturnType<typeof composeServices>>}).services;
}

describe.each(['3.4', '3.7'] as const)('artifacts for other tools, etcd %s', line => {
  const made = (): Promise<TestCluster> =>
    startCluster({line, start: false, args: ['--format', FORMATS, '--cluster', 'shop']});

  it('systemd accepts the units', async () => {
    const {dir} = await made();
    const units = MEMBERS.map(name => join(dir, 'nodes', name, `etcd-shop-${name}.service`));

    const {exitCode, all} = await execa('systemd-analyze', ['verify', '--man=no', ...units], {
      all: true,
      reject: false,
    });

    // It also warns of units of the machine itself; of ours there must be nothing.
    expect(all.split('\n').filter(text => text.includes('etcd-shop-'))).toEqual([]);
    expect(exitCode, all).toBe(0);
  });

  it('a shell accepts the scripts', async () => {
    const {dir} = await made();

    for (const name of MEMBERS) {
      for (const script of ['flags.sh', 'docker-run.sh']) {
        await execa('sh', ['-n', join(dir, 'nodes', name, script)]);
      }
    }
  });

  it('docker-run.sh hands docker containers that form a cluster (docker itself is a stub)', async () => {
    const cluster = await made();

    const calls = [];
    for (const name of MEMBERS) calls.push(await recordDockerRun(cluster, name));

    for (const [index, {cwd, options, image, volumes}] of calls.entries()) {
      const name = MEMBERS[index]!;
      expect(cwd).toBe(cluster.dir);
      expect(options.slice(0, 2)).toEqual(['run', '--detach']);
      expect(options.join(' ')).toContain(`--name etcd-shop-${name} --network host`);
      expect(image).toMatch(new RegExp(`^\\S+/etcd:v${cluster.version.replaceAll('.', '\\.')}$`));
      // docker takes a relative path for the name of a volume.
      expect(volumes).toEqual([
        {source: join(cluster.dir, `.etcdops/data/${name}`), target: `/var/lib/etcd/${name}`},
      ]);
    }
    for (const call of calls) await runOnHost(cluster, call);
    await untilServed(cluster);
  });

  it('compose.yaml has services that form a cluster', async () => {
    const cluster = await made();
    const {name, services} = readComposeFile(cluster);

    expect(name).toBe('etcd-shop');
    expect(Object.keys(services)).toEqual(MEMBERS);
    for (const [member, {image, network_mode: network, volumes}] of Object.entries(services)) {
      expect(image).toMatch(/^\S+\/etcd:v\d+\.\d+\.\d+$/);
      expect(network).toBe('host');
      expect(volumes).toEqual([`./.etcdops/data/${member}:/var/lib/etcd/${member}`]);
    }
    for (const {command, volumes} of Object.values(services)) {
      await runOnHost(cluster, {argv: command, volumes: volumes.map(volumeOf)});
    }
    await untilServed(cluster);
  });

  it("compose's own reader accepts compose.yaml and sees what is meant", async () => {
    const {dir} = await made();
    const written = readComposeFile({dir});

    const services = await composeServices(dir);

    expect(Object.keys(services).sort()).toEqual(MEMBERS);
    for (const [name, {network_mode: network, command}] of Object.entries(services)) {
      expect(network).toBe('host');
      expect(command).toEqual(written.services[name]?.command);
    }
  });
});
