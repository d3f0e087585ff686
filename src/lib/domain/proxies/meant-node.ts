import {isDeepStrictEqual} from 'node:util';

import {withNode} from '../spec/node-edits.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {planProxyNode} from './proxy-node.js';
import {LISTEN_FLAGS, type ProxyRequest} from './proxy-request.js';

/** What stands for the same, said in one way. */
function plain({mode, plainListen, settings, ...rest}: SpecNode): object {
  return {
    ...rest,
    mode: mode ?? 'readwrite',
    plainListen: plainListen === true,
    settings: {...settings},
  };
}

/** Whether two entries of the spec make the same node. */
export function isSameNode(one: SpecNode, other: SpecNode): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

export function givesPlace({role, given}: ProxyRequest): boolean {
  return given.has(LISTEN_FLAGS[role]);
}

/** Only what no flag says of a node. */
function bareOf({
  mode: _mode,
  plainListen: _plain,
  dataDir: _dir,
  settings: _settings,
  ...bare
}: SpecNode): SpecNode {
  return bare;
}

/** DNS, and no flag, may have said it when the node was made. */
function withoutFound(node: SpecNode, {given}: ProxyRequest): SpecNode {
  if (given.has('insecure-discovery')) return node;
  const {'insecure-discovery': _found, ...settings} = node.settings ?? {};
  return {...node, settings};
}

function isAlike(spec: ClusterSpec, node: SpecNode, request: ProxyRequest): boolean {
  const {listen, ...bare} = bareOf(node);
  const known = givesPlace(request) || listen === undefined ? bare : {...bare, listen};
  const planned = planProxyNode(withNode(spec, known), {...request, name: node.name});
  return isSameNode(planned.node, withoutFound(node, request));
}

/**
 * Nodes that a request without a name would make once more: all flags say what the spec has, and the spec has nothing
 * that no flag says. The place counts only where a flag says it.
 */
export function alikeNodes(spec: ClusterSpec, request: ProxyRequest): SpecNode[] {
  return spec.nodes.filter(node => node.role === request.role && isAlike(spec, node, request));
}
