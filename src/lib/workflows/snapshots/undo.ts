import {join, relative} from 'node:path';

import {SNAPSHOTS_DIR} from '../../domain/layout/layout.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {swapBack} from '../../domain/snapshots/swaps.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {changeSpec, type SpecChange} from '../../domain/spec/spec-change.js';
import {beforeUndoName} from '../../domain/snapshots/file-name.js';
import type {PlannedStep} from '../../engine/step.js';
import {verifyHealthStep} from '../membership/planned-steps.js';
import type {Plan, Refusal, Workflow} from '../runs/workflow.js';
import type {ActionInputs, ClusterRecord, PlannedAction} from '../steps/actions.js';
import {observeUndo} from './observe-undo.js';
import {
  recordStep,
  startTogetherSteps,
  startStoppedSteps,
  stopSteps,
  swapStep,
  tokenSteps,
} from './planned-steps.js';
import {joinedMembers, joinedNotices, retireSteps} from './undo-joined.js';
import type {UndoFacts} from './undo-facts.js';

type SwapInput = ActionInputs['swap-dir'];

/** Directories that were kept and that somebody has removed since. */
function gone({restore, kept}: UndoFacts): SwapInput[] {
  return restore.swaps.filter(({swap}) => swap.hasOld && !kept.has(swap.aside));
}

/** All that they had is there: data without its log, or a log without its data, is of no use. */
function comingNames(facts: UndoFacts): Set<string> {
  const lost = new Set(gone(facts).map(({node}) => node.name));
  const had = facts.restore.swaps.filter(({swap}) => swap.kind === 'data' && swap.hasOld);
  return new Set(had.map(({node}) => node.name).filter(name => !lost.has(name)));
}

/** Those of members whose old data is there. */
function backSwaps(facts: UndoFacts): SwapInput[] {
  const coming = comingNames(facts);
  return facts.restore.swaps.flatMap(({node, swap}) => {
    const back = coming.has(node.name) ? swapBack(swap, facts.runId) : undefined;
    return back === undefined ? [] : [{node, swap: back}];
  });
}

/** What came where nothing was, or for members whose old data is gone: it fits none of what comes back. */
function leaving(facts: UndoFacts): SwapInput[] {
  const coming = comingNames(facts);
  return facts.restore.swaps.filter(({node, swap}) => !coming.has(node.name) || !swap.hasOld);
}

/** Members that have no data when all is over. */
function emptyNames(facts: UndoFacts): string[] {
  const coming = comingNames(facts);
  const names = new Set(facts.restore.swaps.map(({node}) => node.name));
  return [...names].filter(name => !coming.has(name));
}

function setAsideStep({node, swap}: SwapInput, {runId, folder}: UndoFacts): PlannedAction {
  const to = `${swap.live}.undone-${runId}`;
  return {
    id: `set-aside-${swap.kind}-dir:${node.name}`,
    title: `set aside what ${node.name} got from the snapshot as ${to}`,
    action: 'set-aside',
    input: {from: relative(folder, swap.live), to: relative(folder, to)},
  };
}

function saveSteps(facts: UndoFacts): PlannedAction[] {
  if (facts.revision === undefined) return [];
  const path = join(facts.folder, SNAPSHOTS_DIR, beforeUndoName(facts.runId));
  return [
    {
      id: 'save-snapshot',
      title: `save what the cluster holds now as ${path}`,
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
  return {
    ...(clusterId === undefined ? {} : {clusterId}),
    formerClusterIds: [...new Set(former)].filter(id => id !== clusterId),
    members: names.filter(name => coming.includes(name)),
  };
}

/** Without who joined since: the cluster that comes back does not know it. */
function specBefore(facts: UndoFacts): ClusterSpec {
  const {spec, restore} = facts;
  const {undo, changes, token} = restore.spec;
  const leaving = joinedMembers(facts).map(({name}): SpecChange => ({drop: name}));
  const before = changeSpec(changeSpec(spec, undo, changes), leaving);
  return {...before, token: token?.before ?? spec.token};
}

/** Members whose data comes back. */
function comingMembers(facts: UndoFacts): SpecNode[] {
  const names = comingNames(facts);
  return membersOf(specBefore(facts)).filter(({name}) => names.has(name));
}

function undoPlan(facts: UndoFacts): PlannedStep[] {
  const {spec, members, proxies, record} = facts;
  const coming = comingMembers(facts);
  return [
    ...saveSteps(facts),
    ...stopSteps({members, proxies}),
    ...tokenSteps(spec, specBefore(facts), 'give the cluster the token that it had before'),
    ...backSwaps(facts).map(({node, swap}) => swapStep(node, swap, 'kept')),
    ...leaving(facts).map(input => setAsideStep(input, facts)),
    ...joinedMembers(facts).flatMap(node => retireSteps(node, facts)),
    recordStep(recordBefore(facts, coming), record),
    ...startTogetherSteps(coming),
    ...(emptyNames(facts).length === 0 ? [verifyHealthStep()] : []),
    ...startStoppedSteps(proxies),
  ];
}

function goneRefusals(facts: UndoFacts): Refusal[] {
  if (comingNames(facts).size > 0) return [];
  const asides = facts.restore.swaps.map(({swap}) => swap.aside).join(', ');
  return [
    {
      code: 'E_PREFLIGHT',
      message: `nothing that run ${facts.restore.id} kept is there any more: ${asides}`,
      hints: ['put the directories back where they were', 'etcdops snapshot list'],
    },
  ];
}

/** The spec may name other directories by now, in which what comes back would be looked for in vain. */
function placeRefusals(facts: UndoFacts): Refusal[] {
  const {restore, places, portProblems} = facts;
  const moved = restore.swaps.filter(({node, swap}) => places.get(node.name)?.includes(swap.live) !== true);
  return [
    ...moved.map(({node, swap}): Refusal => ({
      code: 'E_PREFLIGHT',
      message: `run ${restore.id} restored ${node.name} in ${swap.live}, which is no directory of it in the spec any more`,
      hints: ['bring the node back into the spec as it was at the restore, then: etcdops snapshot undo'],
    })),
    ...portProblems.map((message): Refusal => ({
      code: 'E_PREFLIGHT',
      message,
      hints: ['ss -ltnp shows which process has a port'],
    })),
  ];
}

function refusalsOf(facts: UndoFacts): Refusal[] {
  const remote = facts.members.filter(({isHere}) => !isHere);
  const others = [...facts.members, ...facts.proxies].filter(({managedBy}) => managedBy === 'other');
  return [
    ...goneRefusals(facts),
    ...(remote.length === 0
      ? []
      : [
          {
            code: 'E_REMOTE_NODE' as const,
            message: `on another machine, where this release cannot take a restore back: ${remote.map(({node: {name, host}}) => `${name} (${host})`).join(', ')}`,
            hints: [
              'etcdops member remove NAME, if it joined after the restore; then: etcdops snapshot undo',
            ],
          },
        ]),
    ...others.map(({node}): Refusal => ({
      code: 'E_PREFLIGHT',
      message: `${node.name} was started by something else, which has to stop it`,
      hints: ['stop it with what started it (honcho, systemctl, docker), then the same line again'],
    })),
    ...placeRefusals(facts),
  ];
}

/** Members that lack data then, each with why. */
function emptyNotices(facts: UndoFacts): string[] {
  const lost = gone(facts);
  const newcomers = emptyNames(facts).filter(name => !lost.some(({node}) => node.name === name));
  return [
    ...lost.map(
      ({node, swap}) =>
        `${node.name} stays behind without data: ${swap.aside}, which was kept of it, is gone`,
    ),
    ...(newcomers.length === 0
      ? []
      : [`${newcomers.join(', ')} had no data before the restore, and has none then`]),
    ...joinedMembers(facts).flatMap(node => joinedNotices(node, facts)),
  ];
}

function noticesOf(facts: UndoFacts): string[] {
  const {restore, revision, keptRevision, record} = facts;
  const now = revision === undefined ? 'no member answers now' : `now: revision ${revision}`;
  const was = `kept: ${keptRevision === undefined ? 'its revision cannot be read' : `revision ${keptRevision}`}`;
  return [
    `takes back run ${restore.id}: cluster ${record.clusterId ?? 'unknown'} becomes ${restore.record.undo.clusterId ?? 'what it was'} again. ${now}; ${was}`,
    ...(revision === undefined
      ? ['what is there now is kept and not saved as a snapshot, since nobody answers']
      : [
          'writes since the restore are in the snapshot that is saved first, and in the directories that are kept',
        ]),
    'the revision goes back: clients that keep a copy by watching have to be restarted',
    ...emptyNotices(facts),
  ];
}

function doneText(facts: UndoFacts): string {
  const without = emptyNames(facts);
  return [
    `Taken back: the data of before run ${facts.restore.id} is in place. What the snapshot gave is kept in ….undone-${facts.runId}`,
    without.length === 0 ? 'Next: etcdops status' : `Next: etcdops member replace ${without[0]}`,
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
    refusals: refusalsOf(facts),
    notices: noticesOf(facts),
    done: doneText(facts),
  }),
};
