import {join} from 'node:path';

import {SNAPSHOTS_DIR} from '../../domain/layout/layout.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {swapBack} from '../../domain/snapshots/swaps.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {changeSpec} from '../../domain/spec/spec-change.js';
import type {PlannedStep} from '../../engine/step.js';
import {verifyHealthStep} from '../membership/planned-steps.js';
import type {Plan, Refusal, Workflow} from '../runs/workflow.js';
import type {ActionInputs, ClusterRecord, PlannedAction} from '../steps/actions.js';
import {observeUndo} from './observe-undo.js';
import {
  recordStep,
  startMemberSteps,
  startProxySteps,
  stopSteps,
  swapStep,
  tokenSteps,
} from './restore-steps.js';
import type {UndoFacts} from './undo-facts.js';

type SwapInput = ActionInputs['swap-dir'];

/** Those whose old data is there. */
function backSwaps({restore, kept, runId}: UndoFacts): SwapInput[] {
  return restore.swaps.flatMap(({node, swap}) => {
    const back = kept.has(swap.aside) ? swapBack(swap, runId) : undefined;
    return back === undefined ? [] : [{node, swap: back}];
  });
}

/** Members that had no data before: the restored one fits none of what comes back. */
function newcomers({restore}: UndoFacts): SwapInput[] {
  return restore.swaps.filter(({swap}) => !swap.hasOld);
}

function setAsideStep({node, swap}: SwapInput, {runId, folder}: UndoFacts): PlannedAction {
  const to = `${swap.live}.undone-${runId}`;
  const relative = (path: string): string =>
    path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  return {
    id: `set-aside-${swap.kind}-dir:${node.name}`,
    title: `set aside what ${node.name} got from the snapshot as ${to}`,
    action: 'set-aside',
    input: {from: relative(swap.live), to: relative(to)},
  };
}

function saveSteps(facts: UndoFacts): PlannedAction[] {
  if (facts.revision === undefined) return [];
  const path = join(facts.folder, SNAPSHOTS_DIR, `before-undo-${facts.runId}.db`);
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

function specBefore({spec, restore: {spec: written}}: UndoFacts): ClusterSpec {
  const nodes = changeSpec(spec, written.undo, written.changes);
  return {...nodes, token: written.token?.before ?? spec.token};
}

/** Members whose data comes back. */
function comingMembers(facts: UndoFacts): SpecNode[] {
  const names = new Set(backSwaps(facts).map(({node}) => node.name));
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
    ...newcomers(facts).map(input => setAsideStep(input, facts)),
    recordStep(recordBefore(facts, coming), record),
    ...startMemberSteps(coming),
    ...(newcomers(facts).length === 0 ? [verifyHealthStep()] : []),
    ...startProxySteps(proxies),
  ];
}

function refusalsOf(facts: UndoFacts): Refusal[] {
  const {restore, kept, members, proxies} = facts;
  const gone = restore.swaps.filter(({swap}) => swap.hasOld && !kept.has(swap.aside));
  const nothing = gone.length === restore.swaps.length || backSwaps(facts).length === 0;
  const others = [...members, ...proxies].filter(({managedBy}) => managedBy === 'other');
  return [
    ...(nothing
      ? [
          {
            code: 'E_PREFLIGHT' as const,
            message: `nothing that run ${restore.id} kept is there any more: ${restore.swaps.map(({swap}) => swap.aside).join(', ')}`,
            hints: ['put the directories back where they were', 'etcdops snapshot list'],
          },
        ]
      : []),
    ...others.map(({node}): Refusal => ({
      code: 'E_PREFLIGHT',
      message: `${node.name} was started by something else, which has to stop it`,
      hints: ['stop it with what started it (honcho, systemctl, docker), then the same line again'],
    })),
  ];
}

function noticesOf(facts: UndoFacts): string[] {
  const {restore, revision, keptRevision, record} = facts;
  const now = revision === undefined ? 'no member answers now' : `now: revision ${revision}`;
  const was = `kept: ${keptRevision === undefined ? 'its revision cannot be read' : `revision ${keptRevision}`}`;
  const without = newcomers(facts).map(({node}) => node.name);
  return [
    `takes back run ${restore.id}: cluster ${record.clusterId ?? 'unknown'} becomes ${restore.record.undo.clusterId ?? 'what it was'} again. ${now}; ${was}`,
    ...(revision === undefined
      ? ['what is there now is kept and not saved as a snapshot, since nobody answers']
      : [
          'writes since the restore are in the snapshot that is saved first, and in the directories that are kept',
        ]),
    'the revision goes back: clients that keep a copy by watching have to be restarted',
    ...(without.length === 0
      ? []
      : [`${without.join(', ')} had no data before the restore, and has none then`]),
  ];
}

function doneText(facts: UndoFacts): string {
  const without = [...new Set(newcomers(facts).map(({node}) => node.name))];
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
