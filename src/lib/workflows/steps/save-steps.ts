import {resolve} from 'node:path';

import {OpsError} from '../../errors/ops-error.js';
import {saveRunning} from '../snapshots/save-running.js';
import type {Binder} from './actions.js';

/** What the cluster cannot give, it may not give later either; who interrupts needs no other way. */
function withWayOut(error: unknown, without: string | undefined): unknown {
  if (!(error instanceof OpsError) || error.code === 'E_INTERRUPTED' || without === undefined) return error;
  const {code, message, hints, details, cause} = error;
  return new OpsError(code, message, {
    hints: [...hints, `etcdops run abort, then: ${without}`],
    details,
    cause,
  });
}

/** What the cluster holds before it becomes something else. */
export const saveSnapshotOf: Binder<'save-snapshot'> = (context, {path, without}) => {
  const at = resolve(context.folder, path);
  return {
    doing: 'saving a snapshot of the cluster as it is',
    check: async () => ((await (await context.cluster()).adapters.files.exists(at)) ? 'done' : 'todo'),
    run: async () =>
      saveRunning(await context.cluster(), at).catch((error: unknown) => {
        throw withWayOut(error, without);
      }),
    // `snapshot prune` may have put it in the trash since.
  };
};
