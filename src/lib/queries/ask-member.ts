import type {Adapters} from '../adapters/adapters.js';
import type {NodeObservation} from '../domain/cluster/observation.js';
import {refusalReasonOf, type RefusalReason} from '../domain/membership/refusal.js';
import {OpsError} from '../errors/ops-error.js';
import {connectionReason} from './connection-reason.js';

/** Of every call, all made at the same time: the whole answer comes within 3 s whatever is dead. */
export const CALL_TIMEOUT_MS = 2000;

type Asker = Pick<Adapters, 'clock' | 'etcdApi' | 'signal'>;

export interface Answers extends Pick<NodeObservation, 'status' | 'quorumConfirmed' | 'error'> {
  /** Why etcd refused the first of the two questions that it did not answer. */
  readonly refusal?: RefusalReason;
  /**
   * It kept what was read from who is no user. That is decided once a quorum has agreed to the read: with two of three
   * members frozen 3.4.23 and 3.7.3 give no answer instead.
   */
  readonly agreedForUsers?: true;
}

/** Between two attempts: an election is decided in about a second. */
const RETRY_MS = 100;

/**
 * A linearizable read, tried again while the time lasts: in the middle of an election the first answer is a refusal. A
 * learner refuses for good.
 */
async function confirmQuorum(
  {clock, etcdApi, signal}: Asker,
  clientUrl: string,
  isLearner: () => Promise<boolean>,
): Promise<void> {
  const deadline = clock.monotonicMs() + CALL_TIMEOUT_MS;
  for (;;) {
    try {
      return await etcdApi.confirmQuorum(clientUrl, {timeoutMs: deadline - clock.monotonicMs(), signal});
    } catch (error) {
      if (refusalReasonOf(error) === 'auth') throw error;
      const refusedByEtcd = error instanceof OpsError && error.code === 'E_UNREACHABLE';
      if (!refusedByEtcd || (await isLearner())) throw error;
      if (clock.monotonicMs() + RETRY_MS >= deadline) throw error;
    }
    await clock.sleep(RETRY_MS, signal);
  }
}

/** A read that took longer than this waited for an election: what the member said of its leader before is old. */
const SETTLED_MS = 200;

function agreedForUsers(quorum: PromiseSettledResult<void>): Pick<Answers, 'agreedForUsers'> {
  const isSo = quorum.status === 'rejected' && refusalReasonOf(quorum.reason) === 'auth';
  return isSo ? {agreedForUsers: true} : {};
}

function refused(error: unknown): Pick<Answers, 'refusal'> {
  const refusal = refusalReasonOf(error);
  return refusal === undefined ? {} : {refusal};
}

/** What a member says of itself, and whether a quorum answers through it. Does not reject. */
export async function askMember(asker: Asker, clientUrl: string): Promise<Answers> {
  const {clock, etcdApi, signal} = asker;
  const options = {timeoutMs: CALL_TIMEOUT_MS, signal};
  const startedAt = clock.monotonicMs();
  const answer = etcdApi.status(clientUrl, options);
  const isLearner = answer.then(
    found => found.isLearner,
    () => false,
  );
  const [status, quorum] = await Promise.allSettled([
    answer,
    confirmQuorum(asker, clientUrl, () => isLearner),
  ]);
  const forUsers = agreedForUsers(quorum);
  if (status.status === 'rejected') {
    const {reason} = status as {reason: unknown};
    return {quorumConfirmed: false, error: connectionReason(reason), ...refused(reason), ...forUsers};
  }
  if (quorum.status === 'rejected') {
    if (status.value.isLearner) return {status: status.value, quorumConfirmed: false};
    const error = `no linearizable read: ${connectionReason(quorum.reason)}`;
    return {status: status.value, quorumConfirmed: false, error, ...refused(quorum.reason), ...forUsers};
  }
  if (clock.monotonicMs() - startedAt < SETTLED_MS) return {status: status.value, quorumConfirmed: true};
  const settled = await etcdApi.status(clientUrl, {timeoutMs: SETTLED_MS, signal}).catch(() => status.value);
  return {status: settled, quorumConfirmed: true};
}
