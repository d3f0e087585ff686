import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import {snapshotTool} from '../../domain/snapshots/restore-argv.js';

const LEAST_MS = 60_000;

/**
 * The last revision in a database that no member runs on; undefined where it cannot be read. Writes that stand in the log
 * alone come after it.
 */
export async function databaseRevision(
  {runner, env, signal}: Pick<Adapters, 'runner' | 'env' | 'signal'>,
  {dir, version}: EtcdBinDir,
  path: string,
): Promise<number | undefined> {
  const argv = ['snapshot', 'status', path, '--write-out=json'];
  const {stdout, exitCode} = await runner.run(join(dir, snapshotTool(version)), argv, {
    timeoutMs: LEAST_MS,
    signal,
    env: {PATH: env['PATH'] ?? '', ETCDCTL_API: '3'},
  });
  signal.throwIfAborted();
  if (exitCode !== 0) return undefined;
  try {
    const {revision} = JSON.parse(stdout) as {revision?: unknown};
    return Number.isSafeInteger(revision) ? (revision as number) : undefined;
  } catch {
    // A help text: the tool cannot do it.
    return undefined;
  }
}
