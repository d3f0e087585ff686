import {join} from 'node:path';

import {SNAPSHOTS_DIR} from '../../domain/layout/layout.js';
import {beforeReplaceName} from '../../domain/snapshots/file-name.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import type {PlannedStep} from '../../engine/step.js';
import type {SavedBefore} from './new-node-room.js';
import {saveSnapshotStep} from './planned-steps.js';
import type {Retired} from './remove.js';
import type {Target} from './target.js';

/** Who goes and who comes. */
export interface Replaced {
  readonly runId: string;
  readonly target: Retired & Pick<Target, 'name'>;
  /** What takes the place. */
  readonly node: SpecNode;
  readonly savesSnapshot: boolean;
}

/** What takes the place of a learner is one too. */
export function isLearner({target: {member, node}}: Replaced): boolean {
  return member?.isLearner ?? node.learner === true;
}

/** Not of a learner: etcd takes one at a time, and none counts for the quorum. */
export function isAddFirst(facts: Replaced): boolean {
  const {target, node} = facts;
  return node.name !== target.name && target.member?.serving === true && !isLearner(facts);
}

/** The line to type for the same without a snapshot. */
function lineWithout({target: {node: old}, node}: Replaced): string {
  const other = node.name === old.name ? [] : ['--with', node.name];
  const host = node.host === old.host ? [] : ['--host', node.host];
  return etcdopsLine('member', 'replace', old.name, ...other, ...host, '--no-snapshot');
}

/** Where a snapshot is saved first: fewer have the data from when a voter leaves until the new one has fetched them. */
function snapshotBefore(facts: Replaced): string | undefined {
  const {member} = facts.target;
  if (!facts.savesSnapshot || member === undefined || member.isLearner || isAddFirst(facts)) return undefined;
  return `${SNAPSHOTS_DIR}/${beforeReplaceName(facts.runId)}`;
}

/** What is saved first. @param folder of the spec, absolute */
export function savedBefore(facts: Replaced, folder: string): SavedBefore | undefined {
  const path = snapshotBefore(facts);
  if (path === undefined) return undefined;
  return {path: join(folder, path), leaving: facts.target.name, without: lineWithout(facts)};
}

export function saveSteps(facts: Replaced): PlannedStep[] {
  const path = snapshotBefore(facts);
  return path === undefined ? [] : [saveSnapshotStep(path, lineWithout(facts))];
}
