import {resolve} from 'node:path';

import {saveRunning} from '../snapshots/save-running.js';
import type {Binder} from './actions.js';

/** What the cluster holds before it becomes something else. */
export const saveSnapshotOf: Binder<'save-snapshot'> = (context, {path}) => {
  const at = resolve(context.folder, path);
  return {
    doing: 'saving a snapshot of the cluster as it is',
    check: async () => ((await (await context.cluster()).adapters.files.exists(at)) ? 'done' : 'todo'),
    run: async () => saveRunning(await context.cluster(), at),
    // `snapshot prune` may have put it in the trash since.
  };
};
