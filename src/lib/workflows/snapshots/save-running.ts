import {dirname} from 'node:path';

import type {SpecContext} from '../cluster-run.js';
import {saveSnapshot} from './save-snapshot.js';

/** Saves a snapshot of the cluster that runs, with its manifest; whole under its name, or not there. */
export async function saveRunning(cluster: SpecContext, path: string): Promise<void> {
  await cluster.adapters.files.ensureDir(dirname(path), 0o700);
  await saveSnapshot(cluster, {path, dryRun: false});
}
