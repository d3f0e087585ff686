import {join} from 'node:path';

import type {Lock} from '../../adapters/files/lock.js';
import {SNAPSHOTS_LOCK_FILE} from '../../domain/layout/layout.js';
import {decideRetention, type KeptFile, type RetentionRules} from '../../domain/snapshots/retention.js';
import type {SavedFile} from '../../domain/snapshots/saved-snapshot.js';
import {OpsError} from '../../errors/ops-error.js';
import type {ClusterContext} from '../cluster-run.js';
import {ensureStateDir} from '../place-files.js';
import {createFileTarget} from './target.js';

export interface PruneResult {
  readonly kept: readonly KeptFile[];
  /** What goes, or would go. */
  readonly removed: readonly SavedFile[];
  readonly outcome: 'done' | 'nothing-to-do' | 'planned' | 'declined';
  /** Absolute: where the removed ones are. */
  readonly trash: string;
}

export interface PruneRequest {
  readonly rules: RetentionRules;
  readonly dryRun: boolean;
  /** Asked once it is known what goes. */
  readonly agree: (plan: PruneResult) => Promise<boolean>;
}

function assertRules({last, hourly, daily, weekly}: RetentionRules): void {
  if (last + hourly + daily + weekly > 0) return;
  throw new OpsError('E_USAGE', 'nothing says which snapshots are kept', {
    hints: ['etcdops snapshot prune --keep 5 --keep-hourly 24 --keep-daily 7 --keep-weekly 4'],
  });
}

/** Moves the snapshots that no rule keeps to the trash folder. */
export async function pruneSnapshots(context: ClusterContext, request: PruneRequest): Promise<PruneResult> {
  const {adapters, loaded} = context;
  assertRules(request.rules);
  const target = createFileTarget(adapters, loaded.folder);
  const lock: Lock | undefined = request.dryRun ? undefined : await lockSnapshots(context);
  try {
    const {snapshots} = await target.list();
    const {keep, remove} = decideRetention(snapshots, request.rules, loaded.spec.cluster);
    const plan = {kept: keep, removed: remove, outcome: 'planned', trash: target.trash} as const;
    if (remove.length === 0) return {...plan, outcome: 'nothing-to-do'};
    if (request.dryRun) return plan;
    if (!(await request.agree(plan))) return {...plan, outcome: 'declined'};
    // The oldest first: killed anywhere, what is left is what is wanted longest.
    for (const file of [...remove].reverse()) {
      adapters.signal.throwIfAborted();
      await target.setAside(file);
    }
    return {...plan, outcome: 'done'};
  } finally {
    await lock?.release();
  }
}

async function lockSnapshots({adapters, loaded}: ClusterContext): Promise<Lock> {
  await ensureStateDir(adapters, loaded.folder);
  return adapters.acquireLock(join(loaded.folder, SNAPSHOTS_LOCK_FILE), 'snapshot prune');
}
