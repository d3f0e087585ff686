import {join} from 'node:path';

import {restoreArgv, snapshotTool} from '../../domain/snapshots/restore-argv.js';
import {toolEnv} from '../../domain/snapshots/tool-env.js';
import {lastWords} from '../../domain/snapshots/tool-status.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import type {SpecContext} from '../cluster-run.js';
import type {ActionInputs} from '../steps/actions.js';

/** Copying takes longest: nobody's disk is slower than this, and a minute is for all that is not copying. */
const SLOWEST_BYTES_PER_MS = 2_000;
const RESTORE_MS = 60_000;

async function timeoutFor({adapters: {files}}: SpecContext, path: string): Promise<number> {
  const {sizeBytes = 0} = (await files.stampOf(path)) ?? {};
  return RESTORE_MS + sizeBytes / SLOWEST_BYTES_PER_MS;
}

/** @param why in words, perhaps the tool's own */
function toolFailed(tool: string, {node, path}: MemberRestore, why: string): OpsError {
  return new OpsError('E_TOOL_FAILED', `${tool} did not restore ${node}: ${printable(why, 300)}`, {
    hints: [etcdopsLine('snapshot', 'verify', path)],
  });
}

/** Directories that do not exist yet. */
export interface RestorePart {
  readonly dataDir: string;
  readonly walDir?: string;
}

/** One member of the cluster that the snapshot becomes. */
export type MemberRestore = Omit<ActionInputs['restore-member'], 'swaps' | 'sha256' | 'stamp'>;

/** A restore of etcd's own, into directories that nobody looks at. */
export async function runRestoreTool(
  cluster: SpecContext,
  member: MemberRestore,
  part: RestorePart,
): Promise<void> {
  const {adapters, loaded} = cluster;
  const {node: name, path} = member;
  const {dir, version} = await resolveEtcd(adapters, loaded.spec);
  const tool = snapshotTool(version);
  const {bumpRevision: by, skipHashCheck, initialCluster, peerUrl, token, clusterId} = member;
  const argv = restoreArgv({
    ...{version, snapshotPath: path, name, initialCluster, peerUrl, token, skipHashCheck},
    ...part,
    ...(by === undefined ? {} : {bumpRevision: by}),
  });
  const {stdout, stderr, exitCode, timedOut} = await adapters.runner.run(join(dir, tool), argv, {
    timeoutMs: await timeoutFor(cluster, path),
    signal: adapters.signal,
    env: toolEnv(adapters.env),
  });
  adapters.signal.throwIfAborted();
  if (timedOut) throw toolFailed(tool, member, 'it took too long');
  if (exitCode !== 0) throw toolFailed(tool, member, lastWords(stderr || stdout));
  // Some of them end well and have done nothing.
  const made = await adapters.etcdData.lookAt(part);
  if (made?.clusterId !== clusterId)
    throw toolFailed(tool, member, `it made cluster ${made?.clusterId ?? 'none'}`);
}
