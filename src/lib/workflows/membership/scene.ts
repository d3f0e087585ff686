import {evenSizeText, noFailureText} from '../../domain/cluster/quorum.js';
import {labelOf, type MemberFacts, type MembershipFacts} from '../../domain/membership/facts.js';
import {hasJust, memberOfNode} from '../../domain/membership/member-of-node.js';
import type {Verdict} from '../../domain/membership/verdict.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import {membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import {takesList} from '../../domain/proxies/endpoints.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import {launchOf} from '../../queries/node-launch.js';
import {assertOneCluster} from '../cluster-identity.js';
import type {RunContext} from '../runs/run-context.js';
import type {Refusal} from '../runs/workflow.js';
import type {Places} from './aside-steps.js';
import {observeNow} from './observe.js';

/** What every change of the membership is planned from. */
export interface Scene extends Places {
  readonly spec: ClusterSpec;
  readonly members: MembershipFacts;
  readonly ownAddresses: readonly string[];
  /** Names of the nodes of this machine that run. */
  readonly running: readonly string[];
  /** Names of those among them that something else has started. */
  readonly managedByOthers: readonly string[];
}

/** @throws E_CLUSTER_MISMATCH where another cluster answers than the one that is recorded */
export async function observeScene(context: RunContext): Promise<Scene> {
  const {facts, recordedId, adapters, loaded} = await observeNow(context);
  if (recordedId !== undefined && facts.members.length > 0)
    assertOneCluster(new Set([facts.clusterId]), recordedId);
  const found = await adapters.host.find(loaded.spec.nodes.map(node => launchOf(loaded.spec, node, loaded)));
  const namesOf = (isSo: (one: (typeof found)[number]) => boolean): string[] =>
    loaded.spec.nodes.filter((_, index) => isSo(found[index])).map(({name}) => name);
  return {
    runId: context.runId,
    spec: loaded.spec,
    running: namesOf(one => one !== undefined),
    managedByOthers: namesOf(one => one?.managedBy === 'other'),
    members: facts,
    ownAddresses: adapters.host.ownAddresses(),
  };
}

export function isHere({spec, ownAddresses}: Scene, node: SpecNode): boolean {
  return isOnThisMachine(spec, node, ownAddresses);
}

/** Proxies that go by a list of the members. */
export function listedProxies({spec}: Pick<Scene, 'spec'>): SpecNode[] {
  return spec.nodes.filter(takesList);
}

export function refusalOf(verdict: Verdict): Refusal[] {
  if (verdict.answer !== 'refused') return [];
  return [{code: 'E_QUORUM', message: verdict.reason, hints: verdict.hints}];
}

export function noticesOf(verdict: Verdict): readonly string[] {
  return verdict.answer === 'allowed' ? verdict.notices : [];
}

/** What the size of the cluster means once a change of it is made; that it bears no failure is said once. */
export function sizeNotices(voters: number, notices: readonly string[]): string[] {
  if (voters % 2 !== 0) return [...notices];
  return [...notices.filter(text => text !== noFailureText(voters)), evenSizeText(voters)];
}

/** Nodes that are to end for good, and that etcdops cannot end; those who started them might end all others with them. */
export function otherManagerRefusals({managedByOthers}: Scene, ending: readonly SpecNode[]): Refusal[] {
  return ending
    .filter(({name}) => managedByOthers.includes(name))
    .map(({name}) => ({
      code: 'E_PREFLIGHT',
      message: `${name} was started by something else, which has to stop it before it goes for good`,
      hints: ['stop it with what started it (honcho, systemctl, docker), then the same line again'],
    }));
}

export const AGREE_HINT = 'etcdops plan shows what makes them agree, etcdops apply does it';

/** Where the cluster has another peer URL for a member than the spec, or more. */
export function peerUrlRefusals(
  {spec}: Pick<Scene, 'spec'>,
  {node, member}: {readonly node: SpecNode; readonly member: MemberFacts},
  hints?: (peerUrl: string) => readonly string[],
): Refusal[] {
  const peerUrl = peerUrlOf(spec, node)!;
  if (hasJust(member, peerUrl)) return [];
  const known = printable(member.peerUrls.join(', '));
  return [
    {
      code: 'E_PREFLIGHT',
      message: `the cluster has the peer URL ${known} for ${node.name}, and the spec ${peerUrl}`,
      hints: hints?.(peerUrl) ?? [AGREE_HINT],
    },
  ];
}

/**
 * A member that joins is told of all others by the spec, and etcd refuses it where one is missing or too many.
 * @param changing names of nodes that the change is about
 */
export function specRefusals({spec, members}: Scene, changing: readonly string[]): Refusal[] {
  const matched = membersOf(spec).map(node => ({node, member: memberOfNode(spec, node, members)}));
  const known = new Set(matched.map(({member}) => member));
  const others = matched.filter(({node}) => !changing.includes(node.name));
  const strangers = members.members.filter(member => !changing.includes(member.name) && !known.has(member));
  const absent = others.filter(({member}) => member === undefined).map(({node}) => node);
  return [
    ...others.flatMap(({node, member}) =>
      member === undefined ? [] : peerUrlRefusals({spec}, {node, member}),
    ),
    ...strangers.map((member): Refusal => ({
      code: 'E_PREFLIGHT',
      message: `${labelOf(member)}${member.name === '' ? '' : ` (${member.id})`} is a member of the cluster, and the spec does not have it`,
      hints: [
        'write it into the spec',
        members.isConfirmed
          ? `or, where it is not wanted: etcdops member remove ${member.id}`
          : 'nobody can remove it without a quorum; see: etcdops member list',
      ],
    })),
    ...absent.map((node): Refusal => ({
      code: 'E_PREFLIGHT',
      message: `${node.name} is a member in the spec, and no member of the cluster has ${peerUrlOf(spec, node)}`,
      hints: ['take it out of the spec', `or make it one: etcdops member add ${node.name}`],
    })),
  ];
}
