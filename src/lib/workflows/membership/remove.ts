import {leaderOf, votersOf} from '../../domain/membership/facts.js';
import {canRemove} from '../../domain/membership/guards.js';
import type {Verdict} from '../../domain/membership/verdict.js';
import {unitName} from '../../domain/artifacts/plan-artifacts.js';
import {observedMembers} from '../../domain/membership/observed.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import type {PlannedStep} from '../../engine/step.js';
import type {Workflow} from '../runs/workflow.js';
import {sizeText} from './add.js';
import {observeDirs, setFilesAsideStep, setMemberDataAsideSteps, stuckNotices} from './aside-steps.js';
import {endingOf} from './ending.js';
import {foresee} from './foresee.js';
import {
  afterRemoval,
  forgetStep,
  moveLeaderStep,
  removeMemberStep,
  specSteps,
  stopStep,
} from './planned-steps.js';
import {
  isHere,
  noticesOf,
  observeScene,
  otherManagerRefusals,
  refusalOf,
  sizeNotices,
  type Scene,
} from './scene.js';
import {findTarget, keyOf, withoutLead, type Target} from './target.js';

export type MemberRemoveInput = {readonly name: string};

export interface MemberRemoveFacts extends Scene {
  readonly target: Target;
}

/**
 * The member out of the cluster; nothing of its machine is touched. Who leads by then nobody knows now: any voter that
 * serves may be elected meanwhile.
 */
export function leaveSteps({members}: Scene, {name, member, node}: Target): PlannedStep[] {
  if (member === undefined) return [];
  const known = {name, key: keyOf({member, node})};
  const mayLead = member.serving && !member.isLearner;
  const leads = leaderOf(members)?.id === member.id;
  return [
    ...(mayLead ? [moveLeaderStep({...known, leads}, member.id)] : []),
    removeMemberStep(known, member.id),
  ];
}

/** With the member that it was, where it was one. */
export type Retired = Required<Pick<Target, 'node'>> & Pick<Target, 'member'>;

/**
 * A node that is no member any more: its files go aside, wherever it ran. On this machine its process ends too, and its
 * data goes aside.
 */
export function retireSteps(
  scene: Scene,
  spec: ClusterSpec,
  {node, ...target}: Retired,
): {steps: PlannedStep[]; after: ClusterSpec} {
  const local = isHere(scene, node);
  const dropped = specSteps(spec, [{drop: node.name}], {
    what: `without-${node.name}`,
    title: `take ${node.name} out of the spec`,
  });
  return {
    steps: afterRemoval(target, [
      ...(local ? [stopStep(node)] : []),
      ...dropped.steps,
      forgetStep(node),
      ...(local ? setMemberDataAsideSteps(node, scene) : []),
      setFilesAsideStep(node, scene.runId),
    ]),
    after: dropped.after,
  };
}

/** What is left to be done by hand on another machine; a gateway has no data. */
export function remoteEndLines(scene: Scene, node: SpecNode): string[] {
  if (isHere(scene, node)) return [];
  const unit = unitName(scene.spec, node);
  const data = node.role === 'gateway' ? '' : '; its data directory stays there';
  return [`on ${node.host}: sudo systemctl disable --now ${unit}${data}`];
}

/** What to say at the end, each line that is left for another machine on its own. */
export function doneWith(what: string, byHand: readonly string[]): string {
  return [what, ...byHand, 'Next: etcdops status'].join(byHand.length === 0 ? ' ' : '\n');
}

function verdictOn({members}: Scene, {member}: Target): Verdict | undefined {
  return member === undefined ? undefined : canRemove(withoutLead(members, member.id), member.id);
}

function isVoter({target}: MemberRemoveFacts): boolean {
  return target.member?.isLearner === false;
}

function votersLeft(facts: MemberRemoveFacts): number {
  return votersOf(facts.members).length - (isVoter(facts) ? 1 : 0);
}

function doneText(facts: MemberRemoveFacts): string {
  const {target} = facts;
  const byHand = target.node === undefined ? [] : remoteEndLines(facts, target.node);
  return doneWith(`${target.name} is removed: ${sizeText(votersLeft(facts))}.`, byHand);
}

/** `member remove NAME`: the leadership moves away first; its data is kept aside. */
export const memberRemove: Workflow<MemberRemoveInput, MemberRemoveFacts> = {
  name: 'member remove',
  observed: observedMembers,
  question: ({name}) => `Remove ${name} from the cluster? It cannot come back with the data that it has.`,
  async observe(context, {name}) {
    const scene = await observeScene(context);
    const target = findTarget(scene.spec, scene.members, name);
    const {node} = target;
    const dirs = await observeDirs(context, node !== undefined && isHere(scene, node) ? [node] : []);
    return {...scene, ...dirs, target};
  },
  plan(_, facts) {
    const {target, spec} = facts;
    const verdict = verdictOn(facts, target);
    const {node} = target;
    const retired = node === undefined ? [] : retireSteps(facts, spec, {...target, node}).steps;
    const left = votersLeft(facts);
    const ending = endingOf(facts, target);
    const notices = [
      ...(verdict === undefined ? [] : noticesOf(verdict)),
      ...stuckNotices(target, facts),
      ...ending.notices,
    ];
    return {
      steps: foresee(facts.members, [...leaveSteps(facts, target), ...retired, ...ending.steps]),
      refusals: [
        ...(verdict === undefined ? [] : refusalOf(verdict)),
        ...otherManagerRefusals(facts, node === undefined ? [] : [node]),
      ],
      notices: isVoter(facts) ? sizeNotices(left, notices) : notices,
      done: doneText(facts),
    };
  },
};
