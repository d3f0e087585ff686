import {asRoot} from '../domain/snapshots/as-root.js';
import type {SnapshotFinding, SnapshotReport} from '../domain/snapshots/snapshot-report.js';
import {formatBytes} from '../domain/text/bytes.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {plural} from '../domain/text/plural.js';
import {toSecond} from '../domain/text/to-second.js';
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

function row(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`${name.padEnd(10)} ${value}`];
}

function originLine({manifest}: SnapshotReport): string[] {
  if (manifest === undefined) return [];
  const {cluster, clusterId, from, savedAt, etcdVersion, hadQuorum} = manifest;
  const quorum = hadQuorum ? '' : ', WITHOUT A QUORUM';
  return [
    ...row('from', `${printable(from)} of cluster ${printable(cluster)} (${clusterId})${quorum}`),
    ...row('saved', `${toSecond(savedAt)}, by etcd ${etcdVersion}`),
  ];
}

function drillLine({drill}: SnapshotReport): string[] {
  if (drill === undefined) return [];
  const {revision, keys, hash, authEnabled, startedMs} = drill;
  const parts = [
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    ...(keys === undefined ? [] : [plural(keys, 'key')]),
    ...(hash === undefined ? [] : [`hash ${hash.hash}`]),
    authEnabled ? 'users are on' : 'no users',
    `served after ${startedMs} ms`,
  ];
  return [`drill      ${parts.join(', ')}`];
}

function verdict({verified}: SnapshotReport, options: ViewOptions): string {
  return verified ? paint('verified', 'green', options) : paint('NOT VERIFIED', 'red', options);
}

function nextOf({path, verified, hasDigest, drill, authEnabled}: SnapshotReport): string {
  if (!verified) return 'Next: etcdops snapshot list, or for a new one: etcdops snapshot save';
  const copied = hasDigest ? [] : ['--skip-hash-check'];
  if (drill === undefined)
    return `Next, to restore it on trial: ${etcdopsLine('snapshot', 'verify', path, '--drill', ...copied, ...asRoot(authEnabled))}`;
  return `Next, to bring the whole cluster back to it: ${etcdopsLine('snapshot', 'restore', path, ...copied, ...asRoot(drill.authEnabled))}`;
}

/** What a snapshot is, what is wrong with it, and what a restore of it gives. */
export const snapshotReportView: View<SnapshotReport> = (report, options) => {
  const {path, sizeBytes, sha256, revision, totalKeys, storageVersion, restorableBy, findings} = report;
  return [
    `${paint(printable(path, MAX_PATH), 'bold', options)} · ${verdict(report, options)}`,
    ...row('revision', revision),
    ...row('keys', report.manifest?.keys ?? totalKeys),
    ...row('size', formatBytes(sizeBytes)),
    ...row('sha256', sha256),
    ...row('schema', storageVersion),
    ...row('restores', restorableBy === undefined ? undefined : `with etcd ${restorableBy.join(', ')}`),
    ...originLine(report),
    ...drillLine(report),
    ...(findings.length === 0 ? [] : ['', ...findings.map(finding => findingLine(finding, options))]),
    '',
    nextOf(report),
  ].join('\n');
};
