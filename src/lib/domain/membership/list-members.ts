import {awaitedVoter} from './awaited-voter.js';
import {faultTolerance} from '../cluster/quorum.js';
import {membersOf, peerUrlOf} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {leaderOf, votersOf, type MemberFacts, type MembershipFacts} from './facts.js';
import type {MemberListing, ShownMember} from './member-listing.js';
import {nextForListing} from './next-for-listing.js';

/** The node that a member is: by its peer URL, or by its name where only that is left. */
function nodeOf(spec: ClusterSpec, {name, peerUrls}: MemberFacts): SpecNode | undefined {
  const nodes = membersOf(spec);
  const byUrl = nodes.find(node => peerUrls.includes(peerUrlOf(spec, node) ?? ''));
  return byUrl ?? nodes.find(node => node.name === name);
}

function problemOf({started, serving, alarms, error}: MemberFacts): string | undefined {
  if (!started && !serving) return 'has been added and never started';
  if (!serving) return error ?? 'does not answer';
  return alarms.length === 0 ? undefined : `alarm ${alarms.join(', ')}`;
}

function shownMember(spec: ClusterSpec, member: MemberFacts, awaited: MemberFacts | undefined): ShownMember {
  const {id, name, peerUrls, clientUrls, isLearner, started, isLeader, alarms} = member;
  const {version, raftLag, dbSizeBytes} = member;
  const waits = member === awaited ? ', and without it there is no quorum' : '';
  const problem = problemOf(member);
  const error = problem === undefined ? undefined : `${problem}${waits}`;
  return {
    ...{id, name, node: nodeOf(spec, member)?.name ?? null, peerUrls, clientUrls, isLearner, started},
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
  const members = facts.members.map(member => shownMember(spec, member, awaited));
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
