import {has} from '../etcd-version/capabilities.js';

/**
 * What etcd's documents propose: no cluster makes so many writes between a snapshot and its restore.
 * @see https://etcd.io/docs/v3.6/op-guide/recovery/#restoring-with-revision-bump
 */
const DEFAULT_BUMP = 1_000_000_000;

/** What the user asked for: a number, none, or nothing. */
export type BumpWish = number | 'none' | undefined;

export interface BumpFacts {
  readonly wish: BumpWish;
  /** Of the etcd whose tool restores. */
  readonly version: string;
  /** Of the snapshot. */
  readonly revision: number;
  /** The highest one that the cluster, or what is left of its data, shows; undefined where nobody tells. */
  readonly seenRevision?: number | undefined;
}

/** By how much the revision is raised, or that it is not; and what to tell of it. */
export interface Bump {
  /** Missing: clients may meet revisions again that they have seen with other content. */
  readonly by?: number;
  readonly notices: readonly string[];
  readonly refusal?: string;
}

const CACHES =
  'clients that keep a copy by watching (Kubernetes does) would wait for revisions that come again';

function gapOf({revision, seenRevision}: BumpFacts): number {
  return Math.max(0, (seenRevision ?? revision) - revision);
}

/** In whole steps, at least half a one further than what is known to have been. */
function defaultBump(facts: BumpFacts): number {
  return DEFAULT_BUMP * (1 + Math.round(gapOf(facts) / DEFAULT_BUMP));
}

/** Enough but where the cluster was itself restored with a raise after the snapshot. */
function unknownNotices({revision, seenRevision}: BumpFacts, by: number): string[] {
  if (seenRevision !== undefined) return [];
  return [
    `no member and no data tells how far the cluster had come: had it passed revision ${revision + by}, raise it further with --bump-revision`,
  ];
}

function raised(facts: BumpFacts, by: number): Bump {
  const gap = gapOf(facts);
  const to = `the revision goes on at ${facts.revision + by} (${facts.revision} of the snapshot and ${by}), and all before it counts as compacted: a watch from before hears so instead of nothing`;
  const short =
    by <= gap
      ? [`the cluster has been ${gap} revisions ahead of the snapshot: ${by} more is not enough`]
      : [];
  return {by, notices: [to, ...short, ...unknownNotices(facts, by)]};
}

/** `--bump-revision` and `--mark-compacted` of the restore, and why. */
export function decideBump(facts: BumpFacts): Bump {
  const {wish, version} = facts;
  const can = has(version, 'bumpRevision');
  if (typeof wish === 'number') {
    if (can) return raised(facts, wish);
    return {notices: [], refusal: `etcd ${version} cannot raise the revision of a restore`};
  }
  if (wish === 'none') return {notices: [`the revision goes back to that of the snapshot: ${CACHES}`]};
  if (can) return raised(facts, defaultBump(facts));
  const since = 'from 3.4.27 and 3.5.10 on it can';
  return {
    notices: [
      `etcd ${version} cannot raise the revision (${since}): it goes back to ${facts.revision}, and ${CACHES}. Restart them after the restore`,
    ],
  };
}
