import {spawn} from 'node:child_process';
import {join} from 'node:path';

import {cleanEnv} from '../helpers/cli.js';
import type {TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {cliOk} from './observed-cluster.js';
import {edit} from './observed-proxies.js';

export interface JoinedMember {
  readonly name: string;
  readonly clientUrl: string;
  /** As etcdctl takes it. */
  readonly id: string;
}

interface AddedMember extends JoinedMember {
  readonly clientPort: number;
  readonly peerPort: number;
}

const CHANGE_MS = 30_000;

/**
 * etcd refuses a change of its members until they have been connected for five seconds. A member that is asked for its own
 * removal may stop before it has answered: asked again, another one says that it is gone.
 */
export async function changeMembers(cluster: TestCluster, ...args: readonly string[]): Promise<string> {
  const deadline = performance.now() + CHANGE_MS;
  let hasStopped = false;
  for (;;) {
    try {
      return await cluster.etcdctl('member', ...args);
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      if (hasStopped && message.includes('member not found')) return '';
      hasStopped ||= message.includes('server stopped');
      const isPassing = hasStopped || message.includes('unhealthy cluster');
      if (!isPassing || performance.now() > deadline) throw error;
    }
  }
}

async function add(cluster: TestCluster, name: string, flags: readonly string[] = []): Promise<AddedMember> {
  const clientPort = await freeBasePort(1);
  const peerPort = clientPort + 1;
  const said = await changeMembers(
    cluster,
    'add',
    name,
    `--peer-urls=http://127.0.0.1:${peerPort}`,
    ...flags,
  );
  // An id with a zero in front is filled up with a blank.
  const id = /^Member +([0-9a-f]+) added/.exec(said)?.[1];
  if (id === undefined) throw new Error(`etcdctl did not tell the id of the new member: ${said}`);
  return {name, clientUrl: `http://127.0.0.1:${clientPort}`, id, clientPort, peerPort};
}

/** Adds a member to a cluster that runs, as somebody does by hand: by etcdctl, then in the spec and its files. */
export async function addByHand(
  cluster: TestCluster,
  name: string,
  {learner = false}: {learner?: boolean} = {},
): Promise<JoinedMember> {
  const added = await add(cluster, name, learner ? ['--learner'] : []);
  const keys = ['initialClusterState: existing', ...(learner ? ['learner: true'] : [])].join(', ');
  const ports = `ports: {client: ${added.clientPort}, peer: ${added.peerPort}}`;
  edit(cluster, 'etcdops.yaml', text =>
    text.replace(
      /^(?= {2}- \{name: infra0,)/m,
      `  - {name: ${name}, role: member, host: 127.0.0.1, ${ports}, ${keys}}\n`,
    ),
  );
  await cliOk(cluster, ['render']);
  return added;
}

/** Adds and starts a member of which etcdops is told nothing. */
export async function joinUnknown(cluster: TestCluster, name: string): Promise<JoinedMember> {
  const added = await add(cluster, name);
  const {clientUrl, peerPort} = added;
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const others = cluster.nodes.flatMap(({role, name: other, peerUrl: url}) =>
    role === 'member' ? [`${other}=${url}`] : [],
  );
  const child = spawn(
    join(cluster.binDir, 'etcd'),
    [
      ...['--name', name, '--data-dir', join(cluster.dir, `${name}.etcd`)],
      ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
      ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
      ...['--initial-cluster', [...others, `${name}=${peerUrl}`].join(',')],
      ...['--initial-cluster-state', 'existing'],
    ],
    {cwd: cluster.dir, env: cleanEnv(), stdio: 'ignore'},
  );
  onDispose(() => void child.kill('SIGKILL'));
  return added;
}
