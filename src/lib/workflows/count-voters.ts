import {quorumOf} from '../domain/cluster/quorum.js';
import {refusalReasonOf} from '../domain/membership/refusal.js';
import {clientUrlOf, votersOf} from '../domain/nodes/node-urls.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {launchOf} from '../queries/node-launch.js';
import type {ClusterContext} from './cluster-run.js';

/** How long a member on another machine may take to say that it runs. */
const ANSWER_MS = 1000;

async function countRunning({adapters, loaded}: ClusterContext, nodes: readonly SpecNode[]): Promise<number> {
  const processes = await adapters.host.find(nodes.map(node => launchOf(loaded.spec, node, loaded)));
  const options = {timeoutMs: ANSWER_MS, signal: adapters.signal};
  const running = await Promise.all(
    nodes.map(async (node, index) => {
      if (processes[index] !== undefined) return true;
      return adapters.etcdApi.status(clientUrlOf(loaded.spec, node), options).then(
        () => true,
        // Who tells how it is only to users runs as well.
        (error: unknown) => refusalReasonOf(error) === 'auth',
      );
    }),
  );
  return running.filter(Boolean).length;
}

export interface VoterCount {
  /** At least so many run. */
  readonly count: number;
  readonly of: number;
  /** For a quorum. */
  readonly needed: number;
}

/** The voters that run once some are started. The others are only looked for where it takes them. */
export async function countVoters(
  context: ClusterContext,
  started: readonly {readonly node: Pick<SpecNode, 'name'>}[],
): Promise<VoterCount> {
  const all = votersOf(context.loaded.spec);
  const needed = quorumOf(all.length);
  const others = all.filter(({name}) => !started.some(({node}) => node.name === name));
  const count = all.length - others.length;
  const further = count >= needed ? 0 : await countRunning(context, others);
  return {count: count + further, of: all.length, needed};
}
