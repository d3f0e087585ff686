import type {RunState} from '../../engine/run-state.js';
import {OpsError} from '../../errors/ops-error.js';

/** These say by themselves that the run is not over, or that it must not simply go on. */
const KEPT: readonly string[] = ['E_INTERRUPTED', 'E_TIMEOUT', 'E_DRIFTED', 'E_CLUSTER_MISMATCH'];

/** Told to stop, the general hint to type the same again is of less use than what goes on with just this run. */
function isInterruption({code}: OpsError): boolean {
  return code === 'E_INTERRUPTED' || code === 'E_TIMEOUT';
}

/**
 * The error of a run that has changed something and is not over. A bug stays what it is.
 * @param next what goes on with the run
 */
export function asPartway(error: unknown, runId: string, next: readonly string[]): unknown {
  if (!(error instanceof OpsError)) return error;
  const {code, message, details} = error;
  const isKept = KEPT.includes(code);
  return new OpsError(isKept ? code : 'E_PARTWAY', message, {
    cause: error,
    hints: isInterruption(error) ? next : [...error.hints, ...next],
    details: {...details, run: runId, ...(isKept ? {} : {reason: code})},
  });
}

/** Of a run that is carried out, for the first time or again. */
export const RESUME_OR_ABORT = [
  'etcdops run resume goes on where it stopped',
  'etcdops run abort undoes what can be undone',
];

/** Where another command finds a run that is not over in its way. */
export function goOnHints({aborting}: Pick<RunState, 'aborting'>): string[] {
  return aborting
    ? ['etcdops run abort finishes undoing it']
    : ['etcdops run resume finishes it', 'etcdops run abort undoes what can be undone'];
}
