import {labelOf, leaderOf, type MemberFacts, type MembershipFacts} from '../../domain/membership/facts.js';
import {memberOfNode, nodeOfMember} from '../../domain/membership/member-of-node.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {nearest} from '../../domain/text/nearest.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';

type Named = Pick<SpecNode, 'name'>;
type Id = Pick<MemberFacts, 'id'>;

/** A member that the user means: as the cluster has it, as the spec has it, or both. */
export interface Target {
  /** For messages, and for the names of steps. */
  readonly name: string;
  readonly member?: MemberFacts;
  readonly node?: SpecNode;
}

/** A word for a member that no other one has: several of those that no spec names may be called `default`. */
export function keyOf({node, member}: {readonly node?: Named | undefined; readonly member: Id}): string {
  return node?.name ?? member.id;
}

const HEX_ID = /^[0-9a-f]{3,16}$/;

function joined(spec: ClusterSpec, member: MemberFacts, {members}: MembershipFacts): Target {
  const node = nodeOfMember(spec, member, members);
  const name = node?.name ?? (member.name === '' ? member.id : member.name);
  return {name, member, ...(node === undefined ? {} : {node})};
}

function byId({members}: MembershipFacts, given: string): MemberFacts | undefined {
  const matching = members.filter(({id}) => id.startsWith(given));
  if (matching.length > 1) {
    const shown = matching.map(member => `${member.id} (${labelOf(member)})`).join(', ');
    throw new OpsError('E_USAGE', `${given} begins the ids of several members: ${shown}`, {
      hints: ['write more of the id, or the name', 'etcdops member list'],
    });
  }
  return matching[0];
}

/** A proxy, which is no member. */
function assertMember({name, role}: SpecNode): void {
  if (role === 'member') return;
  throw new OpsError('E_USAGE', `${name} is a ${role}, no member`, {
    hints: [
      `to make a member of it: etcdops promote ${name}`,
      'to be rid of it: take it out of the spec, then etcdops apply',
    ],
  });
}

/**
 * Finds a member by its name in the spec or in the cluster, by its id or the beginning of that.
 * @throws E_NODE_UNKNOWN, E_USAGE where several are meant, or a proxy
 */
export function findTarget(spec: ClusterSpec, facts: MembershipFacts, given: string): Target {
  const node = spec.nodes.find(({name}) => name === given);
  if (node !== undefined) {
    assertMember(node);
    const member = memberOfNode(spec, node, facts);
    return {name: node.name, node, ...(member === undefined ? {} : {member})};
  }
  const named = facts.members.filter(({name}) => name === given);
  if (named.length > 1) {
    throw new OpsError('E_USAGE', `several members are called ${printable(given)}`, {
      hints: [`say which by its id: ${named.map(({id}) => id).join(', ')}`, 'etcdops member list'],
    });
  }
  const member = named[0] ?? (HEX_ID.test(given) ? byId(facts, given) : undefined);
  if (member !== undefined) return joined(spec, member, facts);
  const known = [...new Set([...membersOf(spec), ...facts.members].map(({name}) => name))].filter(Boolean);
  const near = nearest(given, known);
  throw new OpsError('E_NODE_UNKNOWN', `no member is called ${printable(given)}, and none has such an id`, {
    hints: [near === undefined ? 'etcdops member list' : `did you mean ${near}?`, 'etcdops member list'],
  });
}

/** As things are once another voter leads, which a step of the plan sees to. */
export function withoutLead(facts: MembershipFacts, id: string): MembershipFacts {
  if (leaderOf(facts)?.id !== id) return facts;
  const next = facts.members.find(member => member.id !== id && !member.isLearner && member.serving);
  if (next === undefined) return facts;
  return {
    ...facts,
    members: facts.members.map(member => ({...member, isLeader: member.id === next.id})),
  };
}

/** As things are once a member has gone. */
export function withoutMember(facts: MembershipFacts, id: string): MembershipFacts {
  const left = withoutLead(facts, id);
  return {...left, members: left.members.filter(member => member.id !== id)};
}
