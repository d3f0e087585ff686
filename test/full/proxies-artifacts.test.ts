import {spawn} from 'node:child_process';
import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {basename, join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {endProcessesOf, isRunning, pidsOf} from '../helpers/processes.js';
import {readComposeFile, recordDockerRun, runOnHost, volumeOf} from '../integration/container-run.js';
import {cliOk} from '../integration/observed-cluster.js';
import {eventually, nodeOf, waysThrough} from '../integration/proxy-run.js';

const FORMATS = 'config,procfile,env,systemd,docker,compose,flags';

/** Output is thrown away on purpose: a pipe that nobody reads would stop etcd. */
function launch(cwd: string, file: string, args: readonly string[]): void {
  const child = spawn(file, args, {cwd, env: cleanEnv(), stdio: 'ignore'});
  onDispose(() => void child.kill('SIGTERM'));
}

function unitOf({dir}: Pick<TestCluster, 'dir'>, name: string): string {
  return join(dir, 'nodes', name, `etcd-demo-${name}.service`);
}

/** Starts every node from one kind of file. */
type Way = (cluster: TestCluster) => void | Promise<void>;

const byHoncho: Way = ({dir}) => {
  const honcho = process.env['ETCDOPS_TEST_HONCHO'];
  if (honcho === undefined) throw new Error('no ETCDOPS_TEST_HONCHO: run the tests by npm test');
  launch(dir, honcho, ['start']);
};

const byUnits: Way = cluster => {
  for (const {name} of cluster.nodes) {
    const unit = readFileSync(unitOf(cluster, name), 'utf8');
    const [program = '', ...args] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '').split(' ');
    launch(/^WorkingDirectory=(.*)$/m.exec(unit)?.[1] ?? '', program, args);
  }
};

const byCompose: Way = async cluster => {
  const {services} = readComposeFile(cluster);
  for (const {command, volumes = []} of Object.values(services)) {
    await runOnHost(cluster, {argv: command, volumes: volumes.map(volumeOf)});
  }
};

const byDocker: Way = async cluster => {
  for (const {name} of cluster.nodes) await runOnHost(cluster, await recordDockerRun(cluster, name));
};

const byFlags: Way = ({dir, nodes}) => {
  for (const {name} of nodes) launch('/', join(dir, 'nodes', name, 'flags.sh'), []);
};

/** The program of each process that belongs to the folder, but for the runner that started them. */
function programsOf(dir: string): string[] {
  return pidsOf(dir)
    .filter(isRunning)
    .map(pid => basename(readlinkSync(`/proc/${pid}/exe`)))
    .filter(name => !name.startsWith('python'));
}

describe.each([
  ['3.4', 1],
  ['3.5', 1],
  ['3.7', 0],
] as const)('files of all roles, etcd %s', (line, proxies) => {
  let cluster: TestCluster;
  let names: string[];

  beforeAll(async () => {
    const args = ['--format', FORMATS];
    cluster = await startCluster({
      line,
      members: 1,
      proxies,
      gateways: 1,
      grpcProxies: 1,
      start: false,
      args,
    });
    names = cluster.nodes.map(({name}) => name);
  });

  it('each format has all nodes', async () => {
    const {dir} = cluster;
    const procfile = readFileSync(join(dir, 'Procfile'), 'utf8');

    expect([...procfile.matchAll(/^([\w-]+): /gm)].map(([, name]) => name)).toEqual(names);
    expect(Object.keys(readComposeFile(cluster).services)).toEqual(names);
    for (const {name, role} of cluster.nodes) {
      const files = readdirSync(join(dir, 'nodes', name));
      const config = role === 'member' || role === 'v2-proxy' ? 'etcd.yaml' : 'command.txt';
      expect(files).toEqual(
        expect.arrayContaining([config, 'flags.sh', 'docker-run.sh', basename(unitOf(cluster, name))]),
      );
    }
    const units = names.map(name => unitOf(cluster, name));
    const {all} = await execa('systemd-analyze', ['verify', '--man=no', ...units], {
      all: true,
      reject: false,
    });
    expect(all.split('\n').filter(text => text.includes('etcd-demo-'))).toEqual([]);
  });

  it.each<[string, Way]>([
    ['the Procfile', byHoncho],
    ['units', byUnits],
    ['compose.yaml (docker is a stub)', byCompose],
    ['docker-run.sh (docker is a stub)', byDocker],
    ['flags.sh', byFlags],
  ])('%s: etcd runs for each of them and nothing of Node, and each passes on', async (_, start) => {
    await start(cluster);

    await waysThrough(cluster, ['infra0', 'gateway0', 'grpc-proxy0']);
    for (const {name} of cluster.nodes.filter(({role}) => role === 'v2-proxy')) {
      await eventually(async () => {
        const body = new URLSearchParams({value: 'through'});
        const {status} = await fetch(`${nodeOf(cluster, name).clientUrl}/v2/keys/a`, {method: 'PUT', body});
        return status < 300 ? true : undefined;
      }, `${name} passes a write on`);
    }
    expect(programsOf(cluster.dir)).toEqual(names.map(() => 'etcd'));
    await endProcessesOf(cluster.dir);
    expect((await cliOk(cluster, ['render', '--check'])).exitCode).toBe(0);
  });
});
