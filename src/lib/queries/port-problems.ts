import type {Adapters} from '../adapters/adapters.js';
import {listenAddressOf} from '../domain/nodes/node-urls.js';
import type {SpecNode} from '../domain/spec/schema.js';

/**
 * A sentence for each port on which a node of this machine could not listen now.
 * @param freed ports of processes that end before it starts
 */
export async function portProblems(
  {host}: Pick<Adapters, 'host'>,
  nodes: readonly SpecNode[],
  freed: ReadonlySet<number> = new Set(),
): Promise<string[]> {
  const wanted = nodes.flatMap(node =>
    Object.entries(node.ports as Record<string, number>).map(([kind, port]) => ({node, kind, port})),
  );
  const problems = await Promise.all(
    wanted
      .filter(({port}) => !freed.has(port))
      .map(async ({node, kind, port}) => {
        const problem = await host.listenProblem(listenAddressOf(node), port);
        if (problem === undefined) return undefined;
        const why =
          problem === 'EADDRINUSE' ? 'is in use by another process' : `cannot be opened (${problem})`;
        return `${kind} port ${port} of ${node.name} on ${listenAddressOf(node)} ${why}`;
      }),
  );
  return problems.filter(problem => problem !== undefined);
}

/** Who has just ended, or tries a port as this does, is gone by then. */
const LOOKS = 5;
const BETWEEN_MS = 100;

/** As above, of ports that are in the way for longer than it takes a process to end. */
export async function lastingPortProblems(
  adapters: Pick<Adapters, 'clock' | 'host' | 'signal'>,
  nodes: readonly SpecNode[],
  freed?: ReadonlySet<number>,
): Promise<string[]> {
  for (let look = 1; ; look++) {
    const problems = await portProblems(adapters, nodes, freed);
    if (problems.length === 0 || look === LOOKS) return problems;
    await adapters.clock.sleep(BETWEEN_MS, adapters.signal);
  }
}
