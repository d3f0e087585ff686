import {quorumOf} from '../../src/lib/domain/cluster/quorum.js';
import type {ForeseenMember} from '../../src/lib/domain/membership/foreseen.js';
import type {MembershipFacts} from '../../src/lib/domain/membership/facts.js';
import type {PlannedStep} from '../../src/lib/engine/step.js';
import {foreseenOf} from '../../src/lib/workflows/membership/foresee.js';
import type {ActionInputs, PlannedAction} from '../../src/lib/workflows/steps/actions.js';
import type {Plan} from '../../src/lib/workflows/runs/workflow.js';

/** What a step costs the members that serve, by name. */
type Move = (serving: Set<string>, step: PlannedStep) => void;

function input<A extends PlannedAction['action']>(_: A, step: PlannedStep): ActionInputs[A] {
  return step.input as unknown as ActionInputs[A];
}

/** Members that stop serving, or serve, by a step; the others change nothing of it. */
const AWAY: Readonly<Record<string, Move>> = {
  'stop-etcd': (serving, step) => void serving.delete(input('stop-etcd', step).node.name),
  'update-member': (serving, step) => void serving.delete(input('update-member', step).name),
  'restart-etcd': (serving, step) => void serving.delete(input('restart-etcd', step).node),
  'roll-etcd': (serving, step) => void serving.delete(input('roll-etcd', step).node),
};
const BACK: Readonly<Record<string, Move>> = {
  'start-etcd': (serving, step) => void serving.add(input('start-etcd', step).node),
  'restart-etcd': (serving, step) => void serving.add(input('restart-etcd', step).node),
  'roll-etcd': (serving, step) => void serving.add(input('roll-etcd', step).node),
};

function hasQuorum(members: readonly ForeseenMember[], serving: ReadonlySet<string>): boolean {
  const voters = members.filter(({isLearner}) => !isLearner);
  return voters.filter(({name}) => serving.has(name)).length >= quorumOf(voters.length);
}

/**
 * Goes through a plan as it is foreseen, from the members that serve now: ids of the steps with which, or during which,
 * fewer voters serve than agree on anything. Those of a quorum that was lost before do not count until it is back.
 */
export function stepsWithoutQuorum(facts: MembershipFacts, {steps}: Plan): string[] {
  const serving = new Set(facts.members.filter(member => member.serving).map(({name}) => name));
  let had = hasQuorum(facts.members, serving);
  return steps.flatMap(step => {
    const members = foreseenOf(step)?.after ?? facts.members;
    AWAY[step.action]?.(serving, step);
    const isKept = hasQuorum(members, serving);
    BACK[step.action]?.(serving, step);
    const isLost = had && !isKept;
    had ||= hasQuorum(members, serving);
    return isLost ? [step.id] : [];
  });
}
