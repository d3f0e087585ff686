import {votersOf} from '../../domain/membership/facts.js';
import {canPromote} from '../../domain/membership/guards.js';
import {observedMembers} from '../../domain/membership/observed.js';
import {peerUrlOf} from '../../domain/nodes/node-urls.js';
import type {Refusal, Workflow} from '../runs/workflow.js';
import {promotionSteps, sizeText} from './add.js';
import {endingOf} from './ending.js';
import {foresee} from './foresee.js';
import {noticesOf, observeScene, peerUrlRefusals, refusalOf, type Scene} from './scene.js';
import {findTarget, type Target} from './target.js';

export type MemberPromoteInput = {readonly name: string};

export interface MemberPromoteFacts extends Scene {
  readonly target: Target;
}

/** What is promoted must be in the spec, since its learner stands there too. */
function targetRefusals({spec}: Scene, {name, member, node}: Target): Refusal[] {
  if (member === undefined) {
    return [
      {
        code: 'E_USAGE',
        message: `${name} is no member of the cluster`,
        hints: [`etcdops member add ${name}`],
      },
    ];
  }
  if (node !== undefined) {
    const isFound = member.peerUrls.includes(peerUrlOf(spec, node)!);
    return isFound ? [] : peerUrlRefusals({spec}, {node, member});
  }
  const message = `${name} is not in the spec, so nothing could be written of it (${member.peerUrls.join(', ')})`;
  return [
    {
      code: 'E_PREFLIGHT',
      message,
      hints: [`write a member with that peer URL into the spec of ${spec.cluster}`],
    },
  ];
}

/** `member promote NAME`: a learner votes. */
export const memberPromote: Workflow<MemberPromoteInput, MemberPromoteFacts> = {
  name: 'member promote',
  observed: observedMembers,
  question: ({name}) => `Make ${name} a voter?`,
  async observe(context, {name}) {
    const scene = await observeScene(context);
    return {...scene, target: findTarget(scene.spec, scene.members, name)};
  },
  plan(_, facts) {
    const {target, spec, members} = facts;
    const {member, node} = target;
    const refusals = targetRefusals(facts, target);
    if (member === undefined || node === undefined) return {steps: [], refusals, notices: [], done: ''};
    const isVoter = !member.isLearner && node.learner !== true;
    const verdict = canPromote(members, member.id);
    const ending = endingOf(facts, {member});
    const voters = votersOf(members).length + (member.isLearner ? 1 : 0);
    return {
      steps: isVoter ? [] : foresee(members, [...promotionSteps(spec, node).steps, ...ending.steps]),
      refusals: member.isLearner ? [...refusals, ...refusalOf(verdict)] : [],
      notices: member.isLearner ? [...noticesOf(verdict), ...ending.notices] : [],
      done: `${node.name} votes: ${sizeText(voters)}. Next: etcdops status`,
    };
  },
};
