import {clientUrlOf} from '../domain/nodes/node-urls.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterContext} from './cluster-run.js';

/** The answer of a living member takes milliseconds; one that hangs says nothing about who it is. */
const ANSWER_MS = 1000;

/** @param found the ids that members answered with */
export function assertOneCluster(found: ReadonlySet<string>, expected: string): void {
  const others = [...found].filter(id => id !== expected);
  if (others.length === 0) return;
  throw new OpsError(
    'E_CLUSTER_MISMATCH',
    `a member answers for cluster ${others.join(', ')}, not for ${expected}`,
    {
      hints: [
        'etcdops status',
        'where snapshot restore --to has made it: etcdops snapshot adopt DIR',
        'the data directory of another cluster may stand in the place of this one',
      ],
    },
  );
}

/** A change must never reach a cluster other than the one that the spec was first healthy as. */
export async function assertRecordedCluster(
  {adapters, loaded: {spec}}: ClusterContext,
  running: readonly SpecNode[],
  recordedId: string | undefined,
): Promise<void> {
  if (recordedId === undefined) return;
  const options = {timeoutMs: ANSWER_MS, signal: adapters.signal};
  const answers = await Promise.all(
    running.map(node =>
      adapters.etcdApi.status(clientUrlOf(spec, node), options).then(
        ({clusterId}) => clusterId,
        () => undefined,
      ),
    ),
  );
  assertOneCluster(new Set(answers.filter(id => id !== undefined)), recordedId);
}
