import type {Adapters} from '../adapters/adapters.js';
import type {MemberStatus} from '../domain/cluster/observation.js';
import type {NodeLaunch} from '../adapters/host/host.js';
import {clientUrlOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {formatDurationMs} from '../domain/text/duration.js';
import {refusalReasonOf} from '../domain/membership/refusal.js';
import {errorMessage, OpsError} from '../errors/ops-error.js';
import {explainExit} from '../queries/explain-exit.js';
import {tlsFailureOf} from '../queries/pki/tls-reason.js';

export type Waiter = Pick<Adapters, 'clock' | 'etcdApi' | 'files' | 'host' | 'progress' | 'signal'>;

const POLL_MS = 10;
/** One attempt; while a member waits for its peers it accepts a connection and answers nothing. */
const ATTEMPT_MS = 1000;
/** etcd itself may take 30 s to resolve names, and a late member publishes after 7 s: more than both. */
const HEALTHY_DEADLINE_MS = 60_000;
/** Certificates do not get better by waiting; but until the process has found its port taken, a stranger answers there. */
const DISTRUST_MS = 2000;

export interface WaitTarget {
  readonly spec: ClusterSpec;
  readonly node: SpecNode;
  readonly launch: NodeLaunch;
  /** Somebody else may answer on the same address: an answer of another cluster is none. */
  readonly expectedId?: string | undefined;
}

async function failIfEnded(waiter: Waiter, {launch}: WaitTarget): Promise<void> {
  const [running] = await waiter.host.find([launch]);
  if (running !== undefined) return;
  const reason = await explainExit(waiter, launch);
  throw new OpsError('E_NODE_FAILED', `${launch.name} has ended: ${reason}`, {
    hints: [`etcdops logs ${launch.name}`, 'mend the cause, then: etcdops up'],
    details: {node: launch.name},
  });
}

/** What a person has to mend, and no time does: one of the two does not accept the certificate of the other. */
function failIfDistrusted({node}: WaitTarget, error: unknown): void {
  const failure = tlsFailureOf(error);
  if (failure?.side === undefined) return;
  throw new OpsError('E_UNHEALTHY', `${node.name} runs, and etcdops cannot talk to it: ${failure.why}`, {
    hints: [`etcdops tls verify ${node.name}`],
  });
}

/** A cluster with users tells others nothing, and does not change its mind either. */
function failIfNobody({node}: WaitTarget, error: unknown): void {
  if (refusalReasonOf(error) !== 'auth') return;
  throw new OpsError(
    'E_NO_ACCESS',
    `${node.name} runs, and tells only users how it is: ${errorMessage(error)}`,
    {
      hints: ['the same line with --user root', 'or, where a run was begun: etcdops run resume --user root'],
    },
  );
}

/**
 * Asks until the answer is there. Every now and then it also looks whether the process still lives, so that a member that
 * died is reported at once and with its reason.
 */
export async function pollUntil<T>(
  waiter: Waiter,
  target: WaitTarget,
  {what, attempt, pollMs = POLL_MS}: {what: string; attempt: () => Promise<T>; pollMs?: number},
): Promise<T> {
  const startedAt = waiter.clock.monotonicMs();
  let lookedAt = startedAt;
  for (;;) {
    let lastError: unknown;
    try {
      return await attempt();
    } catch (error) {
      lastError = error;
    }
    waiter.signal.throwIfAborted();
    const now = waiter.clock.monotonicMs();
    if (now - lookedAt > 200) {
      lookedAt = now;
      await failIfEnded(waiter, target);
      if (now - startedAt > DISTRUST_MS) {
        failIfDistrusted(target, lastError);
        failIfNobody(target, lastError);
      }
      waiter.progress.update(`${target.node.name}: ${what} (${formatDurationMs(now - startedAt)})`);
    }
    if (now - startedAt > HEALTHY_DEADLINE_MS) {
      throw new OpsError(
        'E_UNHEALTHY',
        `${target.node.name}: ${what}, not within ${formatDurationMs(HEALTHY_DEADLINE_MS)} (${errorMessage(lastError)})`,
        {hints: ['etcdops status', `etcdops logs ${target.node.name}`]},
      );
    }
    await waiter.clock.sleep(pollMs, waiter.signal);
  }
}

/**
 * What a member says of itself once a linearizable read has shown that it takes part. etcd refuses such reads of a
 * learner, whose own word has to do: it follows a leader.
 */
async function askHealthy(
  {etcdApi}: Waiter,
  url: string,
  options: {timeoutMs: number; signal: AbortSignal},
): Promise<MemberStatus> {
  try {
    await etcdApi.confirmQuorum(url, options);
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'E_UNREACHABLE') throw error;
    const status = await etcdApi.status(url, options);
    if (!status.isLearner || status.leaderId === undefined) throw error;
    return status;
  }
  return etcdApi.status(url, options);
}

/**
 * Waits until a member takes part in its cluster; resolves to what it says of itself.
 * @throws E_NODE_FAILED where its process has ended, whoever answers on its address
 */
export async function waitHealthy(waiter: Waiter, target: WaitTarget): Promise<MemberStatus> {
  const url = clientUrlOf(target.spec, target.node);
  const options = {timeoutMs: ATTEMPT_MS, signal: waiter.signal};
  const answer = await pollUntil(waiter, target, {
    what: 'waiting for a healthy answer',
    attempt: async () => {
      const status = await askHealthy(waiter, url, options);
      const {expectedId} = target;
      if (expectedId !== undefined && status.clusterId !== expectedId) {
        throw new Error(`cluster ${status.clusterId} answers in its place`);
      }
      return status;
    },
  });
  await failIfEnded(waiter, target);
  return answer;
}
