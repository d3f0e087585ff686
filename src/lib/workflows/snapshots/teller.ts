import type {Adapters} from '../../adapters/adapters.js';
import type {MemberList} from '../../adapters/etcd-api/parse.js';
import type {ManifestMember} from '../../domain/snapshots/manifest.js';
import {CALL_TIMEOUT_MS} from '../../queries/ask-member.js';
import type {Source} from './source.js';

type Asker = Pick<Adapters, 'etcdApi' | 'signal'>;

/** What is told of a member before it sends anything: a question less that could fail once all has come. */
export interface Teller {
  readonly version: string;
  /** Undefined where only a learner is left, which does not tell. */
  readonly members: MemberList['members'] | undefined;
  readonly dbSizeBytes: number;
}

async function membersBy(
  {etcdApi, signal}: Asker,
  {member: {clientUrl, status}, voterUrls}: Source,
): Promise<MemberList['members'] | undefined> {
  const ask = (url: string): Promise<MemberList> =>
    etcdApi.memberList(url, {timeoutMs: CALL_TIMEOUT_MS, signal});
  if (!status.isLearner) return (await ask(clientUrl)).members;
  const told = await Promise.any(voterUrls.map(ask)).catch(() => undefined);
  signal.throwIfAborted();
  return told?.members;
}

export async function tellerOf(asker: Asker, source: Source): Promise<Teller> {
  const {etcdApi, signal} = asker;
  const options = {timeoutMs: CALL_TIMEOUT_MS, signal};
  const [members, {version, dbSizeBytes}] = await Promise.all([
    membersBy(asker, source),
    etcdApi.status(source.member.clientUrl, options),
  ]);
  return {version, members, dbSizeBytes};
}

/** The members that a database names. */
export async function storedMembers(
  {etcdData}: Pick<Adapters, 'etcdData'>,
  path: string,
): Promise<ManifestMember[]> {
  const found = (await etcdData.database(path))?.members ?? [];
  return found.flatMap(({id, name = '', peerUrls, clientUrls = [], isLearner = false}) =>
    id === undefined ? [] : [{id, name, peerUrls, clientUrls, isLearner}],
  );
}
