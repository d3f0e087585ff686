import {dirname, join} from 'node:path';

import {SNAPSHOTS_DIR} from '../../domain/layout/layout.js';
import {specRelative} from '../../domain/layout/spec-relative.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {beforeUndoName} from '../../domain/snapshots/file-name.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import type {JsonValue} from '../../engine/step.js';
import type {PlanResult} from '../runs/workflow.js';
import {backSwaps, emptyNames} from './undo-dirs.js';
import type {UndoFacts} from './undo-facts.js';
import {keptNames} from './undo-fit.js';
import {joinedMembers, returningProxies} from './undo-joined.js';

/** Where what the cluster holds now is saved first, absolute; undefined where nobody answers who could tell. */
export function savedBefore({folder, revision, runId}: UndoFacts): string | undefined {
  return revision === undefined ? undefined : join(folder, SNAPSHOTS_DIR, beforeUndoName(runId));
}

/** Where each member has its data again, and where what the snapshot gave is kept. */
function membersOfResult(facts: UndoFacts): JsonValue {
  const {folder} = facts;
  const swaps = backSwaps(facts);
  return [...new Set(swaps.map(({node}) => node.name))].map(name => {
    const own = swaps.filter(({node}) => node.name === name).map(({swap}) => swap);
    const dirs = own.map(({kind, isInner, live}) => [`${kind}Dir`, isInner ? dirname(live) : live] as const);
    return {
      name,
      ...Object.fromEntries(dirs.map(([key, path]) => [key, specRelative(folder, path)])),
      kept: own.map(({aside}) => specRelative(folder, aside)),
    };
  });
}

/** The line that gives members data that have none then: the cluster that comes back need not know them. */
export function dataLine(facts: UndoFacts): string | undefined {
  const empty = emptyNames(facts);
  const known = keptNames(facts);
  // While the spec has one that the cluster does not know, nothing else changes its members.
  if (known.length > 0 && empty.some(name => !known.includes(name))) return 'etcdops apply';
  return empty[0] === undefined ? undefined : `etcdops member replace ${empty[0]}`;
}

/** What a script reads of an undo beside its run. */
export function undoResult(facts: UndoFacts, before: ClusterSpec): PlanResult {
  const {restore, record, revision, keptRevision, folder, proxies} = facts;
  const {clusterId} = restore.record.undo;
  const saved = savedBefore(facts);
  const back = returningProxies(facts);
  const line = dataLine(facts);
  const running = [...proxies, ...back].filter(({managedBy}) => managedBy !== undefined);
  return {
    restore: {run: restore.id, ...(revision === undefined ? {} : {revision})},
    cluster: {
      name: before.cluster,
      ...(clusterId === undefined ? {} : {id: clusterId}),
      token: before.token,
      members: membersOf(before).length,
      ...(keptRevision === undefined ? {} : {revision: keptRevision}),
      ...(record.clusterId === undefined ? {} : {formerId: record.clusterId}),
    },
    ...(saved === undefined ? {} : {saved: specRelative(folder, saved)}),
    members: membersOfResult(facts),
    withoutData: emptyNames(facts),
    left: joinedMembers(facts).map(({name}) => name),
    demoted: back.map(({node}) => node.name),
    restarted: running.map(({node}) => node.name),
    next: ['etcdops status', ...(line === undefined ? [] : [line])],
  };
}
