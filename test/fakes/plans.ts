import type {MembershipFacts} from '../../src/lib/domain/membership/facts.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import type {Scene} from '../../src/lib/workflows/membership/scene.js';
import type {Plan} from '../../src/lib/workflows/runs/workflow.js';
import {aMember, aMembership} from './membership.js';
import {aSpec} from './spec.js';

export const THREE = aMembership([aMember(0), aMember(1), aMember(2)]);

/** What a plan is made from: all nodes of the spec run here. */
export function aScene(members: MembershipFacts, spec: ClusterSpec = aSpec()): Scene {
  const running = spec.nodes.map(({name}) => name);
  return {runId: 'RUN', spec, members, ownAddresses: ['127.0.0.1'], running, managedByOthers: []};
}

export function idsOf({steps}: Plan): string[] {
  return steps.map(({id}) => id);
}

export function refusalsOf({refusals}: Plan): string[] {
  return refusals.map(({message}) => message);
}
