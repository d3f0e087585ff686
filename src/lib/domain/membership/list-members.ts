import {awaitedVoter} from './awaited-voter.js';
import {faultTolerance} from '../cluster/quorum.js';
import {membersOf, peerUrlOf} from '../nodes/node-urls.js';
import type {ClusterSpec} from '../spec/schema.js';
import {hasJust, nodeOfMember} from './member-of-node.js';
import {leaderOf, votersOf, type MemberFacts, type MembershipFacts} from './facts.js';
import type {MemberListing, ShownMember} from './member-listing.js';
import {nextForListing} from './next-for-listing.js';

function problemOf({started, serving, alarms, error}: MemberFacts): string | undefined {
  if (!started && !serving) return 'has been added and never started';
  if (!serving) return error ?? 'does not answer';
  return alarms.length === 0 ? undefined : `alarm ${alarms.join(', ')}`;
}

/** The node that a member is, and where the spec has it, if that is elsewhere. */
function placeInSpec(
  spec: ClusterSpec,
  member: MemberFacts,
  members: readonly MemberFacts[],
): Pick<ShownMember, 'node' | 'specPeerUrl'> {
  const node = nodeOfMember(spec, member, members);
  if (node === undefined) return {node: null};
  const specPeerUrl = peerUrlOf(spec, node)!;
  return {node: node.name, ...(hasJust(member, specPeerUrl) ? {} : {specPeerUrl})};
}

function shownMember(
  spec: ClusterSpec,
  member: MemberFacts,
  {members, awaited}: {members: readonly MemberFacts[]; awaited: MemberFacts | undefined},
): ShownMember {
  const {id, name, peerUrls, clientUrls, isLearner, started, isLeader, alarms} = member;
  const {version, raftLag, dbSizeBytes} = member;
  const waits = member === awaited ? ', and without it there is no quorum' : '';
  const problem = problemOf(member);
  const error = problem === undefined ? undefined : `${problem}${waits}`;
  const {node, ...place} = placeInSpec(spec, member, members);
  return {
    ...{id, name, node, peerUrls, ...place, clientUrls, isLearner, started},
    healthy: error === undefined,
    isLeader,
    ...(version === undefined ? {} : {version}),
    ...(raftLag === undefined ? {} : {raftLag}),
    ...(dbSizeBytes === undefined ? {} : {dbSizeBytes}),
    alarms,
    ...(error === undefined ? {} : {error}),
  };
}

/** The members beside the spec: who is missing on either side, and what to do next. Pure. */
export function listMembers(spec: ClusterSpec, facts: MembershipFacts): MemberListing {
  const awaited = awaitedVoter(facts);
  const members = facts.members.map(member => shownMember(spec, member, {...facts, awaited}));
  const known = new Set(members.map(({node}) => node));
  const notMembers = membersOf(spec)
    .filter(({name}) => !known.has(name))
    .map(node => ({node: node.name, peerUrl: peerUrlOf(spec, node)!}));
  const voters = votersOf(facts);
  const serving = voters.filter(member => member.serving).length;
  const leader = leaderOf(facts);
  const listing = {
    cluster: {
      name: spec.cluster,
      id: facts.clusterId,
      isConfirmed: facts.isConfirmed,
      leader: leader === undefined ? null : leader.name,
      voters: voters.length,
      learners: facts.members.length - voters.length,
      faultTolerance: Math.max(0, faultTolerance(voters.length, serving)),
    },
    members,
    notMembers,
    disagreements: facts.disagreements.map(({words}) => words),
  };
  const shownAwaited = members.find(({id}) => id === awaited?.id);
  return {...listing, next: nextForListing(listing, shownAwaited)};
}
