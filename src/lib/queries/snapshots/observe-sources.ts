import type {Adapters} from '../../adapters/adapters.js';
import type {SourceFacts} from '../../domain/snapshots/choose-source.js';
import {clientUrlOf, membersOf} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {askMember} from '../ask-member.js';

type Asker = Pick<Adapters, 'clock' | 'etcdApi' | 'signal'>;

/** In a cluster with users a member may keep to itself what it tells whom it knows. */
async function observeSource(asker: Asker, name: string, clientUrl: string): Promise<SourceFacts> {
  const {status, quorumConfirmed, error, refusal} = await askMember(asker, clientUrl);
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

/** What each member of the spec tells of itself. */
export async function observeSources(asker: Asker, spec: ClusterSpec): Promise<SourceFacts[]> {
  const found = await Promise.all(
    membersOf(spec).map(node => observeSource(asker, node.name, clientUrlOf(spec, node))),
  );
  // Calls that were cut short look like members that do not answer; no judgement may rest on them.
  asker.signal.throwIfAborted();
  return found;
}
