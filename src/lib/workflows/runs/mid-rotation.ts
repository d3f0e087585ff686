import {OpsError} from '../../errors/ops-error.js';
import type {ClusterContext} from '../cluster-run.js';
import {goOnHints} from './partway.js';
import {readableUnfinished} from './readable-unfinished.js';

/**
 * A certificate that is signed amid a rotation would take the place of the one by the new CA, and be of the old one.
 * @throws E_RUN_UNFINISHED
 */
export async function assertNotMidRotation({adapters, loaded}: ClusterContext): Promise<void> {
  const run = await readableUnfinished(adapters, loaded.folder);
  if (run?.journal.header.workflow !== 'tls rotate-ca') return;
  const {id, workflow} = run.journal.header;
  throw new OpsError(
    'E_RUN_UNFINISHED',
    `etcdops ${workflow} (run ${id}) is not finished, and makes all certificates anew: one that is signed now may be of the CA that it drops`,
    {hints: goOnHints(run.state), details: {run: id}},
  );
}
