import {join} from 'node:path';

import {DISCOVERY_DIR} from '../../domain/layout/layout.js';
import {ownServiceLaunch} from '../../queries/discovery/own-service.js';
import {newRunId, type ClusterContext} from '../cluster-run.js';
import {lockService} from './service-lock.js';
import {stopService} from './service-process.js';

/**
 * Ends the service of a spec that is to have none, and sets its data aside. Killed on the way, the same line again ends
 * what is left.
 * @throws E_LOCKED where somebody runs it in the foreground
 */
export async function leaveOwnService(context: ClusterContext): Promise<void> {
  const {adapters, loaded} = context;
  const {files, progress} = adapters;
  const launch = ownServiceLaunch({folder: loaded.folder});
  if (!(await files.exists(join(loaded.folder, DISCOVERY_DIR)))) return;
  const lock = await lockService(context, {command: 'convert-bootstrap', again: 'the same line again'});
  try {
    await stopService(adapters, launch);
    if (!(await files.exists(launch.dataDir))) return;
    const aside = `${launch.dataDir}.removed-${newRunId(adapters)}`;
    await files.rename(launch.dataDir, aside);
    progress.note(`the data of the discovery service is set aside: ${aside}`);
  } finally {
    await lock.release();
  }
}
