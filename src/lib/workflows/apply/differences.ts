import {compareVersions} from '../../domain/etcd-version/version.js';
import type {MemberFacts, MembershipFacts} from '../../domain/membership/facts.js';
import {hasJust, memberOfNode} from '../../domain/membership/member-of-node.js';
import type {Renamed} from '../../domain/membership/renamed-member.js';
import {membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';

/** A member of the spec beside the one of the cluster. */
export interface Matched {
  readonly node: SpecNode;
  readonly member: MemberFacts;
}

/** What it takes to get from the cluster as it runs to the spec as it stands. */
export interface Differences {
  readonly added: readonly SpecNode[];
  /** Of the cluster and not of the spec; `node` as etcdops made it, where it did. */
  readonly removed: readonly {readonly member: MemberFacts; readonly node?: SpecNode}[];
  /** The same member with another peer URL, or more than the spec has. */
  readonly moved: readonly Matched[];
  /** Learners that the spec has as voters. */
  readonly promoted: readonly Matched[];
  /** Voters that etcdops made as learners and that the spec still has as such, as after a run that was aborted. */
  readonly voting: readonly Matched[];
  /** Other voters that the spec has as learners, which etcd cannot do. */
  readonly demoted: readonly Matched[];
  /** Nodes at the peer URL of a member that goes by another name. */
  readonly renamed: readonly Renamed[];
  /** Members that run as the spec wants them to be members. */
  readonly same: readonly Matched[];
  /** v2 proxies, gateways and gRPC proxies that etcdops made and that the spec has no more. */
  readonly droppedProxies: readonly SpecNode[];
  /** Nodes that have become something else. */
  readonly changedRoles: readonly {readonly before: SpecNode; readonly after: SpecNode}[];
}

/** The name by which a member goes; where it never said one, that by which etcdops made it. */
function formerName(spec: ClusterSpec, {node, member}: Matched, made: readonly SpecNode[]): string {
  if (member.name !== '') return member.name;
  const url = peerUrlOf(spec, node);
  const there = made.filter(other => other.role === 'member' && peerUrlOf(spec, other) === url);
  const isKnown = there.length === 0 || there.some(({name}) => name === node.name);
  return isKnown ? node.name : there[0]!.name;
}

function renamedOf(spec: ClusterSpec, matched: readonly Matched[], made: readonly SpecNode[]): Renamed[] {
  return matched
    .map(one => ({node: one.node, former: formerName(spec, one, made)}))
    .filter(({node, former}) => former !== node.name)
    .map(one => ({...one, isInSpec: spec.nodes.some(({name}) => name === one.former)}));
}

export interface Known {
  readonly facts: MembershipFacts;
  /** Nodes as etcdops made them. */
  readonly made: readonly SpecNode[];
}

export function findDifferences(spec: ClusterSpec, known: Known): Differences {
  const {facts, made} = known;
  const nodes = membersOf(spec).map(node => ({
    node,
    member: memberOfNode(spec, node, {members: facts.members, made}),
  }));
  const matched = nodes.flatMap(({node, member}) => (member === undefined ? [] : [{node, member}]));
  const wants = ({node}: Matched, isLearner: boolean): boolean => (node.learner === true) === isLearner;
  const isAsInSpec = ({node, member}: Matched): boolean => hasJust(member, peerUrlOf(spec, node)!);
  const isThere = ({node, member}: Matched): boolean => member.peerUrls.includes(peerUrlOf(spec, node)!);
  const wasLearner = ({node}: Matched): boolean =>
    made.some(({name, role, learner}) => name === node.name && role === 'member' && learner === true);
  const unwilling = matched.filter(one => !one.member.isLearner && wants(one, true));
  const gone = facts.members.filter(({id}) => !matched.some(({member}) => member.id === id));
  const inSpec = new Map(spec.nodes.map(node => [node.name, node]));
  return {
    added: nodes.flatMap(({node, member}) => (member === undefined ? [node] : [])),
    removed: gone.map(member => {
      const wereMembers = made.filter(({role}) => role === 'member');
      const node =
        wereMembers.find(other => member.peerUrls.includes(peerUrlOf(spec, other)!)) ??
        wereMembers.find(({name}) => name === member.name && !inSpec.has(name));
      return {member, ...(node === undefined ? {} : {node})};
    }),
    moved: matched.filter(one => !isAsInSpec(one)),
    promoted: matched.filter(one => isThere(one) && one.member.isLearner && wants(one, false)),
    voting: unwilling.filter(one => isThere(one) && wasLearner(one)),
    demoted: unwilling.filter(one => !isThere(one) || !wasLearner(one)),
    renamed: renamedOf(spec, matched.filter(isThere), made),
    same: matched.filter(isAsInSpec),
    droppedProxies: made.filter(({name, role}) => role !== 'member' && !inSpec.has(name)),
    changedRoles: made.flatMap(before => {
      const after = inSpec.get(before.name);
      return after === undefined || after.role === before.role ? [] : [{before, after}];
    }),
  };
}

/** Nodes as etcdops made them, of members that go and of proxies that the spec has no more. */
export function leavingNodes({removed, droppedProxies}: Differences): SpecNode[] {
  return [...removed.flatMap(({node}) => node ?? []), ...droppedProxies];
}

/** Why a member must run another version than it does; undefined where it runs the right one. */
export function versionChange(spec: ClusterSpec, {version}: MemberFacts): 'newer' | 'older' | undefined {
  if (version === undefined || version === spec.etcd.version) return undefined;
  return compareVersions(spec.etcd.version, version) > 0 ? 'newer' : 'older';
}
