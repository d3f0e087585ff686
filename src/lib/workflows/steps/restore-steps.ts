import {basename, dirname, join} from 'node:path';

import {restoreArgv, snapshotTool} from '../../domain/snapshots/restore-argv.js';
import type {Swap} from '../../domain/snapshots/swaps.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {verifySnapshot} from '../../queries/snapshots/verify-snapshot.js';
import type {SpecContext} from '../cluster-run.js';
import type {ActionInputs, Binder} from './actions.js';

/** The very file that was verified when the plan was made, or one with the same content. */
export const verifySnapshotFile: Binder<'verify-snapshot'> = (context, {path, sha256, ...stamp}) => ({
  doing: 'reading the snapshot',
  check: () => Promise.resolve('todo'),
  async run() {
    const {adapters, loaded} = await context.cluster();
    const found = await adapters.files.stampOf(path);
    const isSame =
      found?.sizeBytes === stamp.sizeBytes &&
      found.modifiedMs === stamp.modifiedMs &&
      found.inode === stamp.inode;
    if (isSame) return;
    const report = await verifySnapshot(adapters, path, {bin: await resolveEtcd(adapters, loaded.spec)});
    if (report.sha256 === sha256) return;
    throw new OpsError(
      'E_SNAPSHOT_INVALID',
      `${printable(path, 500)} is another file than when the plan was made`,
      {
        hints: ['the same line again plans anew'],
      },
    );
  },
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

/** Copying takes longest: nobody's disk is slower than this, and a minute is for all that is not copying. */
const SLOWEST_BYTES_PER_MS = 2_000;
const RESTORE_MS = 60_000;

async function timeoutFor({adapters: {files}}: SpecContext, path: string): Promise<number> {
  const {sizeBytes = 0} = (await files.stampOf(path)) ?? {};
  return RESTORE_MS + sizeBytes / SLOWEST_BYTES_PER_MS;
}

function toolFailed(tool: string, name: string, words: string): OpsError {
  const said = /^Error: (.*)$/m.exec(words)?.[1] ?? words.trim().split('\n').at(-1) ?? '';
  return new OpsError('E_TOOL_FAILED', `${tool} did not restore ${name}: ${printable(said, 300)}`, {
    hints: ['etcdops snapshot verify PATH'],
  });
}

interface Part {
  readonly dataDir: string;
  readonly walDir?: string;
}

/** A restore of etcd's own, into directories that nobody looks at. */
async function runTool(
  cluster: SpecContext,
  {node: name, path, ...input}: ActionInputs['restore-member'],
  part: Part,
): Promise<void> {
  const {adapters, loaded} = cluster;
  const {dir, version} = await resolveEtcd(adapters, loaded.spec);
  const tool = snapshotTool(version);
  const {bumpRevision: by, skipHashCheck, initialCluster, peerUrl, token, clusterId} = input;
  const argv = restoreArgv({
    ...{version, snapshotPath: path, name, initialCluster, peerUrl, token, skipHashCheck},
    ...part,
    ...(by === undefined ? {} : {bumpRevision: by}),
  });
  const {stdout, stderr, exitCode, timedOut} = await adapters.runner.run(join(dir, tool), argv, {
    timeoutMs: await timeoutFor(cluster, path),
    signal: adapters.signal,
    env: {PATH: adapters.env['PATH'] ?? '', ETCDCTL_API: '3'},
  });
  adapters.signal.throwIfAborted();
  if (timedOut) throw toolFailed(tool, name, 'it took too long');
  if (exitCode !== 0) throw toolFailed(tool, name, stderr || stdout);
  // Some of them end well and have done nothing.
  const made = await adapters.etcdData.lookAt(part);
  if (made?.clusterId !== clusterId)
    throw toolFailed(tool, name, `it made cluster ${made?.clusterId ?? 'none'}`);
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
  const {node, swaps} = input;
  const dataOf = (kind: Swap['kind']): Swap | undefined => swaps.find(swap => swap.kind === kind);
  const areThere = async (key: 'incoming' | 'live'): Promise<boolean> => {
    const {files} = (await context.cluster()).adapters;
    return (await Promise.all(swaps.map(swap => files.exists(swap[key])))).every(Boolean);
  };
  return {
    doing: `restoring ${node} beside its directories`,
    check: async () => ((await areThere('incoming')) ? 'done' : 'todo'),
    async run() {
      const cluster = await context.cluster();
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
        await runTool(cluster, input, part);
        await handOver(cluster, swaps, attempt);
      } catch (error) {
        await removeParts(cluster, swaps);
        throw error;
      }
    },
    async holds() {
      return (await areThere('incoming')) || (await areThere('live'));
    },
    async undo() {
      const cluster = await context.cluster();
      await removeParts(cluster, swaps);
      for (const {incoming} of swaps) await cluster.adapters.files.removeScratch(incoming);
    },
  };
};
