import {join} from 'node:path';

import {restoreArgv, snapshotTool} from '../../domain/snapshots/restore-argv.js';
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

function toolFailed(tool: string, name: string, words: string): OpsError {
  const said = /^Error: (.*)$/m.exec(words)?.[1] ?? words.trim().split('\n').at(-1) ?? '';
  return new OpsError('E_TOOL_FAILED', `${tool} did not restore ${name}: ${printable(said, 300)}`, {
    hints: ['etcdops snapshot verify PATH'],
  });
}

/** Directories that do not exist yet. */
export interface RestorePart {
  readonly dataDir: string;
  readonly walDir?: string;
}

/** One member of the cluster that the snapshot becomes. */
export type MemberRestore = Omit<ActionInputs['restore-member'], 'swaps'>;

/** A restore of etcd's own, into directories that nobody looks at. */
export async function runRestoreTool(
  cluster: SpecContext,
  {node: name, path, ...input}: MemberRestore,
  part: RestorePart,
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
