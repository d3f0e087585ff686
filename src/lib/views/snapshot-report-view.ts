import type {SnapshotFinding, SnapshotReport} from '../domain/snapshots/snapshot-report.js';
import {formatBytes} from '../domain/text/bytes.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {printable} from '../domain/text/printable.js';
import {paint} from './paint.js';
import type {View, ViewOptions} from './view.js';

const MAX_PATH = 500;
const MARKS = {error: ['✗', 'red'], warning: ['!', 'yellow'], info: ['·', 'bold']} as const;

function findingLine({severity, message, fix}: SnapshotFinding, options: ViewOptions): string {
  const [mark, color] = MARKS[severity];
  const line = `${paint(mark, color, options)} ${printable(message, 1000)}`;
  return fix === undefined ? line : `${line}\n  → ${fix}`;
}

function originLine({manifest}: SnapshotReport): string[] {
  if (manifest === undefined) return [];
  const {cluster, clusterId, from, savedAt, etcdVersion, hadQuorum} = manifest;
  const quorum = hadQuorum ? '' : ', WITHOUT A QUORUM';
  return [
    `from       ${printable(from)} of cluster ${printable(cluster)} (${clusterId}), etcd ${etcdVersion}, at ${savedAt}${quorum}`,
  ];
}

function row(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`${name.padEnd(10)} ${value}`];
}

function drillLine({drill}: SnapshotReport): string[] {
  if (drill === undefined) return [];
  const {revision, keys, hash, authEnabled, startedMs} = drill;
  const parts = [
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    ...(keys === undefined ? [] : [`${keys} keys`]),
    ...(hash === undefined ? [] : [`hash ${hash.hash}`]),
    authEnabled ? 'users are on' : 'no users',
    `served after ${startedMs} ms`,
  ];
  return [`drill      ${parts.join(', ')}`];
}

function verdict({verified}: SnapshotReport, options: ViewOptions): string {
  return verified ? paint('verified', 'green', options) : paint('NOT VERIFIED', 'red', options);
}

function nextOf({path, verified, drill}: SnapshotReport): string {
  if (!verified) return 'etcdops snapshot list shows others, etcdops snapshot save makes a new one';
  if (drill === undefined)
    return `${etcdopsLine('snapshot', 'verify', path, '--drill')} restores it on trial`;
  return `${etcdopsLine('snapshot', 'restore', path)} brings the whole cluster back to it`;
}

/** What a snapshot is, what is wrong with it, and what a restore of it gives. */
export const snapshotReportView: View<SnapshotReport> = (report, options) => {
  const {path, sizeBytes, sha256, revision, totalKeys, storageVersion, restorableBy, findings} = report;
  return [
    `${paint(printable(path, MAX_PATH), 'bold', options)} · ${verdict(report, options)}`,
    ...row('revision', revision),
    ...row('keys', totalKeys),
    ...row('size', formatBytes(sizeBytes)),
    ...row('sha256', sha256),
    ...row('schema', storageVersion),
    ...row('restores', restorableBy === undefined ? undefined : `with etcd ${restorableBy.join(', ')}`),
    ...originLine(report),
    ...drillLine(report),
    ...(findings.length === 0 ? [] : ['', ...findings.map(finding => findingLine(finding, options))]),
    '',
    `Next: ${nextOf(report)}`,
  ].join('\n');
};
