import type {TestCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {cliOk} from './observed-cluster.js';
import {edit} from './observed-proxies.js';

export interface JoinedMember {
  readonly name: string;
  readonly clientUrl: string;
  readonly peerUrl: string;
  /** As etcdctl takes it. */
  readonly id: string;
}

/** Adds a member to a cluster that runs, as somebody does by hand: by etcdctl, then in the spec and its files. */
export async function addByHand(
  cluster: TestCluster,
  name: string,
  {learner = false}: {learner?: boolean} = {},
): Promise<JoinedMember> {
  const client = await freeBasePort(1);
  const peerUrl = `http://127.0.0.1:${client + 1}`;
  const flags = [`--peer-urls=${peerUrl}`, ...(learner ? ['--learner'] : [])];
  const said = await cluster.etcdctl('member', 'add', name, ...flags);
  const keys = ['initialClusterState: existing', ...(learner ? ['learner: true'] : [])].join(', ');
  const ports = `ports: {client: ${client}, peer: ${client + 1}}`;
  edit(cluster, 'etcdops.yaml', text =>
    text.replace(
      /^(?= {2}- \{name: infra0,)/m,
      `  - {name: ${name}, role: member, host: 127.0.0.1, ${ports}, ${keys}}\n`,
    ),
  );
  await cliOk(cluster, ['render']);
  const id = /^Member ([0-9a-f]+) added/.exec(said)?.[1] ?? '';
  return {name, clientUrl: `http://127.0.0.1:${client}`, peerUrl, id};
}
