import {leaderOf, votersOf, type MemberFacts, type MembershipFacts} from '../../domain/membership/facts.js';
import {canAdd, canPromote, canRemove} from '../../domain/membership/guards.js';
import {canUpdate} from '../../domain/membership/update-guards.js';
import {allowed, type Verdict} from '../../domain/membership/verdict.js';
import {clientUrlOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {PlannedStep} from '../../engine/step.js';
import {promotionSteps, votesSteps} from '../membership/add.js';
import {stuckNotices} from '../membership/aside-steps.js';
import {
  addMemberStep,
  issueCertsSteps,
  moveLeaderStep,
  specSteps,
  startNewStep,
  updateMemberStep,
  writeConfigStep,
} from '../membership/planned-steps.js';
import {leaveSteps, retireSteps} from '../membership/remove.js';
import {noticesOf, refusalOf, type Scene} from '../membership/scene.js';
import {keyOf, withoutLead, withoutMember, type Target} from '../membership/target.js';
import type {Refusal} from '../runs/workflow.js';
import {listensThere, restartMoved} from './node-changes.js';
import type {Matched} from './differences.js';
import type {ApplyFacts} from './facts.js';

/** A plan as far as it is made, with the cluster as it is by then. */
export interface Progress {
  readonly steps: readonly PlannedStep[];
  readonly facts: MembershipFacts;
  /** Nodes of the members that the cluster has by then, as far as they are known. */
  readonly nodes: readonly SpecNode[];
  readonly refusals: readonly Refusal[];
  readonly notices: readonly string[];
}

function go(
  progress: Progress,
  verdict: Verdict,
  next: Pick<Progress, 'steps' | 'facts' | 'nodes'>,
): Progress {
  return {
    steps: [...progress.steps, ...next.steps],
    facts: next.facts,
    nodes: next.nodes,
    refusals: [...progress.refusals, ...refusalOf(verdict)],
    notices: [...new Set([...progress.notices, ...noticesOf(verdict)])],
  };
}

/** The scene as it is at this point of the plan. */
function sceneAt(facts: ApplyFacts, progress: Progress): Scene {
  return {...facts, members: progress.facts};
}

export function removalSteps(facts: ApplyFacts, start: Progress, {dead}: {dead: boolean}): Progress {
  const chosen = facts.differences.removed.filter(({member}) => member.serving !== dead);
  return chosen.reduce((progress, {member, node}) => {
    const name = node?.name ?? (member.name === '' ? member.id : member.name);
    const target: Target = {name, member, ...(node === undefined ? {} : {node})};
    const scene = sceneAt(facts, progress);
    const verdict = canRemove(withoutLead(progress.facts, member.id), member.id);
    const retired = node === undefined ? [] : retireSteps(scene, facts.spec, {member, node}).steps;
    const left = node === undefined ? [] : stuckNotices(node, scene);
    return go({...progress, notices: [...progress.notices, ...left]}, verdict, {
      steps: [...leaveSteps(scene, target), ...retired],
      facts: withoutMember(progress.facts, member.id),
      nodes: progress.nodes.filter(other => other.name !== keyOf({node, member})),
    });
  }, start);
}

/** As things are once a member has changed. */
function withMember(facts: MembershipFacts, id: string, change: Partial<MemberFacts>): MembershipFacts {
  return {
    ...facts,
    members: facts.members.map(member => (member.id === id ? {...member, ...change} : member)),
  };
}

function withNode(nodes: readonly SpecNode[], node: SpecNode): SpecNode[] {
  return [...nodes.filter(({name}) => name !== node.name), node];
}

/** A member as it will be once it votes. */
function asVoter(facts: MembershipFacts, node: SpecNode, peerUrl: string): MemberFacts {
  const version = facts.version === undefined ? {} : {version: facts.version};
  return {
    id: `new:${node.name}`,
    name: node.name,
    peerUrls: [peerUrl],
    clientUrls: [],
    isLearner: node.learner === true,
    started: true,
    serving: true,
    isLeader: false,
    alarms: [],
    ...version,
  };
}

export function additionSteps(facts: ApplyFacts, start: Progress): Progress {
  return facts.differences.added.reduce((progress, node) => {
    const peerUrl = peerUrlOf(facts.spec, node)!;
    const learner: SpecNode = {...node, initialClusterState: 'existing', learner: true};
    const joined = specSteps(facts.spec, [{put: learner}], {
      what: node.name,
      title: `note in the spec that ${node.name} joins as a learner`,
    });
    const nodes = [...progress.nodes, learner];
    const voting = node.learner === true ? [] : promotionSteps(joined.after, learner).steps;
    return go(progress, canAdd(progress.facts, {peerUrl, asLearner: true}), {
      steps: [
        addMemberStep(facts.spec, learner, true),
        ...issueCertsSteps(facts.spec, learner),
        joined.steps[0]!,
        writeConfigStep(node, nodes),
        startNewStep(node),
        ...voting,
      ],
      facts: {
        ...progress.facts,
        members: [...progress.facts.members, asVoter(progress.facts, node, peerUrl)],
      },
      nodes,
    });
  }, start);
}

export function promotionStepsOf(facts: ApplyFacts, start: Progress): Progress {
  return facts.differences.promoted.reduce(
    (progress, {node, member}) =>
      go(progress, canPromote(progress.facts, member.id), {
        steps: promotionSteps(facts.spec, node).steps,
        facts: withMember(progress.facts, member.id, {isLearner: false}),
        nodes: progress.nodes,
      }),
    start,
  );
}

/** Members that vote already: just the spec has not heard of it. */
export function voteSteps({spec, differences}: ApplyFacts, start: Progress): Progress {
  const steps = differences.voting.flatMap(({node}) => votesSteps(spec, node).steps);
  return {...start, steps: [...start.steps, ...steps]};
}

/** The member itself stays as it is; just the cluster forgets the other URLs. */
function forgetUrls(progress: Progress, {node, member}: Matched, url: string): Progress {
  const verdict = canUpdate(progress.facts, member.id, [url]);
  return go(progress, verdict.answer === 'allowed' ? allowed([]) : verdict, {
    steps: [updateMemberStep(member, node, url)],
    facts: withMember(progress.facts, member.id, {peerUrls: [url]}),
    nodes: withNode(progress.nodes, node),
  });
}

/** The cluster hears of the new address first; the member takes it when it starts anew. */
export function moveSteps(facts: ApplyFacts, start: Progress): Progress {
  return facts.differences.moved.reduce((progress, {node, member}) => {
    const url = peerUrlOf(facts.spec, node)!;
    if (listensThere(facts, {node, member})) return forgetUrls(progress, {node, member}, url);
    const leads = leaderOf(progress.facts)?.id === member.id && votersOf(progress.facts).length > 1;
    const nodes = withNode(progress.nodes, node);
    const restarts = restartMoved(facts, node);
    return go(progress, canUpdate(withoutLead(progress.facts, member.id), member.id, [url]), {
      steps: [
        ...(leads ? [moveLeaderStep({name: node.name, leads}, member.id)] : []),
        updateMemberStep(member, {name: node.name, restart: restarts[0]}, url),
        writeConfigStep(node, nodes),
        ...restarts,
      ],
      facts: withMember(progress.facts, member.id, {
        peerUrls: [url],
        clientUrls: [clientUrlOf(facts.spec, node)],
      }),
      nodes,
    });
  }, start);
}
