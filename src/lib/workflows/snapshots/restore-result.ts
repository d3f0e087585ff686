import {membersOf} from '../../domain/nodes/node-urls.js';
import type {Bump} from '../../domain/snapshots/bump.js';
import type {Readable} from '../../domain/snapshots/choose-survivor.js';
import {swapOf} from '../../domain/snapshots/swaps.js';
import {specRelative} from '../../domain/layout/spec-relative.js';
import type {JsonValue} from '../../engine/step.js';
import type {PlanResult} from '../runs/workflow.js';
import type {RestoredCluster} from './planned-steps.js';
import type {RestoreFacts} from './restore-facts.js';

function snapshotOf({report, folder}: RestoreFacts): JsonValue {
  const {path, sizeBytes, sha256, revision, totalKeys, etcdVersion, verified, manifest} = report;
  return {
    path: specRelative(folder, path),
    sizeBytes,
    sha256,
    verified,
    ...(revision === undefined ? {} : {revision}),
    ...(totalKeys === undefined ? {} : {totalKeys}),
    ...(etcdVersion === undefined ? {} : {etcdVersion}),
    ...(manifest === undefined ? {} : {savedAt: manifest.savedAt, clusterId: manifest.clusterId}),
  };
}

/** Where each member has its data, and where what was there before is kept. */
function membersOfResult({members, folder, runId}: RestoreFacts): JsonValue {
  return members.map(({node: {name}, dirs}) => {
    const kept = dirs.flatMap(dir => {
      const swap = swapOf(dir, runId);
      return swap?.hasOld === true ? [specRelative(folder, swap.aside)] : [];
    });
    const paths = dirs.map(({kind, path}) => [`${kind}Dir`, specRelative(folder, path)] as const);
    return {name, ...Object.fromEntries(paths), kept};
  });
}

function survivorOf({name, path, database, log}: Readable, folder: string, chosen: Readable): JsonValue {
  const {revision, consistentIndex} = database;
  return {
    name,
    path: specRelative(folder, path),
    revision,
    ...(consistentIndex === undefined ? {} : {databaseIndex: consistentIndex}),
    ...(log === undefined ? {} : {logIndex: log.index}),
    taken: path === chosen.path,
  };
}

/** What a script reads of a restore beside its run. */
export function restoreResult(
  facts: RestoreFacts,
  {spec, clusterId, revision}: RestoredCluster,
  bump: Bump,
): PlanResult {
  const {record, survivors, proxies, folder, members} = facts;
  const hasOld = members.some(({dirs}) => dirs.some(dir => dir.hasOld));
  return {
    snapshot: snapshotOf(facts),
    cluster: {
      name: spec.cluster,
      id: clusterId,
      token: spec.token,
      members: membersOf(spec).length,
      revision,
      ...(record.clusterId === undefined ? {} : {formerId: record.clusterId}),
    },
    ...(bump.by === undefined ? {} : {bumpRevision: bump.by}),
    members: membersOfResult(facts),
    restarted: proxies.flatMap(({node, managedBy}) => (managedBy === undefined ? [] : [node.name])),
    ...(survivors === undefined
      ? {}
      : {survivors: survivors.ranked.map(survivor => survivorOf(survivor, folder, survivors.chosen))}),
    next: ['etcdops status', ...(hasOld ? ['etcdops snapshot undo'] : [])],
  };
}
