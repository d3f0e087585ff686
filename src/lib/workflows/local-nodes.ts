import {isOnThisMachine, remoteStartLines} from '../domain/nodes/locality.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterContext} from './cluster-run.js';

/** Nodes on other machines are not etcdops's to act on yet: refuse before anything happens, with the lines to type. */
export function assertOnThisMachine(
  {adapters, loaded: {spec}}: ClusterContext,
  nodes: readonly SpecNode[],
  verb: 'start' | 'stop' | 'restart',
): void {
  const own = adapters.host.ownAddresses();
  const remote = nodes.filter(node => !isOnThisMachine(node, own));
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
