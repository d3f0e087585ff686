import type {Adapters} from '../../adapters/adapters.js';
import {peerProblem} from '../../domain/membership/peer-reach.js';
import {peerUrlOf} from '../../domain/nodes/node-urls.js';
import type {Seen} from '../../domain/proxies/judge-targets.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {errorMessage} from '../../errors/ops-error.js';
import type {Refusal} from '../runs/workflow.js';

/** Somebody on a near network answers in milliseconds. */
const ANSWER_MS = 2000;

/** Of a node of another machine: the cluster would wait for a member that nobody can reach. */
export async function peerRefusals(
  {probeWire}: Pick<Adapters, 'probeWire'>,
  spec: ClusterSpec,
  node: SpecNode,
): Promise<Refusal[]> {
  const peerUrl = peerUrlOf(spec, node)!;
  const {hostname} = new URL(peerUrl);
  const target = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: node.ports.peer!,
    timeoutMs: ANSWER_MS,
  };
  const seen = await probeWire(target).then(
    (wire): Seen => ({wire}),
    (error: unknown): Seen => ({error: errorMessage(error)}),
  );
  const problem = peerProblem(peerUrl, seen);
  return problem === undefined
    ? []
    : [{code: 'E_PREFLIGHT', message: problem.message, hints: [problem.hint]}];
}
