import {compareVersions, lineOf} from '../etcd-version/version.js';
import {formatBytes} from '../text/bytes.js';
import {printable} from '../text/printable.js';
import type {SnapshotReport} from './snapshot-report.js';

/** Why a snapshot is not restored. */
export interface Misfit {
  readonly code: 'E_SNAPSHOT_INVALID' | 'E_PREFLIGHT';
  readonly message: string;
  readonly hints: readonly string[];
}

export interface FitFacts {
  readonly report: SnapshotReport;
  /** Of the etcd that is going to run on the data. */
  readonly version: string;
  /** The cluster into which it is restored. */
  readonly cluster: string;
  /** Its id, and those that it had before; empty where it never was healthy. */
  readonly clusterIds: readonly string[];
  readonly yesOtherCluster: boolean;
}

export interface Fit {
  readonly misfits: readonly Misfit[];
  readonly notices: readonly string[];
}

/** Codes of what does not keep a copy of a dead member's database from being restored: it has no digest to be right. */
const OF_A_COPY: ReadonlySet<string> = new Set(['digest-missing']);

/** What verifying found, but for what a copied database cannot have. */
function damage({report}: FitFacts): Misfit[] {
  return report.findings
    .filter(({severity, code}) => severity === 'error' && !OF_A_COPY.has(code))
    .map(({message, fix}) => ({
      code: 'E_SNAPSHOT_INVALID',
      message,
      hints: [...(fix === undefined ? [] : [fix]), 'etcdops snapshot list shows others'],
    }));
}

/** etcd runs on data of its own line and of older ones. */
function newer({report, version}: FitFacts): Misfit[] {
  const source = report.storageVersion ?? report.etcdVersion;
  // Who verified it may have said so already.
  const isSaid = report.findings.some(({code}) => code === 'not-restorable-here');
  if (source === undefined || isSaid) return [];
  const isNewer = lineOf(source) !== lineOf(version) && compareVersions(source, version) > 0;
  if (!isNewer) return [];
  return [
    {
      code: 'E_SNAPSHOT_INVALID',
      message: `the snapshot is of etcd ${lineOf(source)}, and etcd ${version} cannot go on with it`,
      hints: [`write an etcd ${lineOf(source)} into the spec: etcd.version`],
    },
  ];
}

function sourceOf({report: {manifest}}: FitFacts): string {
  return `cluster ${manifest?.clusterId} ("${printable(manifest?.cluster ?? '')}")`;
}

function isForeign({report: {manifest}, clusterIds, cluster}: FitFacts): boolean {
  if (manifest === undefined) return false;
  // A cluster that never was healthy has no id to go by.
  return clusterIds.length === 0 ? manifest.cluster !== cluster : !clusterIds.includes(manifest.clusterId);
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
  const saved = manifest === undefined ? '' : `, saved ${manifest.savedAt}`;
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
    misfits: [...damage(facts), ...newer(facts), ...misfits],
    notices: [contents(facts), ...doubts(facts), ...notices],
  };
}
