import {leaderOf, votersOf} from '../../domain/membership/facts.js';
import {canAdd, canRemove} from '../../domain/membership/guards.js';
import {observedMembers} from '../../domain/membership/observed.js';
import {peerUrlOf} from '../../domain/nodes/node-urls.js';
import {remoteStartLines} from '../../domain/nodes/locality.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {PlannedStep} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import type {Plan, Refusal, Workflow} from '../runs/workflow.js';
import {promotionSteps, sizeText} from './add.js';
import {observeDirs, setMemberDataAsideSteps, stuckNotices} from './aside-steps.js';
import {endingOf, endingSyncSteps, type Ending} from './ending.js';
import {foresee} from './foresee.js';
import {checkNewNode} from './new-node-checks.js';
import {
  addMemberStep,
  afterRemoval,
  issueCertsSteps,
  forgetStep,
  specSteps,
  startNewStep,
  stopForStep,
} from './planned-steps.js';
import {placeNew, type Replacement} from './place-new.js';
import {leaveSteps, remoteEndLines, retireSteps} from './remove.js';
import {isAddFirst, isLearner, saveSteps, savedBefore, type Replaced} from './replace-snapshot.js';
import {
  isHere,
  listedProxies,
  noticesOf,
  observeScene,
  otherManagerRefusals,
  refusalOf,
  specRefusals,
  type Scene,
} from './scene.js';
import {findTarget, withoutLead, withoutMember} from './target.js';

export type MemberReplaceInput = Replacement & {
  /** The machine of the new one need not answer here. */
  readonly allowUnreachable?: true;
  /** No snapshot is saved before. */
  readonly noSnapshot?: true;
};

export interface MemberReplaceFacts extends Scene, Replaced {
  readonly unfit: readonly Refusal[];
}

/** The new one, from a learner to a voter, once the cluster knows of it. */
function joinSteps(facts: MemberReplaceFacts, spec: MemberReplaceFacts['spec']) {
  const learner: SpecNode = {...facts.node, learner: true};
  const joined = specSteps(spec, [{put: learner}], {
    what: learner.name,
    title: `write ${learner.name} as a learner into the spec`,
  });
  const adding: PlannedStep[] = [
    addMemberStep(spec, learner, true),
    ...issueCertsSteps(spec, learner),
    ...joined.steps,
  ];
  if (!isHere(facts, learner)) return {steps: adding, after: joined.after};
  if (isLearner(facts)) return {steps: [...adding, startNewStep(learner)], after: joined.after};
  const voting = promotionSteps(joined.after, learner);
  return {steps: [...adding, startNewStep(learner), ...voting.steps], after: voting.after};
}

/** Dead, or in its own place: the old one goes first, since a member that is counted and not there helps nobody. */
function removeFirst(facts: MemberReplaceFacts): PlannedStep[] {
  const {target, spec} = facts;
  const leaving = [...saveSteps(facts), ...leaveSteps(facts, target)];
  if (facts.node.name !== target.name) {
    const retired = retireSteps(facts, spec, target);
    return [...leaving, ...retired.steps, ...joinSteps(facts, retired.after).steps];
  }
  const local = isHere(facts, target.node);
  return [
    ...leaving,
    ...afterRemoval(target, [
      ...(local ? [stopForStep(target.node, facts.node)] : []),
      forgetStep(target.node),
      ...(local ? setMemberDataAsideSteps(target.node, facts) : []),
    ]),
    ...joinSteps(facts, spec).steps,
  ];
}

/**
 * Living, with another one in its place: the new one is in before the old one leaves. What runs elsewhere is started by
 * hand, and until it votes the old one stays.
 */
function addFirst(facts: MemberReplaceFacts): PlannedStep[] {
  const joined = joinSteps(facts, facts.spec);
  if (!isHere(facts, facts.node)) return joined.steps;
  return [
    ...joined.steps,
    ...leaveSteps(facts, facts.target),
    ...retireSteps(facts, joined.after, facts.target).steps,
  ];
}

function planSteps(facts: MemberReplaceFacts, ending: Ending): PlannedStep[] {
  const isStarted = isHere(facts, facts.node);
  if (isAddFirst(facts)) return isStarted ? [...addFirst(facts), ...ending.steps] : addFirst(facts);
  // Until somebody has started the new one, not all can be healthy.
  const last = isStarted ? ending.steps : endingSyncSteps(facts, listedProxies(facts));
  return [...removeFirst(facts), ...last];
}

function guardRefusals(facts: MemberReplaceFacts): {refusals: Refusal[]; notices: string[]} {
  const {target, members, spec, node} = facts;
  const addition = {peerUrl: peerUrlOf(spec, node)!, asLearner: true};
  if (isAddFirst(facts)) {
    const verdict = canAdd(members, addition);
    return {refusals: refusalOf(verdict), notices: []};
  }
  const id = target.member?.id;
  if (id === undefined) {
    const verdict = canAdd(members, addition);
    return {refusals: refusalOf(verdict), notices: []};
  }
  const leaving = canRemove(withoutLead(members, id), id);
  const refusals = refusalOf(leaving);
  // Of a cluster that may not lose the member there is nothing more to be said.
  const joining = refusals.length > 0 ? [] : refusalOf(canAdd(withoutMember(members, id), addition));
  return {refusals: [...refusals, ...joining], notices: [...noticesOf(leaving)]};
}

function doneText(facts: MemberReplaceFacts): string {
  const {target, node, spec, members} = facts;
  const byHand = target.name === node.name ? [] : remoteEndLines(facts, target.node);
  if (!isHere(facts, node)) {
    const lines = remoteStartLines(spec, node).map(line => `  ${line}`);
    const stays = isAddFirst(facts);
    return [
      ...(stays ? [] : byHand),
      `${node.name} may join, with an empty data directory. On this machine type:`,
      ...lines,
      ...(isLearner(facts) ? [] : [`then: etcdops member promote ${node.name}`]),
      ...(stays
        ? [`then, as ${target.name} goes on until it is removed: etcdops member remove ${target.name}`]
        : []),
    ].join('\n');
  }
  const what =
    target.name === node.name ? `${node.name} is new` : `${node.name} has taken the place of ${target.name}`;
  // It may have been no member before the run.
  const others = votersOf(members).filter(({id}) => id !== target.member?.id);
  const then = isLearner(facts)
    ? `a learner, as before. Next: etcdops member promote ${node.name}`
    : `${sizeText(others.length + 1)}. Next: etcdops status`;
  return [...byHand, `${what}: ${then}`].join('\n');
}

/** Of a voter that serves and is away for a while. */
function awayNotices({target, node, members}: MemberReplaceFacts): string[] {
  const {name, member} = target;
  if (name !== node.name || member === undefined || member.isLearner || !member.serving) return [];
  const leads = leaderOf(members)?.id === member.id ? ' and leads' : '';
  return [`${name} serves${leads}: until it is back the cluster has one voter less`];
}

function leftNotices(facts: MemberReplaceFacts): string[] {
  return facts.node.name === facts.target.name ? [] : stuckNotices(facts.target, facts);
}

/** `member replace NAME [--with NEW]` */
export const memberReplace: Workflow<MemberReplaceInput, MemberReplaceFacts> = {
  name: 'member replace',
  observed: observedMembers,
  question: ({name, with: other}) =>
    other === undefined ? `Replace ${name}? It fetches all data anew.` : `Replace ${name} with ${other}?`,
  async observe(context, input) {
    const scene = await observeScene(context);
    const target = findTarget(scene.spec, scene.members, input.name);
    const {node: old} = target;
    if (old === undefined) {
      throw new OpsError(
        'E_NODE_UNKNOWN',
        `${target.name} is not in the spec, so nothing is known to replace it with`,
        {
          hints: [`etcdops member remove ${target.member?.id ?? target.name}`, 'etcdops member add NAME'],
        },
      );
    }
    const node = placeNew(scene.spec, input, old);
    const takesOver = node.name === old.name;
    const savesSnapshot = input.noSnapshot !== true;
    const dirs = await observeDirs(context, isHere(scene, old) ? [old] : []);
    const replaced = {...scene, ...dirs, target: {...target, node: old}, node, savesSnapshot};
    const saves = savedBefore(replaced, context.folder);
    const unfit = await checkNewNode(context, {
      ...{node, joins: scene.members, takesOver, saves},
      ...(takesOver ? {holder: old} : {}),
      allowUnreachable: input.allowUnreachable === true,
    });
    return {...replaced, unfit};
  },
  plan(_, facts): Plan {
    const {target, node, unfit} = facts;
    const {refusals, notices} = guardRefusals(facts);
    // A new one that nobody has started yet changes nothing for the clients.
    const isLater = isAddFirst(facts) && !isHere(facts, node);
    const ending = endingOf(facts, {...target, ...(isLater ? {proxies: []} : {})});
    return {
      steps: foresee(facts.members, planSteps(facts, ending)),
      refusals: [
        ...refusals,
        ...otherManagerRefusals(facts, [target.node]),
        // The old one is a member still when the new one joins before it leaves.
        ...specRefusals(facts, [...(isAddFirst(facts) ? [] : [target.name]), node.name]),
        ...unfit,
      ],
      notices: [...notices, ...awayNotices(facts), ...leftNotices(facts), ...ending.notices],
      done: doneText(facts),
    };
  },
};
