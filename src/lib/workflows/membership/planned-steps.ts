import {labelOf, type MemberFacts} from '../../domain/membership/facts.js';
import {peerUrlOf} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {changeSpec, inverseOf, type SpecChange} from '../../domain/spec/spec-change.js';
import {enumerated} from '../../domain/rules/wording.js';
import type {PlannedAction, PlannedActionOf} from '../steps/actions.js';

/** The member whose place in the spec the step takes; `what` tells several of a kind apart. */
type Named = Pick<SpecNode, 'name'>;

/** A member for messages, and by what no other one has. */
interface Known extends Named {
  readonly key: string;
}

export function addMemberStep(spec: ClusterSpec, node: SpecNode, isLearner: boolean): PlannedAction {
  return {
    id: `add-${isLearner ? 'learner' : 'voter'}:${node.name}`,
    title: `add ${node.name} to the cluster as ${isLearner ? 'a learner' : 'a voter'}`,
    action: 'add-member',
    input: {node: node.name, peerUrl: peerUrlOf(spec, node)!, isLearner},
  };
}

export function promoteStep(spec: ClusterSpec, node: SpecNode): PlannedAction {
  return {
    id: `promote-learner:${node.name}`,
    title: `make ${node.name} a voter once it has all of the leader's log`,
    action: 'promote-member',
    input: {node: node.name, peerUrl: peerUrlOf(spec, node)!},
    pointOfNoReturn: true,
  };
}

export function removeMemberStep({name, key}: Known, memberId: string): PlannedAction {
  return {
    id: `remove-member:${key}`,
    title: `remove ${name} (${memberId}) from the cluster`,
    action: 'remove-member',
    input: {name, memberId},
    pointOfNoReturn: true,
  };
}

function updateTitle(name: string, before: readonly string[], peerUrl: string): string {
  if (!before.includes(peerUrl)) return `tell the cluster that ${name} has the peer URL ${peerUrl}`;
  const others = before.filter(url => url !== peerUrl);
  return `have the cluster forget the peer URL ${others.join(', ')} of ${name}`;
}

/** @param restart of the member, by a config file with that URL: once it has begun an abort leaves both as they are */
export function updateMemberStep(
  member: MemberFacts,
  {name, restart}: Named & {readonly restart?: PlannedActionOf<'restart-etcd'> | undefined},
  peerUrl: string,
): PlannedAction {
  const was = restart?.input.was;
  const settled = restart && {step: restart.id, ...(was === undefined ? {} : {was})};
  return {
    id: `update-member:${name}`,
    title: updateTitle(name, member.peerUrls, peerUrl),
    action: 'update-member',
    input: {
      ...{name, memberId: member.id, peerUrls: [peerUrl], before: member.peerUrls},
      ...(settled === undefined ? {} : {restart: settled}),
    },
  };
}

/** @param without the line that does the same and saves none */
export function saveSnapshotStep(path: string, without: string): PlannedAction {
  return {
    id: 'save-snapshot',
    title: `save what the cluster holds as ${path}`,
    action: 'save-snapshot',
    input: {path, without},
  };
}

/** @param leads it does when the plan is made */
export function moveLeaderStep(
  {name, key = name, leads}: Partial<Known> & {readonly name: string; readonly leads: boolean},
  memberId: string,
): PlannedAction {
  return {
    id: `move-leader:${key}`,
    title: `let another member lead in place of ${name}${leads ? '' : ', should it lead by then'}`,
    action: 'move-leader',
    input: {name, memberId},
  };
}

/** The spec, and then the artifacts that follow from it. */
export function specSteps(
  spec: ClusterSpec,
  changes: readonly SpecChange[],
  {what, title}: {what: string; title: string},
): {steps: PlannedAction[]; after: ClusterSpec} {
  const undo = inverseOf(spec, changes);
  const order = spec.nodes.map(({name}) => name);
  return {
    steps: [
      {id: `write-spec:${what}`, title, action: 'write-spec', input: {changes, undo}},
      {
        id: `write-files:${what}`,
        title: 'write what follows from the spec',
        action: 'write-files',
        input: {undo, order},
      },
    ],
    after: changeSpec(spec, changes),
  };
}

/** Nothing where no CA of ours makes certificates. */
export function issueCertsSteps({tls}: Pick<ClusterSpec, 'tls'>, node: SpecNode): PlannedAction[] {
  if (tls.mode !== 'ca') return [];
  return [
    {
      id: `issue-certs:${node.name}`,
      title: `issue what certificates ${node.name} lacks`,
      action: 'issue-certs',
      input: {node},
    },
  ];
}

/** The config file of a member that joins just these. */
export function writeConfigStep({name}: Named, members: readonly SpecNode[]): PlannedAction {
  return {
    id: `write-config:${name}`,
    title: `write the config file of ${name} for the members that there are by then`,
    action: 'write-config',
    input: {node: name, members},
  };
}

/** Steps about a node; where it was a member, a step before them has removed that, and nobody wants them undone. */
export function afterRemoval(
  {member}: {readonly member?: MemberFacts},
  steps: readonly PlannedAction[],
): PlannedAction[] {
  return member === undefined ? [...steps] : steps.map(step => ({...step, final: true}));
}

/** Of a member that joins, with nothing of its own yet. */
export function startNewStep({name}: Named): PlannedAction {
  return {
    id: `start-etcd:${name}`,
    title: `start ${name}`,
    action: 'start-etcd',
    input: {node: name, isNew: true},
  };
}

export function startStep({name}: Named): PlannedAction {
  return {id: `start-etcd:${name}`, title: `start ${name}`, action: 'start-etcd', input: {node: name}};
}

export function stopStep(node: SpecNode, title = `stop ${node.name}`): PlannedAction {
  return {id: `stop-etcd:${node.name}`, title, action: 'stop-etcd', input: {node}};
}

/** @param next what is started where it stood */
export function stopForStep(node: SpecNode, next: Named, title = `stop ${node.name}`): PlannedAction {
  const input = {node, until: startStep(next).id};
  return {id: `stop-etcd:${node.name}`, title, action: 'stop-etcd', input};
}

export function forgetStep({name}: Named): PlannedAction {
  return {
    id: `forget-member:${name}`,
    title: `note that ${name} has no data to lose any more`,
    action: 'forget-member',
    input: {name},
  };
}

export function syncProxySteps(proxies: readonly SpecNode[]): PlannedAction[] {
  return proxies.map(({name}) => ({
    id: `sync-proxy:${name}`,
    title: `bring the endpoints of ${name} in step with the members`,
    action: 'sync-proxy',
    input: {node: name},
  }));
}

/** Of proxies that a later step starts anew. */
export function writeEndpointsSteps(proxies: readonly SpecNode[]): PlannedAction[] {
  return proxies.map(({name}) => ({
    id: `write-endpoints:${name}`,
    title: `write the endpoints of ${name} as the members are by then`,
    action: 'sync-proxy',
    input: {node: name, restartsLater: true},
  }));
}

/** @param absent members that need not serve, as they did not before */
export function verifyHealthStep(absent: readonly MemberFacts[] = []): PlannedAction {
  const but = absent.length === 0 ? '' : ` but ${enumerated(absent.map(labelOf))}`;
  return {
    id: 'verify-health',
    title: `see that all members${but} are healthy`,
    action: 'verify-health',
    input: absent.length === 0 ? {} : {absent: absent.map(({id}) => id)},
  };
}
