import type {Adapters} from '../../adapters/adapters.js';
import {OpsError} from '../../errors/ops-error.js';
import {findUnfinished, type RecordedRun} from '../../queries/run-journals.js';

/** The run that is not over. A journal that cannot be read stands in nobody's way who begins no run of that kind. */
export async function readableUnfinished(
  adapters: Pick<Adapters, 'files'>,
  folder: string,
): Promise<RecordedRun | undefined> {
  try {
    return await findUnfinished(adapters, folder);
  } catch (error) {
    if (error instanceof OpsError) return undefined;
    throw error;
  }
}
