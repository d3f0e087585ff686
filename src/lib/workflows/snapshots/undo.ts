import {basename, relative} from 'node:path';

import {specRelative} from '../../domain/layout/spec-relative.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {keptPlace} from '../../domain/snapshots/kept-place.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {changeSpec} from '../../domain/spec/spec-change.js';
import type {PlannedStep} from '../../engine/step.js';
import {issueCertsSteps, verifyHealthStep} from '../membership/planned-steps.js';
import type {Plan, Workflow} from '../runs/workflow.js';
import type {ClusterRecord, PlannedAction} from '../steps/actions.js';
import {stayingNotices} from './files-before.js';
import {observeUndo} from './observe-undo.js';
import {startTogetherSteps, startStoppedSteps, stopSteps, swapStep, tokenSteps} from './planned-steps.js';
import {recordNodesSteps, recordStep} from './record-steps.js';
import {backSwaps, comingNames, emptyNames, goneDirs, leavingDirs, type SwapInput} from './undo-dirs.js';
import type {UndoFacts} from './undo-facts.js';
import {fitRefusals} from './undo-fit.js';
import {
  filesAsideSteps,
  joinedChanges,
  joinedMembers,
  joinedNotices,
  retireSteps,
  returningProxies,
} from './undo-joined.js';
import {undoRefusals} from './undo-refusals.js';
import {dataLine, savedBefore, undoResult} from './undo-result.js';

function setAsideStep(input: SwapInput, {runId, folder, gone}: UndoFacts): PlannedAction {
  const {node, swap} = input;
  const to = `${swap.live}.undone-${runId}`;
  // By now the member may have the directory that another one had at the restore.
  const what = gone.includes(input) ? `gone-${swap.kind}` : swap.kind;
  return {
    id: `set-aside-${what}-dir:${node.name}`,
    title: `set aside what ${node.name} got from the snapshot as ${basename(to)}`,
    action: 'set-aside',
    input: {from: relative(folder, swap.live), to: relative(folder, to)},
  };
}

function saveSteps(facts: UndoFacts): PlannedAction[] {
  const path = savedBefore(facts);
  if (path === undefined) return [];
  return [
    {
      id: 'save-snapshot',
      title: `save what the cluster holds now as ${basename(path)}`,
      action: 'save-snapshot',
      input: {path},
    },
  ];
}

/** The cluster as it was known before the restore; what it was meanwhile is its own too. */
function recordBefore({restore, record}: UndoFacts, members: readonly SpecNode[]): ClusterRecord {
  const {clusterId, formerClusterIds, members: names} = restore.record.undo;
  const former = record.clusterId === undefined ? formerClusterIds : [...formerClusterIds, record.clusterId];
  const coming = members.map(({name}) => name);
  const undone = [
    ...(record.undoneClusterIds ?? []),
    ...(record.clusterId === undefined ? [] : [record.clusterId]),
  ];
  return {
    ...(clusterId === undefined ? {} : {clusterId}),
    formerClusterIds: [...new Set(former)].filter(id => id !== clusterId),
    undoneClusterIds: [...new Set(undone)].filter(id => id !== clusterId),
    members: names.filter(name => coming.includes(name)),
  };
}

/** The nodes as they were, but for what was changed on purpose since. */
function specBefore(facts: UndoFacts): ClusterSpec {
  const {spec, restore} = facts;
  const {undo, changes, token} = restore.spec;
  const before = changeSpec(changeSpec(spec, undo, changes), joinedChanges(facts));
  return {...before, token: token?.before ?? spec.token};
}

/** Members whose data comes back. */
function comingMembers(facts: UndoFacts): SpecNode[] {
  const names = comingNames(facts);
  return membersOf(specBefore(facts)).filter(({name}) => names.has(name) || facts.stayed.get(name) === true);
}

function undoPlan(facts: UndoFacts): PlannedStep[] {
  const {spec, proxies, record, restore, known, files} = facts;
  const after = specBefore(facts);
  const [coming, returning] = [comingMembers(facts), returningProxies(facts)];
  return [
    ...saveSteps(facts),
    ...returning.flatMap(({node}) => issueCertsSteps(spec, node)),
    ...stopSteps(facts),
    ...filesAsideSteps(facts),
    ...tokenSteps({before: spec, after}, 'give the cluster the token that it had before', files),
    ...backSwaps(facts).map(({node, swap}) => swapStep(node, swap, 'kept')),
    ...leavingDirs(facts).map(input => setAsideStep(input, facts)),
    ...joinedMembers(facts).flatMap(node => retireSteps(node, facts)),
    recordStep(recordBefore(facts, coming), record, restore.id),
    ...recordNodesSteps(known, after),
    ...startTogetherSteps(coming),
    ...(emptyNames(facts).length === 0 ? [verifyHealthStep()] : []),
    ...startStoppedSteps([...proxies, ...returning]),
  ];
}

/** Members that lack data then, each with why. */
function emptyNotices(facts: UndoFacts): string[] {
  const {stayed} = facts;
  const lost = goneDirs(facts);
  const [others, empty] = [lost.map(({node}) => node.name), emptyNames(facts)];
  const newcomers = empty.filter(name => !others.includes(name) && !stayed.has(name));
  return [
    ...lost.map(
      ({node, swap}) =>
        `${node.name} stays behind without data: ${swap.aside}, which was kept of it, is gone`,
    ),
    ...(newcomers.length === 0
      ? []
      : [
          `${newcomers.join(', ')} had no data before the restore, and ${newcomers.length === 1 ? 'has' : 'have'} none then`,
        ]),
    ...[...stayed]
      .filter(([name]) => !others.includes(name))
      .map(([name, hasData]) =>
        hasData
          ? `${name}, which the restore left out, starts on the data that it has`
          : `${name}, which the restore left out, stays behind without data: it is gone`,
      ),
    ...joinedMembers(facts).flatMap(node => joinedNotices(node, facts)),
  ];
}

function noticesOf(facts: UndoFacts): string[] {
  const {restore, revision, keptRevision, record} = facts;
  const now = revision === undefined ? 'of which no member answers' : `at revision ${revision}`;
  const was = keptRevision === undefined ? 'whose revision cannot be read' : `at revision ${keptRevision}`;
  return [
    `takes back run ${restore.id}: cluster ${record.clusterId ?? 'unknown'}, ${now}, becomes ${restore.record.undo.clusterId ?? 'what it was'} again, ${was}`,
    ...(revision === undefined
      ? ['what is there now is kept and not saved as a snapshot, since nobody answers']
      : [
          'writes since the restore are in the snapshot that is saved first, and in the directories that are kept',
        ]),
    'the revision goes back: clients that keep a copy by watching have to be restarted',
    ...emptyNotices(facts),
    ...stayingNotices(facts.files),
  ];
}

function doneText(facts: UndoFacts): string {
  const ending = `undone-${facts.runId}`;
  const swaps = [...backSwaps(facts), ...leavingDirs(facts)].map(({swap}) => swap.live);
  const place = keptPlace(
    swaps.map(live => specRelative(facts.folder, `${live}.${ending}`)),
    ending,
  );
  return [
    `Taken back: the data of before run ${facts.restore.id} is in place. What the snapshot gave is kept as ${place}`,
    `Next: ${dataLine(facts) ?? 'etcdops status'}`,
  ].join('\n');
}

/** `snapshot undo`: what the last restore put aside comes back. */
export const snapshotUndo: Workflow<Record<string, never>, UndoFacts> = {
  name: 'snapshot undo',
  question: () => 'Bring the data of before the restore back?',
  isTyped: true,
  observe: observeUndo,
  plan: (_, facts): Plan => ({
    steps: undoPlan(facts),
    refusals: [...undoRefusals(facts), ...fitRefusals(facts, specBefore(facts)), ...facts.files.refusals],
    notices: noticesOf(facts),
    done: doneText(facts),
    result: undoResult(facts, specBefore(facts)),
  }),
};
