import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import {snapshotTool} from '../../domain/snapshots/restore-argv.js';
import {toolEnv} from '../../domain/snapshots/tool-env.js';
import {lastWords, parseToolStatus, statusArgv, type ToolStatus} from '../../domain/snapshots/tool-status.js';

/** A gigabyte takes a few seconds; a slow disk reads it in two minutes. */
const LEAST_MS = 60_000;
const MS_PER_MB = 100;

export interface Structure {
  readonly bin: EtcdBinDir;
  readonly path: string;
  readonly sizeBytes: number;
}

export type ReadStructure = {readonly status: ToolStatus} | {readonly problem: string};

/** What etcd's own tool reads in the file, or in its words why it cannot. */
export async function readStructure(
  {runner, env, signal}: Pick<Adapters, 'runner' | 'env' | 'signal'>,
  {bin, path, sizeBytes}: Structure,
): Promise<ReadStructure> {
  const tool = snapshotTool(bin.version);
  const timeoutMs = LEAST_MS + (sizeBytes / 1e6) * MS_PER_MB;
  const result = await runner.run(join(bin.dir, tool), statusArgv(path), {
    timeoutMs,
    signal,
    env: toolEnv(env),
  });
  signal.throwIfAborted();
  if (result.timedOut) return {problem: `${tool} did not end within ${Math.round(timeoutMs / 1000)} s`};
  const status = result.exitCode === 0 ? parseToolStatus(result.stdout) : undefined;
  return status === undefined ? {problem: `${tool}: ${lastWords(result.stderr)}`} : {status};
}
