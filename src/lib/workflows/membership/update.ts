import {leaderOf, votersOf} from '../../domain/membership/facts.js';
import {hasJust} from '../../domain/membership/member-of-node.js';
import {canUpdate} from '../../domain/membership/update-guards.js';
import {observedMembers} from '../../domain/membership/observed.js';
import {hostProblem, isHostOf} from '../../domain/nodes/hosts.js';
import {clientUrlOf, peerUrlOf, schemeOf} from '../../domain/nodes/node-urls.js';
import {srvPlaceOf} from '../../domain/nodes/srv-target.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import type {PlannedStep} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import {launchOf} from '../../queries/node-launch.js';
import type {Refusal, Workflow} from '../runs/workflow.js';
import {endingOf, type Ending} from './ending.js';
import {foresee} from './foresee.js';
import {checkNewNode} from './new-node-checks.js';
import {
  issueCertsSteps,
  moveLeaderStep,
  specSteps,
  startStep,
  stopForStep,
  updateMemberStep,
} from './planned-steps.js';
import {isHere, noticesOf, observeScene, refusalOf, type Scene} from './scene.js';
import {findTarget, withoutLead, type Target} from './target.js';

export type MemberUpdateInput = {readonly name: string; readonly peerUrl: string};

export interface MemberUpdateFacts extends Scene {
  readonly target: Required<Target>;
  readonly node: SpecNode;
  readonly managedByOther: boolean;
  readonly unfit: readonly Refusal[];
}

function badUrl(given: string, why: string): OpsError {
  return new OpsError('E_USAGE', `--peer-url: ${printable(given)} ${why}`, {
    hints: [
      'write it as scheme://host:port, for example http://10.0.0.4:2380',
      'etcdops member list shows those of all members',
    ],
  });
}

/** The node with the host and the peer port of a peer URL. Its client URL moves along with the host. */
export function withPeerUrl(spec: ClusterSpec, node: SpecNode, given: string): SpecNode {
  const [, scheme, host, port] = /^(https?):\/\/(\[[0-9a-fA-F:.]+\]|[^/:[\]]+):(\d{1,5})$/.exec(given) ?? [];
  if (scheme === undefined || host === undefined) throw badUrl(given, 'is no peer URL');
  if (scheme !== schemeOf(spec))
    throw badUrl(given, `must begin with ${schemeOf(spec)}://, as those of the others do`);
  const bare = host.replace(/^\[|\]$/g, '');
  const problem = hostProblem(bare);
  if (problem !== undefined) throw badUrl(given, `has a host that is none: ${problem}`);
  const {listen, ...rest} = node;
  // What it listened on was an address of the old host.
  const kept = bare === node.host && listen !== undefined ? {listen} : {};
  const moved = {...rest, host: bare, ...kept, ports: {...node.ports, peer: Number(port)}};
  return srvPlaceOf(spec) === undefined ? moved : movedFromDns(spec, {node, moved, given});
}

/** One that its SRV record names is known by that name, unless somebody gives it another URL. */
function movedFromDns(
  spec: ClusterSpec,
  {node, moved, given}: {node: SpecNode; moved: SpecNode; given: string},
): SpecNode {
  const staying = {...node, ports: moved.ports};
  if (peerUrlOf(spec, staying) === given) return staying;
  return peerUrlOf(spec, moved) === given ? moved : {...moved, initialClusterState: 'existing'};
}

function ending(facts: MemberUpdateFacts): Ending {
  const {target, node, spec} = facts;
  const isReached = clientUrlOf(spec, node) === clientUrlOf(spec, target.node);
  return endingOf(facts, {...target, ...(isReached ? {proxies: []} : {})});
}

function planSteps(facts: MemberUpdateFacts): PlannedStep[] {
  const {target, node, spec, members} = facts;
  const leads = leaderOf(members)?.id === target.member.id;
  const {steps} = specSteps(spec, [{put: node}], {
    what: node.name,
    title: `write the peer URL ${peerUrlOf(spec, node)} of ${node.name} into the spec`,
  });
  return [
    ...(leads && votersOf(members).length > 1
      ? [moveLeaderStep({name: target.name, leads}, target.member.id)]
      : []),
    ...issueCertsSteps(spec, node),
    updateMemberStep(target.member, target.node, peerUrlOf(spec, node)!),
    stopForStep(target.node, node, `stop ${node.name}, to start it on its new address`),
    ...steps,
    startStep(node),
    ...ending(facts).steps,
  ];
}

/** Its data stays where it is. */
function awayRefusals({node, ownAddresses}: MemberUpdateFacts): Refusal[] {
  if (isHostOf(node.host, ownAddresses)) return [];
  return [
    {
      code: 'E_PREFLIGHT',
      message: `${node.host} is no address of this machine, on which ${node.name} stays`,
      hints: [
        `those of this machine: ${ownAddresses.join(', ')}`,
        `a member on another machine: etcdops member replace ${node.name} --with NEW --host ${node.host}`,
      ],
    },
  ];
}

function placeRefusals(facts: MemberUpdateFacts): Refusal[] {
  const {target, managedByOther} = facts;
  if (!isHere(facts, target.node)) {
    const message = `${target.name} is on ${target.node.host}, where this release can stop and start nothing`;
    return [{code: 'E_REMOTE_NODE', message, hints: [`ssh ${target.node.host}, and run etcdops there`]}];
  }
  if (!managedByOther) return awayRefusals(facts);
  const message = `${target.name} was started by something else, which would start it as it was`;
  return [{code: 'E_PREFLIGHT', message, hints: [`stop it there, then: etcdops up ${target.name}`]}];
}

/** `member update NAME --peer-url URL`: the cluster hears of it first, then the member moves. */
export const memberUpdate: Workflow<MemberUpdateInput, MemberUpdateFacts> = {
  name: 'member update',
  observed: observedMembers,
  question: ({name, peerUrl}) => `Move ${name} to ${peerUrl}? It restarts.`,
  async observe(context, {name, peerUrl}) {
    const scene = await observeScene(context);
    const target = findTarget(scene.spec, scene.members, name);
    const {node: old, member} = target;
    if (old === undefined || member === undefined) {
      const where = member === undefined ? 'of the cluster' : 'of the spec';
      throw new OpsError('E_NODE_UNKNOWN', `${target.name} is no member ${where}`, {
        hints: ['etcdops member list'],
      });
    }
    const node = withPeerUrl(scene.spec, old, peerUrl);
    const {adapters, loaded} = await context.cluster();
    const [running] = await adapters.host.find([launchOf(loaded.spec, old, loaded)]);
    const unfit = await checkNewNode(context, {node, keepsData: true, holder: old});
    const managedByOther = running?.managedBy === 'other';
    return {...scene, target: {...target, node: old, member}, node, managedByOther, unfit};
  },
  plan(_, facts) {
    const {target, node, spec, members, unfit} = facts;
    const url = peerUrlOf(spec, node)!;
    const isSo = hasJust(target.member, url);
    const verdict = canUpdate(withoutLead(members, target.member.id), target.member.id, [url]);
    return {
      steps: isSo && peerUrlOf(spec, target.node) === url ? [] : foresee(members, planSteps(facts)),
      refusals: [...placeRefusals(facts), ...refusalOf(verdict), ...unfit],
      notices: [...noticesOf(verdict), ...ending(facts).notices],
      done: `${node.name} has the peer URL ${url}. Next: etcdops status`,
    };
  },
};
