import type {RunHeader} from '../../engine/journal-records.js';
import type {RunState} from '../../engine/run-state.js';
import {OpsError} from '../../errors/ops-error.js';

/** @throws E_RUN_UNKNOWN where nothing of the run is left to go on with, or to undo */
export function assertNotOver({id, workflow}: RunHeader, {end}: RunState): void {
  if (end === undefined) return;
  throw new OpsError('E_RUN_UNKNOWN', `run ${id} (${workflow}) is over: ${end}`, {
    hints: ['etcdops run list'],
  });
}
