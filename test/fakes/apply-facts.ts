import type {LostData} from '../../src/lib/domain/cluster/lost-data.js';
import type {MembershipFacts} from '../../src/lib/domain/membership/facts.js';
import type {ClusterSpec, SpecNode} from '../../src/lib/domain/spec/schema.js';
import type {NodeState} from '../../src/lib/queries/node-states.js';
import {findDifferences} from '../../src/lib/workflows/apply/differences.js';
import type {ApplyFacts} from '../../src/lib/workflows/apply/facts.js';
import {THREE} from './plans.js';
import {members} from './spec.js';

const RUNNING: Required<Pick<NodeState, 'running'>>['running'] = {
  identity: {pid: 7, startTime: '9', bootId: 'b'},
  managedBy: 'etcdops',
};

/** What is seen beside a spec. */
export interface Given {
  readonly facts?: MembershipFacts;
  readonly made?: readonly SpecNode[];
  readonly changes?: Readonly<Record<string, readonly string[]>>;
  readonly managedBy?: 'other';
  /** On another machine. */
  readonly remote?: readonly string[];
  readonly lost?: readonly LostData[];
}

/** What `plan` decides from, where all other nodes are here. */
export function factsOf(
  spec: ClusterSpec,
  {facts = THREE, made = members(3), changes = {}, managedBy, lost = [], remote = []}: Given,
): ApplyFacts {
  const running = managedBy === undefined ? RUNNING : {...RUNNING, managedBy};
  return {
    runId: 'RUN',
    spec,
    members: facts,
    ownAddresses: ['127.0.0.1'],
    running: made.map(({name}) => name),
    managedByOthers: managedBy === undefined ? [] : made.map(({name}) => name),
    differences: findDifferences(spec, {facts, made}),
    states: spec.nodes.map(node => ({
      node,
      isHere: !remote.includes(node.name),
      ...(made.some(({name}) => name === node.name && !remote.includes(name)) ? {running} : {}),
      changes: changes[node.name] ?? [],
    })),
    lackingCertificates: [],
    lost,
    unfit: [],
  };
}
