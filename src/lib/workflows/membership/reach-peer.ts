import type {Adapters} from '../../adapters/adapters.js';
import {peerProblem} from '../../domain/membership/peer-reach.js';
import {peerUrlOf} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {seeWire} from '../../queries/see-wire.js';
import type {Refusal} from '../runs/workflow.js';

/** Of a node of another machine: the cluster would wait for a member that nobody can reach. */
export async function peerRefusals(
  adapters: Pick<Adapters, 'probeWire'>,
  spec: ClusterSpec,
  node: SpecNode,
): Promise<Refusal[]> {
  const peerUrl = peerUrlOf(spec, node)!;
  const {hostname} = new URL(peerUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  const seen = await seeWire(adapters, {host, port: node.ports.peer!});
  const problem = peerProblem(peerUrl, seen);
  return problem === undefined
    ? []
    : [{code: 'E_PREFLIGHT', message: problem.message, hints: [problem.hint]}];
}
