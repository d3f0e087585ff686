import {basename, dirname, join} from 'node:path';

import type {Swap} from '../../domain/snapshots/swaps.js';
import type {SpecContext} from '../cluster-run.js';
import {runRestoreTool} from '../snapshots/run-restore-tool.js';
import {assertSameSnapshot} from '../snapshots/same-snapshot.js';
import type {Binder} from './actions.js';
import {assertOwnSwaps} from './own-swaps.js';

const PLAN_ANEW = 'etcdops run abort, then the same line again plans anew';

export const verifySnapshotFile: Binder<'verify-snapshot'> = (context, {path, sha256, ...stamp}) => ({
  doing: 'reading the snapshot',
  check: () => Promise.resolve('todo'),
  run: async () => assertSameSnapshot(await context.cluster(), {path, sha256, stamp}, PLAN_ANEW),
  undo: () => Promise.resolve(),
});

/** One that is not whole yet has a name of its own: a tool that outlived a kill writes into the one of its run. */
function partOf({incoming}: Swap, attempt: string): string {
  return `${incoming}.part-${attempt}`;
}

async function removeParts({adapters: {files}}: SpecContext, swaps: readonly Swap[]): Promise<void> {
  for (const {incoming} of swaps) {
    const folder = dirname(incoming);
    const parts = (await files.list(folder)).filter(name => name.startsWith(`${basename(incoming)}.part-`));
    for (const name of parts) await files.removeScratch(join(folder, name));
  }
}

/** Into the place from which it is swapped in, the data last: with them the member is whole. */
async function handOver(
  {adapters: {files}}: SpecContext,
  swaps: readonly Swap[],
  attempt: string,
): Promise<void> {
  for (const swap of [...swaps].sort((a, b) => b.kind.localeCompare(a.kind))) {
    const part = partOf(swap, attempt);
    await files.removeScratch(swap.incoming);
    await files.rename(swap.isInner ? join(part, 'member') : part, swap.incoming);
    if (swap.isInner) await files.removeScratch(part);
  }
}

export const restoreMember: Binder<'restore-member'> = (context, input) => {
  const {node, swaps, path, sha256, stamp} = input;
  const reach = async (): Promise<SpecContext> => {
    await assertOwnSwaps(context, node, swaps);
    return context.cluster();
  };
  const dataOf = (kind: Swap['kind']): Swap | undefined => swaps.find(swap => swap.kind === kind);
  return {
    doing: `restoring ${node} beside its directories`,
    async check() {
      const {files} = (await reach()).adapters;
      const areThere = await Promise.all(swaps.map(({incoming}) => files.exists(incoming)));
      return areThere.every(Boolean) ? 'done' : 'todo';
    },
    // A resume comes later than the step that has looked at it.
    require: async () => assertSameSnapshot(await context.cluster(), {path, sha256, stamp}, PLAN_ANEW),
    async run() {
      const cluster = await reach();
      const {files, random} = cluster.adapters;
      await removeParts(cluster, swaps);
      const attempt = random.hex(4);
      for (const {incoming} of swaps) await files.ensureDir(dirname(incoming), 0o700);
      const wal = dataOf('wal');
      const part = {
        dataDir: partOf(dataOf('data')!, attempt),
        ...(wal === undefined ? {} : {walDir: partOf(wal, attempt)}),
      };
      try {
        await runRestoreTool(cluster, input, part);
        // What was copied meanwhile is what was verified only if it still is.
        await assertSameSnapshot(cluster, {path, sha256, stamp}, PLAN_ANEW);
        await handOver(cluster, swaps, attempt);
      } catch (error) {
        await removeParts(cluster, swaps);
        throw error;
      }
    },
    async holds() {
      const {files} = (await reach()).adapters;
      const isAnywhere = swaps.map(async ({incoming, live}) =>
        (await Promise.all([files.exists(incoming), files.exists(live)])).some(Boolean),
      );
      return (await Promise.all(isAnywhere)).every(Boolean);
    },
    async undo() {
      const cluster = await reach();
      await removeParts(cluster, swaps);
      for (const {incoming} of swaps) await cluster.adapters.files.removeScratch(incoming);
    },
  };
};
