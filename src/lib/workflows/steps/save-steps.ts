import {saveRunning} from '../snapshots/save-running.js';
import type {Binder} from './actions.js';

/** What the cluster holds before it becomes something else. */
export const saveSnapshotOf: Binder<'save-snapshot'> = (context, {path}) => {
  const isThere = async (): Promise<boolean> => (await context.cluster()).adapters.files.exists(path);
  return {
    doing: 'saving a snapshot of the cluster as it is',
    check: async () => ((await isThere()) ? 'done' : 'todo'),
    run: async () => saveRunning(await context.cluster(), path),
    holds: isThere,
  };
};
