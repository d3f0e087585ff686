import {isOnThisMachine, remoteStartLines} from '../domain/nodes/locality.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterContext} from './cluster-run.js';

type Verb = 'start' | 'stop' | 'restart';

/** What the user types for it. */
const COMMANDS: Readonly<Record<Verb, string>> = {start: 'up', stop: 'down', restart: 'restart'};

/**
 * Without the proxies of other machines, which are passed over and named: the cluster is whole without them. One that
 * the user named stays, to be refused.
 */
export function withoutRemoteProxies(
  {adapters, loaded: {spec}}: ClusterContext,
  nodes: readonly SpecNode[],
  {verb, named}: {verb: Verb; named: boolean},
): SpecNode[] {
  const own = adapters.host.ownAddresses();
  const isPassedOver = (node: SpecNode): boolean =>
    !named && node.role !== 'member' && !isOnThisMachine(spec, node, own);
  for (const node of nodes.filter(isPassedOver)) {
    adapters.progress.warn(
      `${node.name} is on ${node.host}, where this release cannot ${verb} it: etcdops ${COMMANDS[verb]} ${node.name} shows what to type`,
    );
  }
  return nodes.filter(node => !isPassedOver(node));
}

/** Nodes on other machines are not etcdops's to act on yet: refuse before anything happens, with the lines to type. */
export function assertOnThisMachine(
  {adapters, loaded: {spec}}: ClusterContext,
  nodes: readonly SpecNode[],
  verb: Verb,
): void {
  const own = adapters.host.ownAddresses();
  const remote = nodes.filter(node => !isOnThisMachine(spec, node, own));
  if (remote.length === 0) return;
  const names = remote.map(({name, host}) => `${name} (${host})`).join(', ');
  const hints =
    verb === 'start'
      ? ['etcdops render --format config,systemd', ...remote.flatMap(node => remoteStartLines(spec, node))]
      : remote.map(node => `ssh ${node.host} sudo systemctl ${verb} etcd-${spec.cluster}-${node.name}`);
  throw new OpsError(
    'E_REMOTE_NODE',
    `on another machine, where this release cannot ${verb} anything: ${names}`,
    {hints},
  );
}
