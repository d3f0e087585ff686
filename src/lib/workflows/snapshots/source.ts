import {
  chooseSource,
  type SourceChoice,
  type SourceFacts,
  type SourceRefusal,
} from '../../domain/snapshots/choose-source.js';
import {OpsError} from '../../errors/ops-error.js';
import type {ErrorCode} from '../../errors/catalog.js';
import {readState} from '../../queries/cluster-state.js';
import {CALL_TIMEOUT_MS} from '../../queries/ask-member.js';
import {observeSources} from '../../queries/snapshots/observe-sources.js';
import {whereMembersRun} from '../../queries/where-members-run.js';
import type {ClusterContext} from '../cluster-run.js';

const CODES: Readonly<Record<SourceRefusal['reason'], ErrorCode>> = {
  'unknown-node': 'E_NODE_UNKNOWN',
  'needs-user': 'E_NO_ACCESS',
  'no-answer': 'E_UNREACHABLE',
  'other-cluster': 'E_CLUSTER_MISMATCH',
  corrupt: 'E_UNHEALTHY',
  learner: 'E_UNSUPPORTED',
};

const HINTS: Readonly<Record<SourceRefusal['reason'], readonly string[]>> = {
  'unknown-node': ['etcdops member list'],
  'needs-user': ['a user with the role root and its password: --user root --password-file FILE'],
  'no-answer': ['etcdops status', 'etcdops up'],
  'other-cluster': ['etcdops status', 'where snapshot restore --to has made it: etcdops snapshot adopt DIR'],
  corrupt: ['etcdops status'],
  learner: ['from a member that votes: etcdops snapshot save', 'etcdops status'],
};

/** A hint where what a member sent is no good, or comes too slowly. */
export const FROM_ANOTHER = 'etcdops snapshot save --from NAME, with another name of: etcdops member list';

function refused({reason, message}: SourceRefusal): OpsError {
  return new OpsError(CODES[reason], message, {hints: HINTS[reason]});
}

/** How long a follower may take to apply what the leader had when we came. */
const CATCH_UP_MS = 10_000;
const POLL_MS = 50;

/** Whether the member has applied an entry within the time; one that stops to answer has not. */
async function reaches(
  {clock, etcdApi, signal}: ClusterContext['adapters'],
  {clientUrl, status}: SourceFacts,
  neededIndex: number,
): Promise<boolean> {
  if (status !== undefined && status.raftAppliedIndex >= neededIndex) return true;
  const deadline = clock.monotonicMs() + CATCH_UP_MS;
  while (clock.monotonicMs() < deadline) {
    const now = await etcdApi.status(clientUrl, {timeoutMs: CALL_TIMEOUT_MS, signal}).catch(() => undefined);
    signal.throwIfAborted();
    if (now === undefined) return false;
    if (now.raftAppliedIndex >= neededIndex) return true;
    await clock.sleep(POLL_MS, signal);
  }
  return false;
}

/** The first that is level, or gets there in time. Where none does, the best one, with a warning. */
async function firstLevel(
  {adapters}: ClusterContext,
  {candidates, neededIndex}: SourceChoice,
): Promise<{readonly source: SourceFacts; readonly isLevel: boolean}> {
  for (const source of candidates)
    if (await reaches(adapters, source, neededIndex)) return {source, isLevel: true};
  return {source: candidates[0]!, isLevel: false};
}

export interface Source {
  readonly member: SourceFacts & {readonly status: NonNullable<SourceFacts['status']>};
  readonly hasQuorum: boolean;
  readonly warnings: readonly string[];
  /** Where others of the cluster answer that vote: a learner does not tell who belongs to it. */
  readonly voterUrls: readonly string[];
}

function warningsOf({hasQuorum}: SourceChoice, {name}: SourceFacts, isLevel: boolean): string[] {
  if (!hasQuorum)
    return [
      `NO QUORUM: the snapshot is what ${name} has on its own. Writes that others acknowledged after it lost contact are missing`,
    ];
  return isLevel ? [] : [`${name} lags behind the leader: the newest writes are missing from its snapshot`];
}

/**
 * The member that gives the snapshot: it holds every write that was acknowledged before this was called, unless a
 * warning says otherwise. Throws where nobody can.
 */
export async function findSource(context: ClusterContext, from: string | undefined): Promise<Source> {
  const {adapters, loaded} = context;
  const [members, {clusterId}] = await Promise.all([
    whereMembersRun(adapters, loaded).then(places => observeSources(adapters, places)),
    readState(adapters, loaded.folder),
  ]);
  const choice = chooseSource({members, clusterId, from});
  if ('reason' in choice) throw refused(choice);
  const {source, isLevel} = await firstLevel(context, choice);
  const warnings = warningsOf(choice, source, isLevel);
  const status = source.status!;
  const voters = members.filter(
    one => one.status?.clusterId === status.clusterId && !one.status.isLearner && one !== source,
  );
  const voterUrls = voters.map(({clientUrl}) => clientUrl);
  return {member: {...source, status}, hasQuorum: choice.hasQuorum, warnings, voterUrls};
}
