import {withAwaited} from '../../domain/membership/awaited-voter.js';
import {faultTolerance} from '../../domain/cluster/quorum.js';
import {votersOf, type MemberFacts} from '../../domain/membership/facts.js';
import {canAdd} from '../../domain/membership/guards.js';
import {observedMembers} from '../../domain/membership/observed.js';
import {finishRefusal} from '../../domain/membership/preconditions.js';
import {allowed, refused, type Verdict} from '../../domain/membership/verdict.js';
import {freeBlock} from '../../domain/nodes/free-block.js';
import {hostProblem} from '../../domain/nodes/hosts.js';
import {remoteStartLines} from '../../domain/nodes/locality.js';
import {nameProblem} from '../../domain/nodes/names.js';
import {clientUrlOf, membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {plural} from '../../domain/text/plural.js';
import type {PlannedStep} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import type {Refusal, Workflow} from '../runs/workflow.js';
import {endingOf, type Ending} from './ending.js';
import {foresee} from './foresee.js';
import {checkNewNode} from './new-node-checks.js';
import {
  addMemberStep,
  issueCertsSteps,
  promoteStep,
  specSteps,
  startNewStep,
  startStep,
} from './planned-steps.js';
import {
  isHere,
  noticesOf,
  observeScene,
  peerUrlRefusals,
  refusalOf,
  sizeNotices,
  specRefusals,
  type Scene,
} from './scene.js';

export type AddMode = 'learner-first' | 'voter' | 'learner-only';

export type MemberAddInput = {
  readonly name: string;
  readonly host?: string;
  readonly mode: AddMode;
  /** Its machine need not answer here. */
  readonly allowUnreachable?: true;
};

export interface MemberAddFacts extends Scene {
  /** As it is to stand in the spec when all is done. */
  readonly node: SpecNode;
  readonly unfit: readonly Refusal[];
}

function usage(message: string, ...hints: string[]): OpsError {
  return new OpsError('E_USAGE', message, {hints});
}

/** One that the spec has already, as after an edit by hand. */
function knownMember(known: SpecNode, {name, host}: NewMember): SpecNode {
  if (known.role !== 'member') throw usage(`${name} is a ${known.role}`, `etcdops promote ${name}`);
  if (host !== undefined && host !== known.host)
    throw usage(
      `${name} is on ${known.host} in the spec, not on ${host}`,
      `on its own host: ${etcdopsLine('member', 'add', name)}`,
    );
  return {...known, initialClusterState: 'existing'};
}

type NewMember = Pick<MemberAddInput, 'name' | 'host'>;

/** The node that is to become a member: one that the spec has already, or a new one beside the others. */
export function placeMember(spec: ClusterSpec, asked: NewMember): SpecNode {
  const {name} = asked;
  const known = spec.nodes.find(node => node.name === name);
  if (known !== undefined) return knownMember(known, asked);
  const problem = nameProblem(name) ?? (asked.host === undefined ? undefined : hostProblem(asked.host));
  if (problem !== undefined) throw usage(problem, 'etcdops member add --help');
  const host = asked.host ?? membersOf(spec)[0]?.host ?? '127.0.0.1';
  const found = freeBlock(spec, host);
  if ('problem' in found) throw usage(found.problem, 'write the node with its ports into the spec first');
  return {name, role: 'member', host, ports: found.block, initialClusterState: 'existing'};
}

function existingRefusals({members, spec}: MemberAddFacts, node: SpecNode): Refusal[] {
  const url = peerUrlOf(spec, node)!;
  const isMember = members.members.some(({peerUrls, started}) => started && peerUrls.includes(url));
  if (!isMember) return [];
  return [{code: 'E_USAGE', message: `${node.name} is a member already`, hints: ['etcdops member list']}];
}

export function sizeText(voters: number): string {
  const loss = faultTolerance(voters, voters);
  return `${plural(voters, 'voter')}, ${loss === 0 ? `which ${voters === 1 ? 'bears' : 'bear'} no failure` : `which bear the loss of ${loss}`}`;
}

function doneText(facts: MemberAddFacts, mode: AddMode): string {
  const {node, spec} = facts;
  if (!isHere(facts, node)) {
    const lines = remoteStartLines(spec, node).map(line => `  ${line}`);
    const votes = !joinsAsLearner(facts, mode);
    return [
      `${node.name} may join. On this machine type:`,
      ...lines,
      votes ? 'then: etcdops status' : `then: etcdops member promote ${node.name}`,
    ].join('\n');
  }
  const voters = votersOf(othersOf(facts).members).length;
  if (mode === 'learner-only')
    return `${node.name} is a learner: it has the data and does not vote. Next: etcdops member promote ${node.name}`;
  return `${node.name} (${clientUrlOf(spec, node)}) is a member: ${sizeText(voters + 1)}. Next: etcdops status`;
}

/** The spec follows a learner that has come to vote. */
export function votesSteps(spec: ClusterSpec, node: SpecNode): {steps: PlannedStep[]; after: ClusterSpec} {
  const {learner: _, ...voter} = node;
  return specSteps(spec, [{put: voter}], {
    what: `${node.name}-votes`,
    title: `write into the spec that ${node.name} votes`,
  });
}

/** From a learner to a voter, with the spec in step. */
export function promotionSteps(
  spec: ClusterSpec,
  node: SpecNode,
): {steps: PlannedStep[]; after: ClusterSpec} {
  const {steps, after} = votesSteps(spec, node);
  return {steps: [promoteStep(spec, node), ...steps], after};
}

/** The member itself, which somebody has added and nobody has started: what is left of that is done. */
function halfAdded({members, spec, node}: MemberAddFacts): MemberFacts | undefined {
  const url = peerUrlOf(spec, node)!;
  return members.members.find(({started, peerUrls}) => !started && peerUrls.includes(url));
}

function joinsAsLearner(facts: MemberAddFacts, mode: AddMode): boolean {
  return halfAdded(facts)?.isLearner ?? mode !== 'voter';
}

/** Whether it may be added, or gone on with. */
function verdictOn(facts: MemberAddFacts, mode: AddMode): Verdict {
  const {members, spec, node} = facts;
  const half = halfAdded(facts);
  if (half?.isLearner === false && mode === 'learner-only')
    return refused(`${facts.node.name} was added as a voter`, `etcdops member add ${facts.node.name}`);
  if (half === undefined)
    return canAdd(members, {peerUrl: peerUrlOf(spec, node)!, asLearner: mode !== 'voter'});
  return finishRefusal(members, half.id) ?? allowed([]);
}

/** It is started as the spec has it, and etcd takes it only by all the peer URLs that it was added with. */
function halfAddedRefusals(facts: MemberAddFacts): Refusal[] {
  const member = halfAdded(facts);
  if (member === undefined) return [];
  return peerUrlRefusals(facts, {node: facts.node, member}, peerUrl => [
    etcdopsLine('ctl', '--', 'member', 'update', member.id, `--peer-urls=${peerUrl}`),
  ]);
}

/** All but the one that is about to join. */
function othersOf(facts: MemberAddFacts): Scene {
  const {members} = facts;
  const half = halfAdded(facts);
  return {...facts, members: {...members, members: members.members.filter(({id}) => id !== half?.id)}};
}

/** Where the quorum comes back by the change, proxies are told of the members once those agree. */
function endOf(facts: MemberAddFacts): Ending {
  const members = withAwaited(facts.members);
  const {steps, notices} = endingOf({...facts, members}, {member: halfAdded(facts)});
  const isLate = members !== facts.members;
  return {steps: isLate ? [...steps.slice(-1), ...steps.slice(0, -1)] : steps, notices};
}

/** Of a voter that somebody else has added: stopped again it would be missing, and beside a single one nobody could remove it. */
function startForGood(node: SpecNode): PlannedStep {
  return {...startStep(node), pointOfNoReturn: true};
}

function planSteps(facts: MemberAddFacts, mode: AddMode): PlannedStep[] {
  const half = halfAdded(facts);
  const isLearner = joinsAsLearner(facts, mode);
  const node: SpecNode = isLearner ? {...facts.node, learner: true} : facts.node;
  const title = `write ${node.name} into the spec`;
  const joined = specSteps(facts.spec, [{put: node}], {what: node.name, title});
  const certificates = issueCertsSteps(facts.spec, node);
  const adding = [
    ...(half !== undefined ? [] : [addMemberStep(facts.spec, node, isLearner)]),
    ...certificates,
    ...joined.steps,
  ];
  // What runs elsewhere is started by hand, and promoted when it is.
  if (!isHere(facts, node)) return adding;
  const started = [...adding, half?.isLearner === false ? startForGood(node) : startNewStep(node)];
  if (mode === 'learner-only') return started;
  const voting = isLearner ? promotionSteps(joined.after, node).steps : [];
  return [...started, ...voting, ...endOf(facts).steps];
}

/** `member add NAME`: as a learner first, so that the quorum never counts on a member that has nothing yet. */
export const memberAdd: Workflow<MemberAddInput, MemberAddFacts> = {
  name: 'member add',
  observed: observedMembers,
  question: ({name}) => `Add ${name} to the cluster?`,
  async observe(context, input) {
    const scene = await observeScene(context);
    const node = placeMember(scene.spec, input);
    const reach = {allowUnreachable: input.allowUnreachable === true};
    return {...scene, node, unfit: await checkNewNode(context, {node, joins: scene.members, ...reach})};
  },
  plan({mode, name}, facts) {
    const {node, members, unfit} = facts;
    const verdict = verdictOn(facts, mode);
    const voters = votersOf(othersOf(facts).members).length + 1;
    const known = existingRefusals(facts, node);
    const notices = [...noticesOf(verdict), ...(isHere(facts, node) ? endOf(facts).notices : [])];
    return {
      steps: foresee(members, planSteps(facts, mode)),
      refusals:
        known.length > 0
          ? known
          : [
              ...refusalOf(verdict),
              ...halfAddedRefusals(facts),
              ...specRefusals(othersOf(facts), [name]),
              ...unfit,
            ],
      notices: mode === 'learner-only' ? noticesOf(verdict) : sizeNotices(voters, notices),
      done: doneText(facts, mode),
    };
  },
};
