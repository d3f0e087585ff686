import type {NodeRole, ProxyMode, ShownRole} from '../spec/vocabulary.js';
import {compareEndpoints, hasDrift, type LiveMember, type ProxyTargets} from './endpoints.js';

/** What was seen of a v2 proxy, gateway or gRPC proxy. */
export interface ProxyObservation {
  /** It gave an answer that only a proxy of its kind gives. */
  readonly answered: boolean;
  /** Why it is of no use; undefined where its clients are served. */
  readonly error?: string;
  /** Of a v2 proxy, as it behaves. */
  readonly mode?: ProxyMode;
  /** As the spec has it. */
  readonly wantedMode?: ProxyMode;
  /** Of the member to which a gateway led. */
  readonly clusterId?: string;
  /** As the running process has them; of one that cannot be looked at, as the spec has them. */
  readonly targets?: ProxyTargets;
  /** What it would be started with now; a v2 proxy asks the members by itself. */
  readonly wantedTargets?: ProxyTargets;
}

export type ProxyEndpoints =
  | {
      /** `host:port` each. */
      readonly configured: readonly string[];
      /** Both are left out while no healthy member tells who the members are. */
      readonly missing?: readonly string[];
      readonly stale?: readonly string[];
      /** Whether those of the spec are right, so that a restart mends it. Only of what keeps its endpoints. */
      readonly specIsCurrent?: boolean;
    }
  | {readonly discoverySrv: string};

export interface ProxyNode {
  readonly name: string;
  readonly role: NodeRole;
  readonly host: string;
  readonly onThisMachine: boolean;
  readonly process?: {readonly managedBy: 'etcdops' | 'other'};
  readonly proxy?: ProxyObservation;
}

export interface ProxyFacts {
  readonly clusterId: string | undefined;
  /** As a healthy member has them; undefined where there is none. */
  readonly members: readonly LiveMember[] | undefined;
}

export interface ProxyVerdict {
  readonly error?: string;
  readonly mode?: ProxyMode;
  readonly endpoints?: ProxyEndpoints;
}

function endpointsOf(
  {targets, wantedTargets}: ProxyObservation,
  members: readonly LiveMember[] | undefined,
): ProxyEndpoints | undefined {
  if (targets === undefined || 'discoverySrv' in targets) return targets;
  const configured = targets.endpoints;
  if (members === undefined) return {configured};
  const found = {configured, ...compareEndpoints(configured, members)};
  if (wantedTargets === undefined || 'discoverySrv' in wantedTargets) return found;
  return {...found, specIsCurrent: !hasDrift(compareEndpoints(wantedTargets.endpoints, members))};
}

/** Whether a gateway or gRPC proxy goes on with endpoints that are not those of the members. */
export function isOutOfDate(role: ShownRole, endpoints: ProxyEndpoints | undefined): boolean {
  // A v2 proxy asks the members for their addresses again and again.
  if (role === 'v2-proxy' || endpoints === undefined || 'discoverySrv' in endpoints) return false;
  return hasDrift({missing: endpoints.missing ?? [], stale: endpoints.stale ?? []});
}

/** Endpoints that are out of date are no error: what they lead to still serves. */
export function judgeProxy({proxy}: ProxyNode, facts: ProxyFacts): ProxyVerdict {
  if (proxy === undefined) return {};
  const {clusterId, mode} = proxy;
  const endpoints = endpointsOf(proxy, facts.members);
  const isForeign = clusterId !== undefined && facts.clusterId !== undefined && clusterId !== facts.clusterId;
  const why = isForeign ? `answers for another cluster (${clusterId})` : proxy.error;
  return {
    ...(why === undefined ? {} : {error: why}),
    ...(mode === undefined ? {} : {mode}),
    ...(endpoints === undefined ? {} : {endpoints}),
  };
}
