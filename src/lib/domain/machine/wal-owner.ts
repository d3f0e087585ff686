import {predictIds} from '../config/cluster-id.js';
import type {WalIdentity} from '../etcd-data/wal-identity.js';

/** The members of a static bootstrap, as a configuration lists them. */
export interface ListedMembers {
  readonly members: readonly {readonly name: string; readonly peerUrls: readonly string[]}[];
  readonly token: string;
  /** Of the member itself; it is one of the list. */
  readonly ownName: string;
}

/** In what the bootstrap that made the ids differed from the configuration of today. */
export interface OtherBootstrap {
  /** With some of the listed members alone. */
  readonly names?: readonly string[];
  readonly token?: string;
  /** Peer URLs had this scheme then. */
  readonly scheme?: 'http' | 'https';
  /** With etcd's own defaults for list and token, as a restored snapshot has them where nobody gave any. */
  readonly isDefault?: true;
}

/** Whose data it is, seen from a configuration. */
export type WalOwner =
  /** Its own, as configured. */
  | {readonly kind: 'itself'}
  /** Its own as far as can be told, but bootstrapped from other settings. */
  | {readonly kind: 'itself-once'; readonly bootstrap: OtherBootstrap}
  | {readonly kind: 'other-member'; readonly name: string}
  | {readonly kind: 'other-cluster'; readonly expectedClusterId: string};

/** A bootstrap that may have made the ids. */
interface Attempt {
  readonly members: ListedMembers['members'];
  readonly token: string;
  readonly difference?: OtherBootstrap;
}

/** What it would have given. */
interface GivenIds {
  readonly clusterId: string;
  /** Members with the same URLs have one id. */
  readonly namesOf: ReadonlyMap<string, readonly string[]>;
}

const DEFAULT_TOKEN = 'etcd-cluster';
const DEFAULT_CLUSTER_ID = predictIds([['http://localhost:2380']], DEFAULT_TOKEN).clusterId;
/** Up to that many members, all smaller clusters that may have grown to the list are tried: 126 at most. */
const MAX_GROWN = 7;

function withScheme(members: Attempt['members'], scheme: 'http' | 'https'): Attempt['members'] {
  return members.map(({name, peerUrls}) => ({
    name,
    peerUrls: peerUrls.map(url => url.replace(/^https?(?=:)/, scheme)),
  }));
}

/** As configured; with the default token; and with peer URLs as they were before or after a change to TLS. */
function attemptsFor({members, token}: ListedMembers): Attempt[] {
  const urls = members.flatMap(({peerUrls}) => peerUrls);
  const schemes = (['http', 'https'] as const).filter(
    scheme => !urls.some(url => url.startsWith(`${scheme}:`)),
  );
  const tokens = token === DEFAULT_TOKEN ? [{}] : [{}, {token: DEFAULT_TOKEN}];
  // With both schemes in use, nothing says which URLs may have changed.
  const changes = schemes.length === 1 ? [{}, {scheme: schemes[0]!}] : [{}];
  return changes.flatMap(change =>
    tokens.map(other => ({
      members: change.scheme === undefined ? members : withScheme(members, change.scheme),
      token: other.token ?? token,
      ...(change.scheme === undefined && other.token === undefined
        ? {}
        : {difference: {...change, ...other}}),
    })),
  );
}

function urlsOf(members: Attempt['members']): (readonly string[])[] {
  return members.map(({peerUrls}) => peerUrls);
}

function idsOf({members, token}: Attempt): GivenIds {
  const {clusterId, memberIds} = predictIds(urlsOf(members), token);
  const namesOf = new Map<string, string[]>();
  for (const [index, {name}] of members.entries()) {
    const names = namesOf.get(memberIds[index]!);
    if (names === undefined) namesOf.set(memberIds[index]!, [name]);
    else names.push(name);
  }
  return {clusterId, namesOf};
}

/** An attempt whose ids are worked out when they are asked for, and then kept. */
interface Explanation {
  readonly attempt: Attempt;
  readonly ids: () => GivenIds;
}

const EXPLANATIONS = new WeakMap<ListedMembers['members'], Map<string, readonly Explanation[]>>();

/** The members of a cluster all have the same list: its ids are worked out once for all. */
function explanationsFor(listed: ListedMembers): readonly Explanation[] {
  const {members, token} = listed;
  const byToken = EXPLANATIONS.get(members) ?? new Map<string, readonly Explanation[]>();
  EXPLANATIONS.set(members, byToken);
  const known = byToken.get(token);
  if (known !== undefined) return known;
  const explanations = attemptsFor(listed).map(attempt => {
    let ids: GivenIds | undefined;
    return {attempt, ids: () => (ids ??= idsOf(attempt))};
  });
  byToken.set(token, explanations);
  return explanations;
}

/** Names of those members that made the cluster alone, where it has grown to the list since. */
function foundersOf(clusterId: string, {members, token}: Attempt): string[] | undefined {
  if (members.length > MAX_GROWN) return undefined;
  for (let chosen = 1; chosen < 2 ** members.length - 1; chosen++) {
    const some = members.filter((_, index) => (chosen & (1 << index)) !== 0);
    if (predictIds(urlsOf(some), token).clusterId === clusterId) return some.map(({name}) => name);
  }
  return undefined;
}

/** What one attempt explains; undefined where it explains nothing. */
function explainedBy(explanation: Explanation, found: WalIdentity, ownName: string): WalOwner | undefined {
  const {attempt} = explanation;
  const {difference = {}} = attempt;
  const ids = explanation.ids();
  const holders = ids.namesOf.get(found.memberId) ?? [];
  const isOwn = holders.includes(ownName);
  if (!isOwn && holders[0] !== undefined) return {kind: 'other-member', name: holders[0]};
  if (ids.clusterId === found.clusterId) {
    return attempt.difference === undefined ? {kind: 'itself'} : {kind: 'itself-once', bootstrap: difference};
  }
  const names = foundersOf(found.clusterId, attempt);
  if (names !== undefined) return {kind: 'itself-once', bootstrap: {...difference, names}};
  // The id of the member is that of its URLs and token: it was the rest of the list that changed.
  return isOwn ? {kind: 'itself-once', bootstrap: difference} : undefined;
}

/**
 * Tells whose data it is from the ids alone, which follow from peer URLs and token of the bootstrap. Clusters live on
 * after it: they grow, change to TLS and come back from snapshots, so the ids are tried against all of that before the
 * data counts as another cluster's.
 */
export function walOwnerOf(found: WalIdentity, listed: ListedMembers): WalOwner {
  const explanations = explanationsFor(listed);
  for (const explanation of explanations) {
    const owner = explainedBy(explanation, found, listed.ownName);
    if (owner !== undefined) return owner;
  }
  if (found.clusterId === DEFAULT_CLUSTER_ID) return {kind: 'itself-once', bootstrap: {isDefault: true}};
  return {kind: 'other-cluster', expectedClusterId: expectedClusterId(listed)};
}

/** The id that the cluster gets by its configuration. */
export function expectedClusterId(listed: ListedMembers): string {
  return explanationsFor(listed)[0]!.ids().clusterId;
}
