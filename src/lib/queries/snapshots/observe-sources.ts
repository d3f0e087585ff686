import type {Adapters} from '../../adapters/adapters.js';
import type {AskedMember} from '../../domain/nodes/urls-to-ask.js';
import type {SourceFacts} from '../../domain/snapshots/choose-source.js';
import {askMembers, type AnswersOf} from '../where-members-run.js';

/** In a cluster with users a member may keep to itself what it tells whom it knows. */
function toSource({name, clientUrl, status, quorumConfirmed, error, refusal}: AnswersOf): SourceFacts {
  const isHidden = refusal === 'auth';
  if (status !== undefined)
    return {name, clientUrl, status, quorum: quorumConfirmed ? 'confirmed' : isHidden ? 'hidden' : 'none'};
  return {
    name,
    clientUrl,
    quorum: 'none',
    ...(error === undefined ? {} : {error}),
    ...(isHidden ? {needsUser: true} : {}),
  };
}

/** What each member tells of itself. */
export async function observeSources(
  asker: Pick<Adapters, 'clock' | 'etcdApi' | 'signal'>,
  members: readonly AskedMember[],
): Promise<SourceFacts[]> {
  return (await askMembers(asker, members)).map(toSource);
}
