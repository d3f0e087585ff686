import {lineOf} from '../etcd-version/version.js';
import {plural} from '../text/plural.js';
import {countsLikeClient} from './tool-status.js';
import type {DrillResult, SnapshotFinding, SnapshotReport} from './snapshot-report.js';

const ANOTHER = 'take another one: etcdops snapshot list';

function judgeRevision({revision}: DrillResult, expected: number | undefined): SnapshotFinding[] {
  if (expected === undefined || revision === undefined || revision === expected) return [];
  if (revision < expected) {
    const message = `restored it ends at revision ${revision}, and the snapshot at ${expected}`;
    return [{code: 'drill-differs', severity: 'error', message, fix: ANOTHER}];
  }
  // A member that starts takes the keys of leases away that end.
  const message = `on trial leases ended, which took its revision from ${expected} to ${revision}`;
  return [{code: 'drill-differs', severity: 'info', message}];
}

/** As the source counted them; else as the tool did where it counts like a client, but for what raised a revision. */
function knownKeys(
  {manifest, totalKeys, storageVersion}: SnapshotReport,
  version: string,
): {expected: number | undefined; isExact: boolean} {
  if (manifest?.keys !== undefined) return {expected: manifest.keys, isExact: true};
  return {expected: countsLikeClient(storageVersion, version) ? totalKeys : undefined, isExact: false};
}

function judgeKeys({keys}: DrillResult, report: SnapshotReport, version: string): SnapshotFinding[] {
  const {expected, isExact} = knownKeys(report, version);
  if (keys === undefined || expected === undefined || keys === expected) return [];
  if (!isExact && keys === expected - 1) return [];
  const message = `restored it has ${plural(keys, 'key')}, and the ${isExact ? 'source had' : 'file'} ${expected}`;
  return [{code: 'drill-differs', severity: 'error', message, fix: ANOTHER}];
}

function notCompared(why: string): SnapshotFinding {
  return {code: 'drill-not-compared', severity: 'info', message: `its hash was not compared: ${why}`};
}

function judgeHash(
  {hash, authEnabled}: DrillResult,
  report: SnapshotReport,
  version: string,
): SnapshotFinding[] {
  const {manifest} = report;
  if (manifest === undefined) return [];
  const saved = manifest.hashKv;
  if (saved === undefined) return [notCompared('the manifest has none')];
  if (hash === undefined)
    return [
      notCompared(authEnabled ? 'the data has users; name one with --user root' : 'the member did not tell'),
    ];
  if (hash.hash === saved.hash) return [];
  if (lineOf(version) !== lineOf(manifest.etcdVersion))
    return [notCompared(`it was taken by etcd ${manifest.etcdVersion}, and ${version} counts otherwise`)];
  if (hash.compactRevision !== saved.compactRevision)
    return [notCompared('the data was compacted since it was taken')];
  const message = `at revision ${saved.revision} the restored data has the hash ${hash.hash}, and the source had ${saved.hash}`;
  return [{code: 'drill-differs', severity: 'error', message, fix: ANOTHER}];
}

function judgeAlarms({alarms}: DrillResult): SnapshotFinding[] {
  if (alarms.length === 0) return [];
  const message = `it has the alarm ${[...new Set(alarms)].join(', ')} in it, so that a restored cluster takes no writes`;
  return [
    {code: 'drill-alarm', severity: 'warning', message, fix: 'etcdops ctl -- alarm disarm, after a restore'},
  ];
}

/** What a member tells that was started on the restored data, against what was known of the snapshot. */
export function judgeDrill(report: SnapshotReport, drill: DrillResult, version: string): SnapshotReport {
  const told = report.manifest?.revision ?? report.revision;
  // Of an empty database the tools say 0, and a member that runs on it is at 1.
  const expected = told === undefined ? undefined : Math.max(1, told);
  const findings = [
    ...report.findings,
    ...judgeRevision(drill, expected),
    ...judgeKeys(drill, report, version),
    ...judgeHash(drill, report, version),
    ...judgeAlarms(drill),
  ];
  const saved = report.manifest?.hashKv;
  const isCompared =
    saved !== undefined && drill.hash !== undefined && saved.compactRevision === drill.hash.compactRevision;
  const hashMatches = isCompared ? {hashMatches: saved.hash === drill.hash?.hash} : {};
  const verified = findings.every(({severity}) => severity !== 'error');
  return {...report, drill: {...drill, ...hashMatches}, findings, verified};
}
