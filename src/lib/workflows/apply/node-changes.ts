import {lostDataHints, lostDataMessage} from '../../domain/cluster/lost-data.js';
import {rollOrder} from '../../domain/cluster/roll-order.js';
import {restartRefusal} from '../../domain/cluster/restart-rules.js';
import type {Voting} from '../../domain/cluster/voting.js';
import {labelOf, leaderOf, type MemberFacts, type MembershipFacts} from '../../domain/membership/facts.js';
import {revivalHints} from '../../domain/membership/preconditions.js';
import {peerUrlOf} from '../../domain/nodes/node-urls.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import type {NodeState} from '../../queries/node-states.js';
import type {PlannedStep} from '../../engine/step.js';
import {setFilesAsideStep, setProxyDataAsideSteps} from '../membership/aside-steps.js';
import {stopStep} from '../membership/planned-steps.js';
import {isHere} from '../membership/scene.js';
import type {Refusal} from '../runs/workflow.js';
import type {ActionInputs, PlannedActionOf} from '../steps/actions.js';
import {restartStep} from '../steps/restart-steps.js';
import {versionChange, type Matched} from './differences.js';
import type {ApplyFacts} from './facts.js';

/** Why a node has to start anew; undefined where it runs as the spec has it. */
export function restartReason(
  {spec, members}: ApplyFacts,
  {node, running, changes}: NodeState,
): string | undefined {
  if (running === undefined) return 'does not run';
  const member = members.members.find(({name}) => name === node.name);
  const isNewer = member !== undefined && versionChange(spec, member) === 'newer';
  const reasons = [...(isNewer ? [`etcd ${member.version} → ${spec.etcd.version}`] : []), ...changes];
  return reasons.length === 0 ? undefined : reasons.join(', ');
}

/** Whether a member listens where the spec has it already: just the cluster knows it by more peer URLs. */
export function listensThere(facts: ApplyFacts, {node, member}: Matched): boolean {
  const state = facts.states.find(other => other.node.name === node.name);
  if (state === undefined || !member.peerUrls.includes(peerUrlOf(facts.spec, node)!)) return false;
  return state.isHere
    ? restartReason(facts, state) === undefined
    : member.serving && state.changes.length === 0;
}

function isHandled({differences}: ApplyFacts, {name}: SpecNode): boolean {
  return [...differences.added, ...differences.moved.map(({node}) => node)].some(node => node.name === name);
}

/** Of members: what does not run first, then followers, the leader last. */
function rank({members}: ApplyFacts, {node, running}: NodeState): number {
  if (running === undefined) return 0;
  return leaderOf(members)?.name === node.name ? 2 : 1;
}

/** In the order of a restart. */
function inOrder(facts: ApplyFacts, states: readonly NodeState[]): NodeState[] {
  const isMember = ({node}: NodeState): boolean => node.role === 'member';
  const members = states.filter(isMember).sort((a, b) => rank(facts, a) - rank(facts, b));
  const proxies = states.filter(state => !isMember(state));
  const order = rollOrder(
    members.map(({node}) => node),
    proxies.map(({node}) => node),
  );
  return order.flatMap(({name}) => states.find(({node}) => node.name === name) ?? []);
}

/** Nodes of this machine that have to start, or to start anew, one after the other. */
export function restartSteps(facts: ApplyFacts): PlannedStep[] {
  const reasons = new Map(
    facts.states
      .filter(state => state.isHere && !isHandled(facts, state.node))
      .map(state => [state, restartReason(facts, state)] as const)
      .filter(([, reason]) => reason !== undefined),
  );
  return inOrder(facts, [...reasons.keys()]).map(state => restartStep(state, reasons.get(state)));
}

/** Nodes that nothing restarts from here, with what can be known of the files that they go by. */
export function remoteNotices({states}: ApplyFacts): string[] {
  const remote = states.filter(({isHere: here}) => !here);
  const changed = remote.filter(({changes}) => changes.length > 0);
  const written = remote.filter(({changes}) => changes.length === 0).map(({node}) => node);
  const names = written.map(({name}) => name);
  return [
    ...changed.map(
      ({node: {name, host}, changes}) =>
        `${name} is on ${host} and goes by what it was told before (${changes.join(', ')}) until its files are brought there and it restarts: etcdops up ${name} and etcdops restart ${name} show what to type`,
    ),
    ...(names.length === 0
      ? []
      : [
          `nobody sees from here by which files ${written.map(({name, host}) => `${name} (${host})`).join(', ')} ${names.length === 1 ? 'goes' : 'go'}: where they were written anew since they were brought there, ${etcdopsLine('up', ...names)} and ${etcdopsLine('restart', ...names)} show what to type`,
        ]),
  ];
}

/** The members as they are once some that did not run are started. */
function votingOf({members}: MembershipFacts, started: ReadonlySet<string>): Voting {
  return {
    nodes: members.map(member => ({
      name: labelOf(member),
      role: member.isLearner ? 'learner' : 'member',
      serving: member.serving || started.has(member.name),
    })),
  };
}

/** What to do where a restart would cost the quorum. */
function wayOut(node: string, absent: readonly MemberFacts[], steps: readonly PlannedStep[]): string[] {
  if (absent.length > 0) return revivalHints(absent);
  const moves = steps.find(({action, input}) => action === 'update-member' && input['name'] === node);
  if (moves !== undefined) {
    const [url = ''] = (moves.input as ActionInputs['update-member']).peerUrls;
    return [`with an interruption: ${etcdopsLine('member', 'update', node, '--peer-url', url)}`];
  }
  return [
    'with an interruption: etcdops render, then etcdops down, then etcdops up',
    'without one: have more members first, with etcdops member add',
  ];
}

/**
 * Which restart of a member would cost the quorum: a run that begins with it would write files and get no further.
 * @param facts the members as they are once all other steps are done
 */
export function restartRefusals(facts: MembershipFacts, steps: readonly PlannedStep[]): Refusal[] {
  const started = new Set<string>();
  const restarts = steps
    .filter(({action}) => action === 'restart-etcd')
    .map(({input}) => input as ActionInputs['restart-etcd'])
    .filter(({node}) => facts.members.some(({name}) => name === node));
  for (const {node, was} of restarts) {
    if (was === undefined) started.add(node);
    const message = was === undefined ? undefined : restartRefusal(votingOf(facts, started), node);
    if (message === undefined) continue;
    const absent = facts.members.filter(({name, serving}) => !serving && !started.has(name) && name !== node);
    return [{code: 'E_QUORUM', message, hints: wayOut(node, absent, steps)}];
  }
  return [];
}

/** Which members would come back empty: where it is known beforehand, nothing is begun. */
export function emptyRestartRefusals({lost, members}: ApplyFacts, steps: readonly PlannedStep[]): Refusal[] {
  const restarting = new Set(
    steps.filter(({action}) => action === 'restart-etcd').map(({input}) => input['node']),
  );
  const empty = lost.filter(({name}) => restarting.has(name));
  if (empty.length === 0) return [];
  return [
    {code: 'E_DATA_LOST', message: lostDataMessage(empty, members.clusterId), hints: lostDataHints(empty)},
  ];
}

/** A moved member starts anew with the address that the cluster has heard of. */
export function restartMoved(facts: ApplyFacts, node: SpecNode): PlannedActionOf<'restart-etcd'>[] {
  const state = facts.states.find(other => other.node.name === node.name);
  return state === undefined ? [] : [restartStep(state, 'its peer URL')];
}

/** Proxies that the spec has no more; those of other machines lose their files here. */
export function dropProxySteps(facts: ApplyFacts): PlannedStep[] {
  return facts.differences.droppedProxies.flatMap(node => [
    ...(isHere(facts, node) ? [stopStep(node), ...setProxyDataAsideSteps(node, facts)] : []),
    setFilesAsideStep(node, facts.runId),
  ]);
}
