import {argumentOf} from './facts.js';
import type {MemberListing, ShownMember} from './member-listing.js';

type Listing = Omit<MemberListing, 'next'>;

function forDead(dead: readonly ShownMember[]): string[] {
  const [first] = dead;
  if (first === undefined) return [];
  const argument = argumentOf(first);
  if (first.node === null) return [`etcdops member remove ${argument}`];
  // It is started and replaced by its own name alone; the plan says how to get that back.
  if (first.started && first.name !== first.node) return ['etcdops plan'];
  // A new one has no data to lose: it is started, or taken back.
  return [`etcdops up ${argument}`, `etcdops member ${first.started ? 'replace' : 'remove'} ${argument}`];
}

function forLearner(learner: ShownMember | undefined): string[] {
  return learner === undefined ? [] : [`etcdops member promote ${argumentOf(learner)}`];
}

function forSpec({notMembers, members}: Listing): string[] {
  const [absent] = notMembers;
  if (absent !== undefined) return [`etcdops member add ${absent.node}`];
  if (members.some(({specPeerUrl}) => specPeerUrl !== undefined)) return ['etcdops plan'];
  const stranger = members.find(({node}) => node === null);
  return stranger === undefined ? [] : [`etcdops member remove ${stranger.id}`];
}

/** Without a quorum, which one that never started may bring; NAME is to be chosen where the spec does not know it. */
function forQuorum(awaited: ShownMember | undefined): string[] {
  return awaited === undefined
    ? ['etcdops up', 'etcdops status']
    : [`etcdops member add ${awaited.node ?? 'NAME'}`, 'etcdops status'];
}

/**
 * What to type after a look at the members: what is dead first, then what is half done, then what differs.
 * @param awaited the member without which there is no quorum
 */
export function nextForListing(listing: Listing, awaited?: ShownMember): string[] {
  const {cluster, members, disagreements} = listing;
  if (disagreements.length > 0) return ['etcdops status'];
  if (!cluster.isConfirmed) return forQuorum(awaited);
  const choices = [
    forDead(members.filter(({healthy, alarms}) => !healthy && alarms.length === 0)),
    members.some(({alarms}) => alarms.length > 0) ? ['etcdops ctl -- alarm list'] : [],
    forLearner(members.find(({isLearner}) => isLearner)),
    forSpec(listing),
  ];
  return choices.find(({length}) => length > 0) ?? ['etcdops status'];
}
