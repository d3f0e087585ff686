import {spawn, type ChildProcess} from 'node:child_process';
import {cpSync, rmSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {etcdctl, etcdPids, statusOf, type StatusJson} from './observed-cluster.js';

const MEMBERS = ['infra0', 'infra1', 'infra2'];
const SERVING_MS = 30_000;
const STOPPING_MS = 30_000;

interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A way to run the artifacts that does without etcdops. */
interface Way {
  readonly title: string;
  /** One process for each member, or one for all. */
  readonly launches: (cluster: TestCluster) => Launch[];
}

/** The path of a Procfile runner; it has to be there. */
function runnerPath(variable: string): string {
  const path = process.env[variable];
  if (path !== undefined && path !== '') return path;
  throw new Error(`${variable} is not set: \`npm test\` installs the runner and sets it`);
}

function eachMember(launch: (cluster: TestCluster, name: string) => Launch): Way['launches'] {
  return cluster => MEMBERS.map(name => launch(cluster, name));
}

const WAYS: readonly Way[] = [
  {
    title: 'etcd --config-file nodes/NAME/etcd.yaml',
    launches: eachMember(({dir, binDir}, name) => ({
      file: join(binDir, 'etcd'),
      args: ['--config-file', `nodes/${name}/etcd.yaml`],
      cwd: dir,
    })),
  },
  {
    title: 'flags.sh, from any folder',
    launches: eachMember(({dir}, name) => ({file: join(dir, 'nodes', name, 'flags.sh'), args: [], cwd: '/'})),
  },
  {
    title: 'the env file in an empty environment',
    launches: eachMember(({dir, binDir}, name) => ({
      file: 'env',
      args: ['-i', 'sh', '-c', `set -a; . nodes/${name}/etcd.env; exec ${join(binDir, 'etcd')}`],
      cwd: dir,
    })),
  },
  {
    title: 'honcho start',
    launches: ({dir}) => [{file: runnerPath('ETCDOPS_TEST_HONCHO'), args: ['start'], cwd: dir}],
  },
  {
    title: 'foreman start',
    launches: ({dir}) => [{file: runnerPath('ETCDOPS_TEST_FOREMAN'), args: ['start'], cwd: dir}],
  },
];

/** Output is thrown away on purpose: a pipe that nobody reads would stop etcd. */
function launch({file, args, cwd, env}: Launch): ChildProcess {
  const child = spawn(file, args, {cwd, env: cleanEnv({...env}), stdio: 'ignore'});
  child.on('error', error => {
    throw error;
  });
  onDispose(() => void child.kill('SIGTERM'));
  return child;
}

async function untilHealthy(cluster: TestCluster): Promise<StatusJson> {
  const deadline = performance.now() + SERVING_MS;
  for (;;) {
    const status = await statusOf(cluster);
    if (status.cluster.health === 'healthy') return status;
    if (performance.now() > deadline) throw new Error(`not healthy: ${JSON.stringify(status, null, 2)}`);
  }
}

describe.each(['3.4', '3.7'] as const)('artifacts of etcd %s without etcdops', line => {
  it.each(WAYS)('$title', async ({launches}) => {
    const cluster = await startCluster({line, start: false, args: ['--format', 'config,procfile,env,flags']});

    const children = launches(cluster).map(launch);

    const status = await untilHealthy(cluster);
    expect(status.nodes.map(({managedBy}) => managedBy)).toEqual(['other', 'other', 'other']);
    const pids = [...etcdPids(cluster.dir).values()].flat();
    expect(pids).toHaveLength(3);
    expect((await etcdctl(cluster, cluster.endpoints, ['put', 'a', '1'])).stdout).toBe('OK\n');
    expect((await etcdctl(cluster, cluster.endpoints.slice(2), ['get', 'a'])).stdout).toBe('a\n1\n');

    // What was started is etcd itself, with no shell between: `exec` in every line. A runner passes TERM on.
    if (children.length > 1) return expect(children.map(({pid}) => pid).sort()).toEqual(pids.sort());
    children[0]?.kill('SIGTERM');
    await waitUntil(() => pids.every(pid => !isRunning(pid)), STOPPING_MS, 'all etcd processes ended');
  });

  it('the folder, moved elsewhere, still works: its paths are relative', async () => {
    const cluster = await startCluster({line, members: 1, start: false});
    const elsewhere = await startCluster({line, members: 1, start: false});
    rmSync(join(elsewhere.dir, 'nodes'), {recursive: true});
    cpSync(join(cluster.dir, 'nodes'), join(elsewhere.dir, 'nodes'), {recursive: true});

    launch({
      file: join(cluster.binDir, 'etcd'),
      args: ['--config-file', 'nodes/infra0/etcd.yaml'],
      cwd: elsewhere.dir,
    });

    await waitUntil(() => etcdPids(elsewhere.dir).size === 1, SERVING_MS, 'etcd runs');
    const end = performance.now() + SERVING_MS;
    for (;;) {
      const {stdout} = await etcdctl(cluster, cluster.endpoints, ['put', 'a', '1']);
      if (stdout === 'OK\n') break;
      if (performance.now() > end) throw new Error('etcd of the moved folder does not answer');
    }
  });
});
