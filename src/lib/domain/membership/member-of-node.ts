import {membersOf, peerUrlOf} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {NamedMember} from './renamed-member.js';

function byUrl<T extends NamedMember>(members: readonly T[], url: string | undefined): T | undefined {
  return url === undefined ? undefined : members.find(({peerUrls}) => peerUrls.includes(url));
}

/** Whether a member has this peer URL and no other: one that joins has to be told of all that the others have. */
export function hasJust({peerUrls}: Pick<NamedMember, 'peerUrls'>, url: string): boolean {
  return peerUrls.length === 1 && peerUrls[0] === url;
}

/**
 * Which member of the cluster a node of the spec is: the one with its peer URL, else the one that etcdops made it, else
 * the one of its name that no other node is. The last is one whose peer URL somebody has changed, in the spec or with
 * etcdctl.
 * @param made nodes as etcdops made them
 */
export function memberOfNode<T extends NamedMember>(
  spec: ClusterSpec,
  node: SpecNode,
  {members, made = []}: {readonly members: readonly T[]; readonly made?: readonly SpecNode[]},
): T | undefined {
  const exact = byUrl(members, peerUrlOf(spec, node));
  if (exact !== undefined) return exact;
  const before = made.find(({name, role}) => name === node.name && role === 'member');
  const found =
    (before === undefined ? undefined : byUrl(members, peerUrlOf(spec, before))) ??
    members.find(({name}) => name === node.name);
  const others = membersOf(spec).filter(({name}) => name !== node.name);
  const isTaken = others.some(other => byUrl(members, peerUrlOf(spec, other)) === found);
  return isTaken ? undefined : found;
}

/** The other way round. */
export function nodeOfMember<T extends NamedMember>(
  spec: ClusterSpec,
  member: T,
  members: readonly T[],
): SpecNode | undefined {
  return membersOf(spec).find(node => memberOfNode(spec, node, {members}) === member);
}
