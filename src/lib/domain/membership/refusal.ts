import {OpsError} from '../../errors/ops-error.js';

/** Why etcd did not, or perhaps did not, make a change of its members or of its leader. */
export const REFUSAL_REASONS = [
  /** A voter is not connected, or not yet for five seconds. */
  'unhealthy-cluster',
  'not-enough-started',
  'peer-url-exists',
  /** The same peer URL was added in the same second. */
  'member-id-exists',
  /** Also of an addition in the second in which the same peer URL was added and removed. */
  'member-not-found',
  'bad-peer-url',
  'too-many-learners',
  'not-a-learner',
  'learner-not-in-sync',
  'no-leader',
  /** The leader was asked for, and this member is not the one. */
  'not-leader',
  'bad-transferee',
  'not-for-learner',
  'auth',
  /** Nobody knows: the change may be made still, when a quorum returns. */
  'timed-out',
  /** The connection was lost, or the member stopped, after the change had been asked for. Nobody knows either. */
  'cut-off',
  /** In words that etcdops does not know. */
  'other',
] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];

const AMBIGUOUS: ReadonlySet<RefusalReason> = new Set(['timed-out', 'cut-off']);

/** Whether the change may have been made, or be made later: the members are to be read before anything else is done. */
export function mayBeCommitted(reason: RefusalReason): boolean {
  return AMBIGUOUS.has(reason);
}

/** The reason that an error of etcd's API carries; undefined for an error of another kind. */
export function refusalReasonOf(error: unknown): RefusalReason | undefined {
  const reason = error instanceof OpsError ? error.details['reason'] : undefined;
  return REFUSAL_REASONS.find(known => known === reason);
}

const LIST = 'etcdops member list';

/** What to do where a change was refused; the last one is a command. */
export const REFUSAL_HINTS: Readonly<Record<RefusalReason, readonly string[]>> = {
  'unhealthy-cluster': [
    'etcd changes nothing while too few voters are connected for 5 seconds; see which: etcdops status',
  ],
  'not-enough-started': [`the voters that have started would be too few; see which: ${LIST}`],
  'peer-url-exists': [`see who has it: ${LIST}`],
  'member-id-exists': [`it was added a moment ago; see: ${LIST}`],
  'member-not-found': [`see which members there are: ${LIST}`],
  'bad-peer-url': ['a peer URL is written http://host:port or https://host:port'],
  'too-many-learners': [`promote or remove the learner that is there; see: ${LIST}`],
  'not-a-learner': [`it votes already; see: ${LIST}`],
  'learner-not-in-sync': [`it has to start and to catch up with the leader; see: ${LIST}`],
  'no-leader': ['the cluster has no leader; see why: etcdops status'],
  'not-leader': ['the leader has changed meanwhile; see: etcdops status'],
  'bad-transferee': [`only a voter can lead; see: ${LIST}`],
  'not-for-learner': [`a learner answers this to nobody; see who votes: ${LIST}`],
  auth: ['the cluster wants a user who may change its members (role root)'],
  'timed-out': [`nobody knows whether it will be made still; see: ${LIST}`],
  'cut-off': [`nobody knows whether it was made; see: ${LIST}`],
  other: [`see: ${LIST}`],
};
