import {join, resolve} from 'node:path';

import {dataDirOf} from '../../domain/layout/layout.js';
import {hasWal} from '../../queries/member-data.js';
import type {SpecContext} from '../cluster-run.js';
import type {FoundRestore} from './find-restore.js';
import {keptMember, type SwapInput} from './undo-dirs.js';

interface Kept {
  readonly restore: FoundRestore;
  /** Directories of the restore's that are still there. */
  readonly kept: ReadonlySet<string>;
}

/** Where a member had its log before the restore, as far as that is known; absolute. */
function logsBefore({loaded}: SpecContext, {before}: FoundRestore, own: readonly SwapInput[]): string[] {
  const inside = own.filter(({swap}) => swap.kind === 'data').map(({swap}) => join(keptMember(swap), 'wal'));
  const beside = own.filter(({swap}) => swap.kind === 'wal' && swap.hasOld).map(({swap}) => swap.aside);
  const {node} = own[0]!;
  // Both may have been edited for the restore.
  const same = (before ?? []).filter(one => one.name === node.name || dataDirOf(one) === dataDirOf(node));
  const left = same.flatMap(({walDir}) =>
    walDir === undefined || walDir === node.walDir ? [] : [resolve(loaded.folder, walDir)],
  );
  return [...inside, ...beside, ...left];
}

/**
 * Whether all that was kept of a member is there and has no log: its disk was new, or somebody had made the directories.
 * @param own the directories of one member
 */
async function isBare(
  cluster: SpecContext,
  {restore, kept}: Kept,
  own: readonly SwapInput[],
): Promise<boolean> {
  const {adapters} = cluster;
  const old = own.filter(({swap}) => swap.hasOld);
  const data = old.find(({swap}) => swap.kind === 'data')?.swap;
  if (data === undefined || old.some(({swap}) => !kept.has(swap.aside))) return false;
  const logs = logsBefore(cluster, restore, own).map(walDir => hasWal(adapters, {dataDir: '', walDir}));
  if ((await Promise.all(logs)).includes(true)) return false;
  // A database without a log may have had one that nobody has noted.
  const isKnown = restore.before !== undefined || old.length > 1;
  return isKnown || !(await adapters.files.exists(join(keptMember(data), 'snap', 'db')));
}

/** As if there had been none: directories in which a member had nothing on which it could start. */
export async function withoutBare(cluster: SpecContext, {restore, kept}: Kept): Promise<Kept> {
  const names = [...new Set(restore.swaps.map(({node}) => node.name))];
  const judged = await Promise.all(
    names.map(async name => {
      const own = restore.swaps.filter(({node}) => node.name === name);
      return (await isBare(cluster, {restore, kept}, own)) ? [name] : [];
    }),
  );
  const bare = new Set(judged.flat());
  const swaps = restore.swaps.map(({node, swap}) => ({
    node,
    swap: bare.has(node.name) ? {...swap, hasOld: false} : swap,
  }));
  const asides = swaps.filter(({swap}) => swap.hasOld).map(({swap}) => swap.aside);
  return {restore: {...restore, swaps}, kept: new Set(asides.filter(path => kept.has(path)))};
}
