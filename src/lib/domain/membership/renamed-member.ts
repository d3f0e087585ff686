import {peerUrlOf} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {etcdopsLine} from '../text/etcdops-line.js';
import {printable} from '../text/printable.js';

/** A node of the spec that has the peer URL of another member. */
export interface Renamed {
  readonly node: SpecNode;
  /** The name of that member. */
  readonly former: string;
  /** The spec has a node of that name too: the two have changed places, or one has taken that of the other. */
  readonly isInSpec: boolean;
}

/** A member by its name, empty where it never said one, and where the others find it. */
export interface NamedMember {
  readonly name: string;
  readonly peerUrls: readonly string[];
}

/** Nodes at the peer URL of a member of another name. One that has joined and never started has none yet. */
export function renamedNodes(
  spec: ClusterSpec,
  nodes: readonly SpecNode[],
  members: readonly NamedMember[],
): Renamed[] {
  return nodes.flatMap(node => {
    const there = members.filter(({peerUrls}) => peerUrls.includes(peerUrlOf(spec, node)!));
    const [first] = there;
    if (first === undefined || there.some(({name}) => name === '' || name === node.name)) return [];
    return [{node, former: first.name, isInSpec: spec.nodes.some(({name}) => name === first.name)}];
  });
}

/** The files and the data of a node go by its name: at the place of another member it would start empty as that one. */
export function renamedRefusal(
  spec: ClusterSpec,
  {node, former, isInSpec}: Renamed,
): {message: string; hints: readonly string[]} {
  const [from, to] = [printable(former), node.name];
  const message = `${to} has ${peerUrlOf(spec, node)} in the spec, which is the peer URL of the member ${from}`;
  if (!isInSpec)
    return {
      message: `${message}: a member keeps its name`,
      hints: [
        `write the name ${from} back`,
        `then, for one of another name in its place: ${etcdopsLine('member', 'replace', former, '--with', to)}`,
      ],
    };
  return {
    message,
    hints: [
      'write the ports and hosts back as they were',
      `then one at a time, ${from} to a free URL first: ${etcdopsLine('member', 'update', former, '--peer-url')} URL`,
    ],
  };
}
