import {OpsError} from '../../errors/ops-error.js';
import type {RecordedRun} from '../../queries/run-journals.js';
import {goOnHints} from './partway.js';

const MOVES = new Set(['swap-dir', 'set-aside']);

function hasMoved({journal: {header}, state}: RecordedRun): boolean {
  return header.steps.some(({id, action}) => {
    const progress = state.progress.get(id);
    return MOVES.has(action) && progress !== undefined && progress !== 'skipped' && progress !== 'undone';
  });
}

/**
 * Between the swaps some members have the data of before and some the restored: started now, the old ones may form the
 * old cluster and take writes, which a later resume would move aside.
 * @param run the one that is not over
 * @throws E_RUN_UNFINISHED
 */
export function assertNotMidRestore(run: RecordedRun | undefined): void {
  if (run === undefined || !hasMoved(run)) return;
  const {id, workflow} = run.journal.header;
  if (workflow !== 'snapshot restore' && workflow !== 'snapshot undo') return;
  throw new OpsError(
    'E_RUN_UNFINISHED',
    `etcdops ${workflow} (run ${id}) is not finished, and has changed data of members: nothing may start before it is over`,
    {
      hints: goOnHints(run.state),
      details: {run: id},
    },
  );
}
