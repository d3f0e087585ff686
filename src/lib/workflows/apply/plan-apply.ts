import {votersOf, type MemberFacts} from '../../domain/membership/facts.js';
import {clientUrlOf} from '../../domain/nodes/node-urls.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {PlannedStep} from '../../engine/step.js';
import {sizeText} from '../membership/add.js';
import {absentNotices, remoteProxyNotices, type Ending} from '../membership/ending.js';
import {foresee} from '../membership/foresee.js';
import {
  issueCertsSteps,
  syncProxySteps,
  verifyHealthStep,
  writeEndpointsSteps,
} from '../membership/planned-steps.js';
import {doneWith, remoteEndLines} from '../membership/remove.js';
import {isHere, listedProxies, sizeNotices} from '../membership/scene.js';
import {keyOf} from '../membership/target.js';
import type {Plan} from '../runs/workflow.js';
import {asNodes} from './as-node.js';
import {leavingNodes, type Matched} from './differences.js';
import type {ApplyFacts} from './facts.js';
import {
  additionSteps,
  moveSteps,
  promotionStepsOf,
  removalSteps,
  voteSteps,
  type Progress,
} from './member-changes.js';
import {
  dropProxySteps,
  emptyRestartRefusals,
  remoteNotices,
  restartRefusals,
  restartSteps,
} from './node-changes.js';
import {applyRefusals} from './refusals.js';

type Part = (facts: ApplyFacts, progress: Progress) => Progress;

/** What is gone and dead first, since it only counts against the quorum; the living leave when the new ones vote. */
const MEMBER_PARTS: readonly Part[] = [
  (facts, progress) => removalSteps(facts, progress, {dead: true}),
  voteSteps,
  promotionStepsOf,
  additionSteps,
  (facts, progress) => removalSteps(facts, progress, {dead: false}),
  moveSteps,
];

/** Members that are there already get what they lack before anything restarts; new ones with their own steps. */
function certificateSteps({lackingCertificates, spec, differences}: ApplyFacts): PlannedStep[] {
  const added = new Set(differences.added.map(({name}) => name));
  return spec.nodes
    .filter(({name}) => lackingCertificates.includes(name) && !added.has(name))
    .flatMap(node => issueCertsSteps(spec, node));
}

const RENDER: PlannedStep = {
  id: 'render-files',
  title: 'write the files as the spec has them',
  action: 'render-files',
  input: {},
};

const RECORD: PlannedStep = {
  id: 'record-nodes',
  title: 'note which nodes there are',
  action: 'record-nodes',
  input: {},
};

/** Members that do not serve and that are not started either. */
function leftAbsent({differences: {same}}: ApplyFacts, restarts: readonly PlannedStep[]): MemberFacts[] {
  const started = restarts.map(({input}) => input['node']);
  return same.flatMap(({node, member}) => (member.serving || started.includes(node.name) ? [] : [member]));
}

/** Nodes for the members that there are now, of which one that joins has to name the peer URLs that they have now. */
function memberNodes({differences: {same, moved, removed}}: ApplyFacts): SpecNode[] {
  return [
    ...same.map(({node}) => node),
    ...moved.flatMap(({node, member}) => asNodes(node.name, member)),
    ...removed.flatMap(({node, member}) => asNodes(keyOf({node, member}), member)),
  ];
}

function hasMoved({differences: {same}, spec}: ApplyFacts): boolean {
  return same.some(
    ({node, member: {clientUrls}}: Matched) =>
      clientUrls.length > 0 && !clientUrls.includes(clientUrlOf(spec, node)),
  );
}

/** Whether members come, go or vote, or are found elsewhere by their clients. */
function changesMembers(facts: ApplyFacts, {steps}: Progress): boolean {
  return steps.length > 0 || hasMoved(facts);
}

/**
 * A proxy with a list of its own that starts anew anyway is to do so once, with the members of then. Where clients find
 * a member elsewhere only once that has started anew, the list cannot be written before.
 */
function writtenBefore(facts: ApplyFacts, members: Progress, restarts: readonly PlannedStep[]): SpecNode[] {
  if (members.steps.length === 0 || hasMoved(facts)) return [];
  return listedProxies(facts).filter(
    ({name, settings}) =>
      settings?.['endpoints'] !== undefined && restarts.some(({input}) => input['node'] === name),
  );
}

/** Proxies with a list of their own in the spec hear of that in no other way; all of this machine run by then. */
function proxyEnding(facts: ApplyFacts, members: Progress, written: readonly SpecNode[]): Ending {
  const proxies = changesMembers(facts, members) ? listedProxies(facts) : [];
  return {
    steps: syncProxySteps(proxies.filter(node => isHere(facts, node) && !written.includes(node))),
    notices: remoteProxyNotices(facts, proxies),
  };
}

/** The ordered steps from the cluster as it runs to the spec as it stands. Pure. */
export function planApply(facts: ApplyFacts): Plan {
  const start: Progress = {
    steps: [],
    facts: facts.members,
    nodes: memberNodes(facts),
    refusals: [],
    notices: [],
  };
  const members = MEMBER_PARTS.reduce((progress, part) => part(facts, progress), start);
  const size = votersOf(members.facts).length;
  const restarts = restartSteps(facts);
  const absent = leftAbsent(facts, restarts);
  const written = writtenBefore(facts, members, restarts);
  const proxies = proxyEnding(facts, members, written);
  const remote = remoteNotices(facts);
  const byHand = leavingNodes(facts.differences).flatMap(node => remoteEndLines(facts, node));
  const what = remote.length + byHand.length === 0 ? 'The cluster' : 'What is on this machine';
  const notices = [
    ...members.notices,
    ...absentNotices(absent),
    ...proxies.notices,
    ...remote,
    ...byHand.map(line => `afterwards, ${line}`),
  ];
  return {
    steps: foresee(facts.members, [
      ...certificateSteps(facts),
      ...members.steps,
      RENDER,
      ...dropProxySteps(facts),
      ...writeEndpointsSteps(written),
      ...restarts,
      ...proxies.steps,
      RECORD,
      verifyHealthStep(absent),
    ]),
    refusals: [
      ...applyRefusals(facts),
      ...emptyRestartRefusals(facts, [...members.steps, ...restarts]),
      ...members.refusals,
      ...restartRefusals(members.facts, [...members.steps, ...restarts]),
      ...facts.unfit,
    ],
    notices: size === votersOf(facts.members).length ? notices : sizeNotices(size, notices),
    done: doneWith(`${what} is as the spec has it: ${sizeText(size)}.`, byHand),
  };
}
