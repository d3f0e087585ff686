import type {MembershipFacts} from '../../domain/membership/facts.js';
import {
  afterEffect,
  foreignChanges,
  foreseenNow,
  type ForeseenMember,
  type MemberEffect,
} from '../../domain/membership/foreseen.js';
import type {PlannedStep} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import type {Foreseen} from '../runs/run-context.js';
import type {ActionInputs} from '../steps/actions.js';

type MemberActions = Pick<ActionInputs, 'add-member' | 'promote-member' | 'remove-member' | 'update-member'>;

const EFFECTS: {readonly [A in keyof MemberActions]: (input: MemberActions[A]) => MemberEffect} = {
  'add-member': ({node, peerUrl, isLearner}) => ({kind: 'add', name: node, peerUrls: [peerUrl], isLearner}),
  'promote-member': ({peerUrl}) => ({kind: 'promote', peerUrl}),
  'remove-member': ({memberId}) => ({kind: 'remove', id: memberId}),
  'update-member': ({memberId, peerUrls}) => ({kind: 'update', id: memberId, peerUrls}),
};

function after(members: readonly ForeseenMember[], {action, input}: Pick<PlannedStep, 'action' | 'input'>) {
  if (!Object.hasOwn(EFFECTS, action)) return members;
  const effectOf = EFFECTS[action as keyof MemberActions] as (told: typeof input) => MemberEffect;
  return afterEffect(members, effectOf(input));
}

/**
 * Tells each step who the members are by then: as they are now, with what the steps before it change. Of a list that
 * no quorum confirms nothing is foreseen, since it may be old.
 */
export function foresee(facts: MembershipFacts, steps: readonly PlannedStep[]): PlannedStep[] {
  if (!facts.isConfirmed) return [...steps];
  let members: readonly ForeseenMember[] = foreseenNow(facts);
  return steps.map(step => {
    const foreseen = members;
    members = after(members, step);
    return {...step, foreseen};
  });
}

/** What a step was told; a run of an older etcdops tells nothing. */
export function foreseenOf({foreseen, ...step}: PlannedStep): Foreseen | undefined {
  if (foreseen === undefined) return undefined;
  const before = foreseen as readonly ForeseenMember[];
  return {before, after: after(before, step)};
}

/**
 * What somebody else has changed. The effect of the step itself may be there: it was asked for before, and nobody knew
 * whether it was made.
 */
export function changedByOthers(foreseen: Foreseen | undefined, facts: MembershipFacts): string[] {
  if (foreseen === undefined || !facts.isConfirmed) return [];
  const changes = foreignChanges(foreseen.before, facts);
  return foreignChanges(foreseen.after, facts).length === 0 ? [] : changes;
}

/** @throws E_DRIFTED */
export function assertOnlyOurs(foreseen: Foreseen | undefined, facts: MembershipFacts): void {
  const changes = changedByOthers(foreseen, facts);
  if (changes.length === 0) return;
  throw new OpsError('E_DRIFTED', `somebody else has changed the members: ${changes.join('; ')}`, {
    hints: [
      'where that is to stay: etcdops run abort, then the command from the start',
      'where not: take it back with etcdops ctl -- member, then etcdops run resume',
      'etcdops member list',
    ],
  });
}
