import type {Adapters} from '../../adapters/adapters.js';
import type {SourceFacts} from '../../domain/snapshots/choose-source.js';
import {clientUrlOf, membersOf} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import {askMember, CALL_TIMEOUT_MS} from '../ask-member.js';

type Asker = Pick<Adapters, 'clock' | 'etcdApi' | 'signal'>;

/** Why a member that answers confirms no quorum: in a cluster with users it may only be that nobody is named. */
async function whyUnconfirmed({etcdApi, signal}: Asker, clientUrl: string): Promise<SourceFacts['quorum']> {
  try {
    await etcdApi.confirmQuorum(clientUrl, {timeoutMs: CALL_TIMEOUT_MS, signal});
    return 'confirmed';
  } catch (error) {
    const isAuth = error instanceof OpsError && error.details['reason'] === 'auth';
    return isAuth ? 'hidden' : 'none';
  }
}

/** Why a member does not tell of itself: in a cluster with users it may want to know who asks. */
async function wantsUser(
  {etcdApi, signal}: Asker,
  clientUrl: string,
): Promise<Pick<SourceFacts, 'needsUser'>> {
  try {
    await etcdApi.status(clientUrl, {timeoutMs: CALL_TIMEOUT_MS, signal});
    return {};
  } catch (error) {
    return error instanceof OpsError && error.details['reason'] === 'auth' ? {needsUser: true} : {};
  }
}

async function observeSource(asker: Asker, name: string, clientUrl: string): Promise<SourceFacts> {
  const {status, quorumConfirmed, error} = await askMember(asker, clientUrl);
  if (status === undefined)
    return {
      name,
      clientUrl,
      quorum: 'none',
      ...(error === undefined ? {} : {error}),
      ...(await wantsUser(asker, clientUrl)),
    };
  const quorum = quorumConfirmed ? 'confirmed' : await whyUnconfirmed(asker, clientUrl);
  return {name, clientUrl, status, quorum};
}

/** What each member of the spec tells of itself. */
export async function observeSources(asker: Asker, spec: ClusterSpec): Promise<SourceFacts[]> {
  const found = await Promise.all(
    membersOf(spec).map(node => observeSource(asker, node.name, clientUrlOf(spec, node))),
  );
  // Calls that were cut short look like members that do not answer; no judgement may rest on them.
  asker.signal.throwIfAborted();
  return found;
}
