import {has} from '../../domain/etcd-version/capabilities.js';
import {canAdd} from '../../domain/membership/guards.js';
import {votersOf} from '../../domain/membership/facts.js';
import {observedMembers} from '../../domain/membership/observed.js';
import {nameProblem} from '../../domain/nodes/names.js';
import {clientUrlOf, membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import {memberPorts} from '../../domain/nodes/member-ports.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import type {SpecChange} from '../../domain/spec/spec-change.js';
import type {PlannedStep} from '../../engine/step.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {OpsError} from '../../errors/ops-error.js';
import {launchOf} from '../../queries/node-launch.js';
import {selectNodes} from '../../queries/select-nodes.js';
import type {Refusal, Workflow} from '../runs/workflow.js';
import {promotionSteps, sizeText} from './add.js';
import {observeDirs, setFilesAsideStep, setProxyDataAsideSteps} from './aside-steps.js';
import {endingOf, type Ending} from './ending.js';
import {foresee} from './foresee.js';
import {checkNewNode} from './new-node-checks.js';
import {addMemberStep, issueCertsSteps, specSteps, startNewStep, stopForStep} from './planned-steps.js';
import {
  isHere,
  listedProxies,
  noticesOf,
  observeScene,
  refusalOf,
  sizeNotices,
  specRefusals,
  type Scene,
} from './scene.js';

export type PromoteInput = {
  readonly name: string;
  readonly as?: string;
  readonly dropNamespace: boolean;
  readonly newClientUrl: boolean;
};

export interface PromoteProxyFacts extends Scene {
  readonly proxy: SpecNode;
  readonly managedByOther: boolean;
  /** The member that takes the proxy's address, as it is to stand in the spec when all is done. */
  readonly node: SpecNode;
  readonly unfit: readonly Refusal[];
}

/** As a member on the address of the proxy. What a proxy is told of its own kind means nothing to a member. */
export function memberInPlaceOf(spec: ClusterSpec, proxy: SpecNode, name: string): SpecNode {
  const {host, listen, walDir, sans, tls, dataDir, role} = proxy;
  const kept = {listen, walDir, sans, tls, dataDir: name === proxy.name ? dataDir : undefined};
  // Else its /v2 would answer 404 to those who used the proxy.
  const settings =
    role === 'v2-proxy' && has(spec.etcd.version, 'enableV2') ? {'enable-v2': true} : undefined;
  return {
    name,
    role: 'member',
    host,
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
    ports: memberPorts(spec, proxy),
    initialClusterState: 'existing',
    ...(settings === undefined ? {} : {settings}),
  };
}

/**
 * The last v2 proxy goes, and with it the reason for which members speak v2. Their clients may have come to rely on it,
 * so that it stays until somebody says otherwise.
 */
function keptV2(spec: ClusterSpec, proxy: SpecNode): SpecChange[] {
  const isLast = proxy.role === 'v2-proxy' && spec.nodes.filter(({role}) => role === 'v2-proxy').length === 1;
  const isSaid = spec.settings?.['enable-v2'] !== undefined;
  if (!isLast || isSaid || !has(spec.etcd.version, 'enableV2')) return [];
  return membersOf(spec)
    .filter(({settings}) => settings?.['enable-v2'] === undefined)
    .map(node => ({put: {...node, settings: {...node.settings, 'enable-v2': true}}}));
}

/** The member stands where the proxy stood. */
function changesFor(spec: ClusterSpec, proxy: SpecNode, member: SpecNode): SpecChange[] {
  const dropped: SpecChange[] = member.name === proxy.name ? [] : [{drop: proxy.name}];
  return [...dropped, {put: member}, ...keptV2(spec, proxy)];
}

function setAsideSteps(facts: PromoteProxyFacts): PlannedStep[] {
  const {proxy, node, runId} = facts;
  const renamed = node.name === proxy.name ? [] : [setFilesAsideStep(proxy, runId)];
  return [...setProxyDataAsideSteps(proxy, facts), ...renamed];
}

function ending(facts: PromoteProxyFacts): Ending {
  return endingOf(facts, {proxies: listedProxies(facts).filter(({name}) => name !== facts.proxy.name)});
}

function planSteps(facts: PromoteProxyFacts): PlannedStep[] {
  const {spec, proxy} = facts;
  const learner: SpecNode = {...facts.node, learner: true};
  const title = `write ${learner.name} as a learner into the spec, in place of the proxy`;
  const changes = changesFor(spec, proxy, learner);
  const joined = specSteps(spec, changes, {what: learner.name, title});
  return [
    addMemberStep(spec, learner, true),
    ...issueCertsSteps(spec, learner),
    stopForStep(proxy, learner, `stop the proxy ${proxy.name}: its address is the member's from here on`),
    ...joined.steps,
    ...setAsideSteps(facts),
    startNewStep(learner),
    ...promotionSteps(joined.after, learner).steps,
    ...ending(facts).steps,
  ];
}

/** What clients of the proxy would meet and not expect. */
function clientRefusals(
  {name, dropNamespace, newClientUrl}: PromoteInput,
  {proxy}: PromoteProxyFacts,
): Refusal[] {
  const namespace = proxy.settings?.['namespace'];
  const refusals: Refusal[] = [];
  if (namespace !== undefined && !dropNamespace) {
    refusals.push({
      code: 'E_PREFLIGHT',
      message: `${name} puts ${JSON.stringify(namespace)} before each key; a member does not, so its clients would see and overwrite other keys`,
      hints: [`where its clients write the whole key from then on: etcdops promote ${name} --drop-namespace`],
    });
  }
  if (proxy.plainListen === true && !newClientUrl) {
    refusals.push({
      code: 'E_PREFLIGHT',
      message: `${name} takes clients without TLS; a member of this cluster does not`,
      hints: [`where its clients use https:// from then on: etcdops promote ${name} --new-client-url`],
    });
  }
  return refusals;
}

function placeRefusals(facts: PromoteProxyFacts): Refusal[] {
  const {proxy} = facts;
  const refusals: Refusal[] = [];
  if (!isHere(facts, proxy)) {
    refusals.push({
      code: 'E_REMOTE_NODE',
      message: `${proxy.name} is on ${proxy.host}, where this release can stop and start nothing`,
      hints: [`ssh ${proxy.host}, and run etcdops there, from a folder with this spec`],
    });
  }
  if (facts.managedByOther) {
    refusals.push({
      code: 'E_PREFLIGHT',
      message: `${proxy.name} was started by something else, which would start it again`,
      hints: ['stop it with what started it (honcho, systemctl, docker), then: etcdops up ' + proxy.name],
    });
  }
  return refusals;
}

function proxyNamed(spec: ClusterSpec, {name, as}: PromoteInput): SpecNode {
  const [proxy] = selectNodes(spec, [name]);
  const problem = as === undefined ? undefined : nameProblem(as);
  if (problem !== undefined)
    throw new OpsError('E_USAGE', `--as: ${problem}`, {
      hints: [`${etcdopsLine('promote', name, '--as')} NEW, for example infra3`],
    });
  if (as !== undefined && as !== name && spec.nodes.some(node => node.name === as)) {
    throw new OpsError('E_USAGE', `--as ${as}: the spec has a node of that name already`, {
      hints: [`with a name that no node has: ${etcdopsLine('promote', name, '--as')} NEW`],
    });
  }
  return proxy!;
}

/** `promote NODE [--as NAME]`, of a v2 proxy, a gateway or a gRPC proxy. */
export const promoteProxy: Workflow<PromoteInput, PromoteProxyFacts> = {
  name: 'promote',
  observed: observedMembers,
  question: ({name}) => `Make a voting member of ${name}?`,
  async observe(context, input) {
    const scene = await observeScene(context);
    const proxy = proxyNamed(scene.spec, input);
    const node = memberInPlaceOf(scene.spec, proxy, input.as ?? proxy.name);
    const {adapters, loaded} = await context.cluster();
    const [running] = await adapters.host.find([launchOf(loaded.spec, proxy, loaded)]);
    const unfit = await checkNewNode(context, {
      node,
      joins: scene.members,
      changes: changesFor(scene.spec, proxy, node),
      holder: proxy,
    });
    const dirs = await observeDirs(context, isHere(scene, proxy) ? [proxy] : []);
    return {...scene, ...dirs, proxy, node, managedByOther: running?.managedBy === 'other', unfit};
  },
  plan(input, facts) {
    const {spec, members, node, proxy, unfit} = facts;
    const verdict = canAdd(members, {peerUrl: peerUrlOf(spec, node)!, asLearner: true});
    const voters = votersOf(members).length + 1;
    return {
      steps: foresee(members, planSteps(facts)),
      refusals: [
        ...clientRefusals(input, facts),
        ...placeRefusals(facts),
        ...refusalOf(verdict),
        ...specRefusals(facts, [proxy.name, node.name]),
        ...unfit,
      ],
      notices: sizeNotices(voters, [...noticesOf(verdict), ...ending(facts).notices]),
      done: `${node.name} votes, at ${clientUrlOf(spec, node)} as the proxy before it: ${sizeText(voters)}. Next: etcdops status`,
    };
  },
};
