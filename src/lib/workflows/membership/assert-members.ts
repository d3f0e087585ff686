import type {MembershipFacts} from '../../domain/membership/facts.js';
import {membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import {enumerated} from '../../domain/rules/wording.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {OpsError} from '../../errors/ops-error.js';
import {observeMembership} from '../../queries/observe-membership.js';
import type {ClusterContext} from '../cluster-run.js';
import {assertNotMidChange} from '../runs/mid-change.js';

/** Those that the cluster does not have. A list that no quorum confirms may be older than a member of it. */
export function notMembers(
  spec: ClusterSpec,
  nodes: readonly SpecNode[],
  {isConfirmed, members}: Pick<MembershipFacts, 'isConfirmed' | 'members'>,
): SpecNode[] {
  if (!isConfirmed) return [];
  return nodes.filter(node => {
    const peerUrl = peerUrlOf(spec, node)!;
    return !members.some(({name, peerUrls}) => name === node.name || peerUrls.includes(peerUrl));
  });
}

/** Undefined where nobody tells. */
async function membershipOf(
  {adapters, loaded: {spec}}: ClusterContext,
  stopped: readonly SpecNode[],
  clusterId: string,
): Promise<MembershipFacts | undefined> {
  const {clock, etcdApi, signal} = adapters;
  const others = membersOf(spec).filter(({name}) => !stopped.some(node => node.name === name));
  if (others.length === 0) return undefined;
  try {
    return await observeMembership({clock, etcdApi, signal}, {spec: {...spec, nodes: others}, clusterId});
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OpsError) return undefined;
    throw error;
  }
}

/**
 * Members that do not run, before they are started: a running cluster has them as members, and no change that is not
 * over has them half-way. With an empty directory etcd would make one of them a member of nothing, whose data stands in
 * the way of the next who is to join.
 * @throws E_RUN_UNFINISHED, E_PREFLIGHT
 */
export async function assertMembers(
  context: ClusterContext,
  nodes: readonly SpecNode[],
  {clusterId}: {readonly clusterId?: string | undefined},
): Promise<void> {
  const {adapters, loaded} = context;
  const stopped = nodes.filter(({role}) => role === 'member');
  if (stopped.length === 0 || clusterId === undefined) return;
  await assertNotMidChange(adapters, loaded.folder, stopped);
  const facts = await membershipOf(context, stopped, clusterId);
  const names = facts === undefined ? [] : notMembers(loaded.spec, stopped, facts).map(({name}) => name);
  const [first] = names;
  if (first === undefined) return;
  const others = stopped.map(({name}) => name).filter(name => !names.includes(name));
  throw new OpsError(
    'E_PREFLIGHT',
    `${enumerated(names)}: in the spec, and no member of the cluster, which has to add it before it starts`,
    {
      hints: [
        etcdopsLine('member', 'add', first),
        ...(others.length === 0 ? [] : [`${etcdopsLine('up', ...others)} starts the others`]),
      ],
    },
  );
}
