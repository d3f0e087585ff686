import {OpsError} from '../../src/lib/errors/ops-error.js';

/** The error with which a workflow refuses; throws where it does not. */
export async function refusalOf(promise: Promise<unknown>): Promise<OpsError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof OpsError) return error;
  throw new Error('no refusal', {cause: error});
}
