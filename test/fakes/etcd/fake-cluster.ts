import {createHash} from 'node:crypto';

import type {ListedMember} from '../../../src/lib/adapters/etcd-api/parse.js';
import {quorumOf} from '../../../src/lib/domain/cluster/quorum.js';
import {has} from '../../../src/lib/domain/etcd-version/capabilities.js';
import {NOTHING, type FakeContent} from './fake-database.js';

export type FakeMember = {-readonly [Key in keyof ListedMember]: ListedMember[Key]};

/** One change of the membership as it goes through the log. */
export type Change =
  | {
      readonly kind: 'add';
      readonly peerUrls: readonly string[];
      readonly isLearner: boolean;
      readonly nowMs: number;
    }
  | {readonly kind: 'remove' | 'promote'; readonly id: string}
  | {
      readonly kind: 'update';
      readonly id: string;
      readonly peerUrls: readonly string[];
      readonly version: string;
    };

/** etcd's words for a change that it took and could not make. */
export const WORDS = {
  notFound: 'etcdserver: member not found',
  idExists: 'etcdserver: member ID already exist',
  badUrls: 'etcdserver: given member URLs are invalid',
  urlExists: 'etcdserver: Peer URLs already exists',
  tooManyLearners: 'etcdserver: too many learner members in cluster',
  notLearner: 'etcdserver: can only promote a learner member',
  notInSync: 'etcdserver: can only promote a learner member which is in sync with leader',
  unhealthy: 'etcdserver: unhealthy cluster',
  notEnoughStarted: 'etcdserver: re-configuration failed due to not enough started members',
  badTransferee: 'etcdserver: bad leader transferee',
  notLeader: 'etcdserver: not leader',
  notForLearner: 'etcdserver: rpc not supported for learner',
  timedOut: 'etcdserver: request timed out',
  deadline: 'context deadline exceeded',
} as const;

/** What all members of one cluster agree on. */
export interface FakeCluster {
  readonly id: string;
  readonly members: FakeMember[];
  readonly removed: Set<string>;
  content: FakeContent;
  term: number;
  index: number;
  /** Who led last; whether it leads now depends on who is alive. */
  leaderId: string | undefined;
  /** Ids that have had data. */
  readonly born: Set<string>;
}

export function createFakeCluster(
  id: string,
  members: readonly FakeMember[],
  content = NOTHING,
): FakeCluster {
  return {
    id,
    content,
    members: [...members],
    removed: new Set(),
    term: 1,
    index: 9,
    leaderId: undefined,
    born: new Set(),
  };
}

export function votersIn({members}: FakeCluster): FakeMember[] {
  return members.filter(({isLearner}) => !isLearner);
}

/** The leader among those that are alive, elected where there was none; undefined without a quorum. */
export function electLeader(cluster: FakeCluster, isAlive: (id: string) => boolean): FakeMember | undefined {
  const voters = votersIn(cluster);
  const alive = voters.filter(({id}) => isAlive(id));
  if (alive.length < quorumOf(voters.length)) {
    cluster.leaderId = undefined;
    return undefined;
  }
  const led = alive.find(({id}) => id === cluster.leaderId);
  if (led !== undefined) return led;
  const [next] = alive;
  cluster.leaderId = next?.id;
  cluster.term++;
  return next;
}

/** As etcd makes it of a member that is added at runtime: by its URLs and the second of the addition. */
function idOfAddition(clusterId: string, peerUrls: readonly string[], nowMs: number): string {
  const seconds = String(Math.floor(nowMs / 1000));
  const hash = createHash('sha1')
    .update([...peerUrls].sort().join(''))
    .update(clusterId)
    .update(seconds);
  return hash.digest().readBigUInt64BE().toString(16);
}

function urlTaken({members}: FakeCluster, peerUrls: readonly string[], exceptId?: string): boolean {
  return members.some(
    member => member.id !== exceptId && member.peerUrls.some(url => peerUrls.includes(url)),
  );
}

function add(
  cluster: FakeCluster,
  {peerUrls, isLearner, nowMs}: Change & {kind: 'add'},
): string | FakeMember {
  const id = idOfAddition(cluster.id, peerUrls, nowMs);
  if (cluster.removed.has(id)) return WORDS.notFound;
  if (cluster.members.some(member => member.id === id)) return WORDS.idExists;
  if (urlTaken(cluster, peerUrls)) return WORDS.urlExists;
  if (isLearner && cluster.members.some(member => member.isLearner)) return WORDS.tooManyLearners;
  const member = {id, name: '', peerUrls: [...peerUrls], clientUrls: [], isLearner};
  cluster.members.push(member);
  return member;
}

function update(
  cluster: FakeCluster,
  member: FakeMember,
  {peerUrls, version}: Change & {kind: 'update'},
): string | FakeMember {
  if (urlTaken(cluster, peerUrls, member.id)) return WORDS.urlExists;
  member.peerUrls = [...peerUrls];
  if (!has(version, 'updateKeepsLearner')) member.isLearner = false;
  return member;
}

/** Makes a change that a quorum agreed on; etcd's words where the membership does not allow it. */
export function applyChange(cluster: FakeCluster, change: Change): string | FakeMember {
  cluster.index++;
  if (change.kind === 'add') return add(cluster, change);
  const member = cluster.members.find(({id}) => id === change.id);
  if (member === undefined) return WORDS.notFound;
  if (change.kind === 'update') return update(cluster, member, change);
  if (change.kind === 'promote') {
    if (!member.isLearner) return WORDS.notLearner;
    member.isLearner = false;
    return member;
  }
  cluster.members.splice(cluster.members.indexOf(member), 1);
  cluster.removed.add(member.id);
  return member;
}
