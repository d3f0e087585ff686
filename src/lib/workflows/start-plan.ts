import {pioneerOf} from '../domain/cluster/start-order.js';
import {discoveryOf} from '../domain/discovery/method.js';
import {joins, peerUrlOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import type {LocalNode} from './observe-nodes.js';
import type {ActionInputs, PlannedAction} from './steps/actions.js';

type StartInput = Omit<ActionInputs['start-node'], 'node'>;

function startStep(
  {node: {name}}: Pick<LocalNode, 'node'>,
  {lane, ...input}: StartInput & {readonly lane?: string} = {},
): PlannedAction {
  return {
    id: `start-etcd:${name}`,
    title: `start ${name}`,
    action: 'start-node',
    input: {node: name, ...input},
    ...(lane === undefined ? {} : {lane}),
  };
}

function knowsCluster({hasData, running}: LocalNode): boolean {
  return hasData || running !== undefined;
}

/**
 * The steps that start what does not run, in an order in which new members do not hold each other up: those that join
 * come last, since there has to be a cluster.
 */
export function startMemberSteps(spec: ClusterSpec, members: readonly LocalNode[]): PlannedAction[] {
  const isJoiner = (member: LocalNode): boolean => joins(member.node) && !knowsCluster(member);
  const joiners = members.filter(isJoiner);
  const beginners = members.filter(member => !isJoiner(member));
  const candidates = beginners.map(member => ({
    name: member.node.name,
    peerUrl: peerUrlOf(spec, member.node)!,
    knowsCluster: knowsCluster(member),
  }));
  // By discovery they ask a service, and answer nobody until all have.
  const pioneer = discoveryOf(spec) === undefined ? pioneerOf(candidates) : undefined;
  const isPioneer = ({node}: LocalNode): boolean => node.name === pioneer;
  const ordered = [...beginners.filter(isPioneer), ...beginners.filter(member => !isPioneer(member))];
  const names = beginners.map(({node}) => node.name);
  return [
    ...ordered.map(member => startStep(member, isPioneer(member) ? {isFirst: true} : {lane: 'start-etcd'})),
    ...joiners.map(member => startStep(member, {lane: 'join-cluster', joins: names})),
  ];
}

/** Start the proxies that do not run, all at once. */
export function startProxySteps(proxies: readonly LocalNode[]): PlannedAction[] {
  return proxies.map(proxy => startStep(proxy, {lane: 'start-proxies'}));
}
