import {formatBytes} from '../text/bytes.js';
import {toSecond} from '../text/to-second.js';
import {printable} from '../text/printable.js';
import {isOfCluster, type ClusterIdentity} from './identity.js';
import type {SnapshotFinding, SnapshotReport} from './snapshot-report.js';

/** Why a snapshot is not restored. */
export interface Misfit {
  readonly code: 'E_SNAPSHOT_INVALID' | 'E_PREFLIGHT';
  readonly message: string;
  readonly hints: readonly string[];
}

/** Of the cluster into which it is restored, and of what. */
export interface FitFacts extends ClusterIdentity {
  readonly report: SnapshotReport;
  /** Where its log tells: the cluster of which a copied database is. */
  readonly sourceId?: string | undefined;
  readonly yesOtherCluster: boolean;
}

export interface Fit {
  readonly misfits: readonly Misfit[];
  readonly notices: readonly string[];
}

/** Verifying only warns of it. A file that does not say of which etcd it is may be of the one at hand. */
function isInTheWay(
  {severity, code}: SnapshotFinding,
  {storageVersion, etcdVersion}: SnapshotReport,
): boolean {
  if (code !== 'not-restorable-here') return severity === 'error';
  return storageVersion !== undefined || etcdVersion !== undefined;
}

function damage({report}: FitFacts): Misfit[] {
  return report.findings
    .filter(finding => isInTheWay(finding, report))
    .map(({code, message, fix}) => ({
      code: 'E_SNAPSHOT_INVALID',
      message: `${printable(report.path, 500)}: ${message}`,
      hints: [
        ...(code === 'digest-missing'
          ? ['where it is a copied database: the same line with --skip-hash-check']
          : fix === undefined
            ? []
            : [fix]),
      ],
    }));
}

function sourceOf({report: {manifest}, sourceId}: FitFacts): string {
  if (manifest === undefined) return `cluster ${sourceId}`;
  return `cluster ${manifest.clusterId} ("${printable(manifest.cluster)}")`;
}

function isForeign({report: {manifest}, sourceId, ...identity}: FitFacts): boolean {
  const {clusterIds} = identity;
  if (manifest === undefined)
    return sourceId !== undefined && clusterIds.length > 0 && !clusterIds.includes(sourceId);
  return !isOfCluster(manifest, identity);
}

function foreign(facts: FitFacts): Fit {
  if (!isForeign(facts)) return {misfits: [], notices: []};
  const what = `the snapshot is of ${sourceOf(facts)}, and this one is ${facts.clusterIds[0] ?? 'not begun'} ("${facts.cluster}")`;
  if (facts.yesOtherCluster) return {misfits: [], notices: [what]};
  const hints = ['where that is meant: the same line with --yes-other-cluster'];
  return {misfits: [{code: 'E_PREFLIGHT', message: what, hints}], notices: []};
}

function contents({report}: FitFacts): string {
  const {revision, manifest, sizeBytes, path} = report;
  const saved = manifest === undefined ? '' : `, saved ${toSecond(manifest.savedAt)}`;
  return `${printable(path, 500)} (${formatBytes(sizeBytes)}${saved}) ends at revision ${revision ?? 'unknown'}`;
}

function doubts({report}: FitFacts): string[] {
  const {hasDigest, manifest} = report;
  return [
    ...(hasDigest
      ? []
      : [
          'it is a copy of a database and has no digest: damage may go unseen, and the last writes before the copy may stand in the log alone and be missing',
        ]),
    ...(manifest === undefined && hasDigest
      ? ['it has no manifest, so nothing tells of which cluster it is']
      : []),
    ...(manifest?.hadQuorum === false
      ? [`${printable(manifest.from)} had no quorum when it was saved: newest writes may be missing`]
      : []),
  ];
}

/** Whether a snapshot may become this cluster, and what to know of it before. */
export function judgeFit(facts: FitFacts): Fit {
  const {misfits, notices} = foreign(facts);
  return {
    misfits: [...damage(facts), ...misfits],
    notices: [contents(facts), ...doubts(facts), ...notices],
  };
}
