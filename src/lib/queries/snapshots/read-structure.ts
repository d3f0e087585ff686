import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import {snapshotTool} from '../../domain/snapshots/restore-argv.js';
import {toolEnv} from '../../domain/snapshots/tool-env.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
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

function isMissing(error: unknown): boolean {
  return error instanceof OpsError && error.details['systemCode'] === 'ENOENT';
}

function withoutTool({dir, version}: EtcdBinDir, tool: string): OpsError {
  return new OpsError('E_ETCD_BINARY', `${printable(dir, 500)} has no ${tool}, which reads snapshots`, {
    hints: [`etcdops etcd install ${version}`, 'or name a folder that has it: --etcd-bin-dir DIR'],
  });
}

/** What etcd's own tool reads in the file, or in its words why it cannot. */
export async function readStructure(
  {runner, env, signal}: Pick<Adapters, 'runner' | 'env' | 'signal'>,
  {bin, path, sizeBytes}: Structure,
): Promise<ReadStructure> {
  const tool = snapshotTool(bin.version);
  const timeoutMs = LEAST_MS + (sizeBytes / 1e6) * MS_PER_MB;
  const options = {timeoutMs, signal, env: toolEnv(env)};
  const result = await runner.run(join(bin.dir, tool), statusArgv(path), options).catch((error: unknown) => {
    throw isMissing(error) ? withoutTool(bin, tool) : error;
  });
  signal.throwIfAborted();
  if (result.timedOut) return {problem: `${tool} did not end within ${Math.round(timeoutMs / 1000)} s`};
  const status = result.exitCode === 0 ? parseToolStatus(result.stdout) : undefined;
  return status === undefined ? {problem: `${tool}: ${lastWords(result.stderr)}`} : {status};
}
