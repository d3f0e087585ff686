import {endpointOf, nodeSettings} from '../config/node-settings.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {
  compareEndpoints,
  hasDrift,
  withoutScheme,
  type EndpointDrift,
  type LiveMember,
  type ProxyTargets,
} from './endpoints.js';

/** What a proxy has otherwise than the members. What DNS names is for DNS to say. */
export function driftOf(targets: ProxyTargets, members: readonly LiveMember[]): EndpointDrift {
  return 'endpoints' in targets ? compareEndpoints(targets.endpoints, members) : {missing: [], stale: []};
}

/** The endpoints of a proxy as the spec gives them, with their schemes. */
function endpointsInSpec(spec: ClusterSpec, node: SpecNode): string[] {
  const given = nodeSettings(spec, node).get('endpoints') ?? '';
  const list = Array.isArray(given) ? given : String(given).split(',');
  return list.map(endpoint => endpoint.trim()).filter(Boolean);
}

/** In the form that the settings of the node have it in already. */
function withEndpoints(node: SpecNode, endpoints: readonly string[]): SpecNode {
  const isList = Array.isArray(node.settings?.['endpoints']);
  return {...node, settings: {...node.settings, endpoints: isList ? [...endpoints] : endpoints.join(',')}};
}

/**
 * A gateway or gRPC proxy as the spec has to say it, for it to go by the members there are. Where its endpoints follow
 * from the other nodes and these are the members, it stays as it is; else it gets a list of its own: what it has and
 * leads to a member still, then what it lacks.
 */
export function inStep(spec: ClusterSpec, node: SpecNode, members: readonly LiveMember[]): SpecNode {
  if ((nodeSettings(spec, node).get('discovery-srv') ?? '') !== '') return node;
  const endpoints = endpointsInSpec(spec, node);
  const drift = compareEndpoints(endpoints.map(withoutScheme), members);
  if (!hasDrift(drift)) return node;
  const kept = endpoints.filter(endpoint => !drift.stale.includes(withoutScheme(endpoint)));
  const added = drift.missing.map(hostPort => endpointOf(spec, node, hostPort));
  return withEndpoints(node, [...kept, ...added]);
}

const ENDPOINTS_WORD = /(['"]?)--endpoints=[^\s'"]*\1/g;

export type FileVerdict = 'in-step' | 'outdated' | 'by-hand';

/** Whether a file names the endpoints that it should, and whether it differs from what it should be in nothing else. */
export function judgeFile(found: string, wanted: string): FileVerdict {
  const words = (text: string): string => (text.match(ENDPOINTS_WORD) ?? []).join('\n');
  if (words(found) === words(wanted)) return 'in-step';
  const rest = (text: string): string => text.replace(ENDPOINTS_WORD, '--endpoints');
  return rest(found) === rest(wanted) ? 'outdated' : 'by-hand';
}
