import {decideRetention, type KeptFile, type RetentionRules} from '../../domain/snapshots/retention.js';
import type {SavedFile} from '../../domain/snapshots/saved-snapshot.js';
import {OpsError} from '../../errors/ops-error.js';
import {clusterIdentity} from '../../queries/cluster-state.js';
import type {ClusterContext} from '../cluster-run.js';
import {withSnapshots} from './lock-snapshots.js';
import {createFileTarget, type SnapshotTarget} from './target.js';

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

/** What no rule keeps, looked at now. */
async function look(
  {adapters, loaded}: ClusterContext,
  target: SnapshotTarget,
  rules: RetentionRules,
): Promise<Pick<PruneResult, 'kept' | 'removed' | 'trash'>> {
  const {snapshots} = await target.list();
  const {keep, remove} = decideRetention(snapshots, rules, await clusterIdentity(adapters, loaded));
  return {kept: keep, removed: remove, trash: target.trash};
}

/** Moves the snapshots that no rule keeps to the trash folder. */
export async function pruneSnapshots(context: ClusterContext, request: PruneRequest): Promise<PruneResult> {
  const {adapters, loaded} = context;
  const {rules, dryRun, agree} = request;
  assertRules(rules);
  const target = createFileTarget(adapters, loaded.folder);
  const plan = {...(await look(context, target, rules)), outcome: 'planned'} as const;
  if (plan.removed.length === 0) return {...plan, outcome: 'nothing-to-do'};
  if (dryRun) return plan;
  if (!(await agree(plan))) return {...plan, outcome: 'declined'};
  return withSnapshots(context, 'snapshot prune', async () => {
    await target.tidy();
    // While somebody thought about it others saved and pruned; nothing goes that was not agreed to.
    const now = await look(context, target, rules);
    const agreed = new Set(plan.removed.map(({path}) => path));
    const removed = now.removed.filter(({path}) => agreed.has(path));
    // The oldest first: killed anywhere, what is left is what is wanted longest.
    for (const file of [...removed].reverse()) {
      adapters.signal.throwIfAborted();
      await target.setAside(file);
    }
    return {...now, removed, outcome: 'done'};
  });
}
