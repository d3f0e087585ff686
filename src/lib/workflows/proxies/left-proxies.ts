import {unitName} from '../../domain/artifacts/plan-artifacts.js';
import {remoteStartLines} from '../../domain/nodes/locality.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {hasToDo, type ProxySight} from './proxy-sight.js';

/** A proxy that etcdops does not restart, and what is to be done about it. */
export interface LeftProxy {
  readonly name: string;
  readonly why: string;
  /** Lines to type, in this order. */
  readonly commands: readonly string[];
}

function leftV2Proxy({name}: SpecNode): LeftProxy {
  return {name, why: 'is a v2 proxy and asks the members for their addresses by itself', commands: []};
}

function leftThere(spec: ClusterSpec, node: SpecNode): LeftProxy {
  return {
    name: node.name,
    why: `is on ${node.host}, where this release can neither look at it nor restart it`,
    commands: [
      'etcdops render --format config,systemd',
      ...remoteStartLines(spec, node),
      `ssh ${node.host} sudo systemctl restart ${unitName(spec, node)}`,
    ],
  };
}

function leftToDns({name}: SpecNode, domain: string): LeftProxy {
  const why = `takes its endpoints from the DNS records of ${domain} when it starts`;
  return {name, why, commands: [`etcdops restart ${name}`]};
}

/** Nothing else has to be done for it, so nothing else says so. */
function leftByHand({name}: SpecNode, files: ProxySight['files']): LeftProxy[] {
  if (files.length === 0) return [];
  const paths = files.map(({path}) => path).join(', ');
  const why = `goes by the members, and files changed by hand name other endpoints: ${paths}`;
  return [{name, why, commands: ['etcdops render writes them anew']}];
}

/** What a sync of this proxy does not do, and will not say while it runs. */
function leftOf(sight: ProxySight): LeftProxy[] {
  const {context, proxy, isHere, files} = sight;
  const {node} = proxy;
  if (!isHere) return [leftThere(context.loaded.spec, node)];
  const domain = node.settings?.['discovery-srv'] ?? '';
  if (domain !== '') return [leftToDns(node, String(domain))];
  return hasToDo(sight) ? [] : leftByHand(node, files);
}

/** The proxies that are somebody else's to bring in step, or that need nothing of the kind. */
export function leftProxies({nodes}: ClusterSpec, sights: readonly ProxySight[]): LeftProxy[] {
  return [...sights.flatMap(leftOf), ...nodes.filter(({role}) => role === 'v2-proxy').map(leftV2Proxy)];
}
