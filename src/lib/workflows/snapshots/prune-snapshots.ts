import {decideRetention, type KeptFile, type RetentionRules} from '../../domain/snapshots/retention.js';
import {byAge, type SavedFile} from '../../domain/snapshots/saved-snapshot.js';
import {expired, type TrashedFile} from '../../domain/snapshots/trash.js';
import {OpsError} from '../../errors/ops-error.js';
import {clusterIdentity} from '../../queries/cluster-state.js';
import type {ClusterContext} from '../cluster-run.js';
import {withSnapshots} from './lock-snapshots.js';
import {chooseTarget, type SnapshotTarget} from './target.js';

export interface PruneResult {
  readonly kept: readonly KeptFile[];
  /** What goes, or would go. */
  readonly removed: readonly SavedFile[];
  /** What goes, or would go, for good: from the trash, or what is moved there now. */
  readonly deleted: readonly TrashedFile[];
  readonly outcome: 'done' | 'nothing-to-do' | 'planned' | 'declined';
  /** Absolute: where the removed ones are. */
  readonly trash: string;
}

export interface PruneRequest {
  readonly rules: RetentionRules;
  /** How long what was moved to the trash stays there; 0: it goes at once. */
  readonly trashDays: number;
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

/** What no rule keeps, and what has been in the trash for long enough, looked at now. */
async function look(
  {adapters, loaded}: ClusterContext,
  target: SnapshotTarget,
  {rules, trashDays: days}: PruneRequest,
): Promise<Pick<PruneResult, 'kept' | 'removed' | 'deleted' | 'trash'>> {
  const [{snapshots}, trashed, whose] = await Promise.all([
    target.list(),
    target.listTrash(),
    clusterIdentity(adapters, loaded),
  ]);
  const {keep, remove} = decideRetention(snapshots, rules, whose);
  const now = adapters.clock.now();
  const going = remove.map(file => ({...file, trashedAt: now.toISOString()}));
  const kept = keep.map(({file}) => file);
  const deleted = expired({trashed: [...trashed, ...going], kept, whose, now, days});
  return {kept: keep, removed: remove, deleted, trash: target.trash};
}

/** The oldest first: killed anywhere, what is left is what is wanted longest. */
async function carryOut(
  {adapters: {signal}}: ClusterContext,
  target: SnapshotTarget,
  {removed, deleted}: Pick<PruneResult, 'removed' | 'deleted'>,
): Promise<void> {
  const moved = new Map<string, TrashedFile>();
  for (const file of [...removed].reverse()) {
    signal.throwIfAborted();
    moved.set(file.path, await target.setAside(file));
  }
  for (const file of byAge(deleted).reverse()) {
    signal.throwIfAborted();
    await target.remove(moved.get(file.path) ?? (file as TrashedFile));
  }
}

/** Moves the snapshots that no rule keeps to the trash folder, and deletes from there what it put there long ago. */
export async function pruneSnapshots(context: ClusterContext, request: PruneRequest): Promise<PruneResult> {
  const {adapters, loaded} = context;
  const {rules, dryRun, agree} = request;
  assertRules(rules);
  const target = await chooseTarget(adapters, {specFolder: loaded.folder});
  const plan = {...(await look(context, target, request)), outcome: 'planned'} as const;
  if (plan.removed.length + plan.deleted.length === 0) return {...plan, outcome: 'nothing-to-do'};
  if (dryRun) return plan;
  if (!(await agree(plan))) return {...plan, outcome: 'declined'};
  return withSnapshots(context, 'snapshot prune', async () => {
    await target.tidy();
    // While somebody thought about it others saved and pruned; nothing goes that was not agreed to.
    const now = await look(context, target, request);
    const agreedTo = <F extends SavedFile>(found: readonly F[], agreed: readonly SavedFile[]): F[] =>
      found.filter(({path}) => agreed.some(file => file.path === path));
    const removed = agreedTo(now.removed, plan.removed);
    const deleted = agreedTo(now.deleted, plan.deleted);
    await carryOut(context, target, {removed, deleted});
    return {...now, removed, deleted, outcome: 'done'};
  });
}
