import type {MembershipFacts} from '../../domain/membership/facts.js';
import {memberOfNode} from '../../domain/membership/member-of-node.js';
import {renamedNodes, renamedRefusal, type NamedMember} from '../../domain/membership/renamed-member.js';
import {membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import {enumerated} from '../../domain/rules/wording.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {OpsError} from '../../errors/ops-error.js';
import type {ClusterState} from '../../queries/cluster-state.js';
import {observeMembership} from '../../queries/observe-membership.js';
import type {RecordedRun} from '../../queries/run-journals.js';
import type {ClusterContext} from '../cluster-run.js';
import type {LocalNode} from '../observe-nodes.js';
import {assertNotMidChange} from '../runs/mid-change.js';
import {assertNoRefusals, preflight} from '../runs/refusal.js';
import type {Refusal} from '../runs/workflow.js';
import {peerUrlRefusals} from './scene.js';

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
  {clusterId, nodes: made}: ClusterState,
): Promise<MembershipFacts | undefined> {
  const {clock, etcdApi, signal} = adapters;
  const others = membersOf(spec).filter(({name}) => !stopped.some(node => node.name === name));
  if (others.length === 0) return undefined;
  try {
    const wanted = {spec: {...spec, nodes: others}, clusterId, made};
    return await observeMembership({clock, etcdApi, signal}, wanted);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OpsError) return undefined;
    throw error;
  }
}

export interface MembersKnown {
  /** What is remembered of the cluster. */
  readonly state: ClusterState;
  readonly unfinished: RecordedRun | undefined;
}

type Stopped = Pick<LocalNode, 'node' | 'hasData'>;

function othersHint(stopped: readonly Stopped[], names: readonly string[]): string[] {
  const others = stopped.map(({node}) => node.name).filter(name => !names.includes(name));
  return others.length === 0 ? [] : [`${etcdopsLine('up', ...others)} starts the others`];
}

/** Those that have been in it, by the record alone. */
function recordedMembers(spec: ClusterSpec, {nodes = [], members = []}: ClusterState): NamedMember[] {
  return nodes
    .filter(({name, role}) => role === 'member' && members.includes(name))
    .map(node => ({name: node.name, peerUrls: [peerUrlOf(spec, node)!]}));
}

/** Data is kept by name: under another one a member would begin anew, as one that has forgotten what it voted for. */
function assertNamesKept(
  {loaded: {spec}}: ClusterContext,
  stopped: readonly Stopped[],
  members: readonly NamedMember[],
): void {
  const empty = stopped.filter(({hasData}) => !hasData).map(({node}) => node);
  const renamed = renamedNodes(spec, empty, members);
  const others = othersHint(
    stopped,
    renamed.map(({node}) => node.name),
  );
  const refusals = renamed.map(one => renamedRefusal(spec, one));
  assertNoRefusals(refusals.map(({message, hints}) => preflight(message, ...hints, ...others)));
}

/** Of one that the others would not find where the spec has it by now. */
function misplacedRefusals(spec: ClusterSpec, node: SpecNode, facts: MembershipFacts): Refusal[] {
  const member = memberOfNode(spec, node, facts);
  const isThere = member === undefined || member.peerUrls.includes(peerUrlOf(spec, node)!);
  return isThere ? [] : peerUrlRefusals({spec}, {node, member});
}

function assertAreMembers(
  {loaded: {spec}}: ClusterContext,
  stopped: readonly Stopped[],
  facts: MembershipFacts,
): void {
  const nodes = stopped.map(({node}) => node);
  assertNoRefusals(nodes.flatMap(node => misplacedRefusals(spec, node, facts)));
  const names = notMembers(spec, nodes, facts).map(({name}) => name);
  const [first] = names;
  if (first === undefined) return;
  throw new OpsError(
    'E_PREFLIGHT',
    `${enumerated(names)}: in the spec, and no member of the cluster, which has to add it before it starts`,
    {hints: [etcdopsLine('member', 'add', first), ...othersHint(stopped, names)]},
  );
}

/**
 * Nodes that do not run, before they are started: a running cluster has them as members, under their names, and no
 * change that is not over has them half-way. With an empty directory etcd would make one of them a member of nothing,
 * whose data stands in the way of the next who is to join.
 * @throws E_RUN_UNFINISHED, E_PREFLIGHT
 */
export async function assertMembers(
  context: ClusterContext,
  nodes: readonly Stopped[],
  {state, unfinished}: MembersKnown,
): Promise<void> {
  const stopped = nodes.filter(({node}) => node.role === 'member');
  const {clusterId} = state;
  if (stopped.length === 0 || clusterId === undefined) return;
  const members = stopped.map(({node}) => node);
  assertNotMidChange(unfinished, members);
  const facts = await membershipOf(context, members, state);
  const isTold = facts?.isConfirmed === true;
  assertNamesKept(context, stopped, isTold ? facts.members : recordedMembers(context.loaded.spec, state));
  if (isTold) assertAreMembers(context, stopped, facts);
}
