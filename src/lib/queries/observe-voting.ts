import {absence, clusterIdOf} from '../domain/cluster/member-verdict.js';
import type {NodeObservation} from '../domain/cluster/observation.js';
import {strangerVoters, votingOf, type Voting} from '../domain/cluster/voting.js';
import type {LiveMember} from '../domain/proxies/endpoints.js';
import {askMember} from './ask-member.js';
import type {Observer} from './observe-cluster.js';

type Asker = Pick<Observer, 'clock' | 'etcdApi' | 'signal'>;

/** Whether it takes part; at its addresses another one may answer. */
async function serves(asker: Asker, {id, clientUrls}: LiveMember, clusterId?: string): Promise<boolean> {
  const urls = clientUrls.filter(url => /^https?:/.test(url));
  const answers = await Promise.all(urls.map(url => askMember(asker, url)));
  return answers.some(answer => answer.status?.memberId === id && absence(answer, clusterId) === undefined);
}

/**
 * Who votes in the cluster and who of them serves. Voters that the spec does not have are asked where they say that they
 * are: one that never started says nothing.
 */
export async function observeVoting(
  asker: Asker,
  observed: readonly NodeObservation[],
  recordedId: string | undefined,
): Promise<Voting> {
  const members = observed.filter(({role}) => role === 'member');
  const clusterId = clusterIdOf(members, recordedId);
  const strangers = strangerVoters({members, clusterId});
  const areServing = await Promise.all(strangers.map(member => serves(asker, member, clusterId)));
  asker.signal.throwIfAborted();
  return votingOf(
    {members, clusterId},
    strangers.filter((_, index) => areServing[index]),
  );
}
