import {join, resolve} from 'node:path';

import {parseDiscoveryUrl} from '../../domain/discovery/discovery-url.js';
import {judgeRegistry} from '../../domain/discovery/registry.js';
import type {EtcdProcess} from '../../domain/process/etcd-process.js';
import {givenOf, valueOf} from '../../domain/process/values.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {openRegistry} from '../../queries/discovery/open-registry.js';
import type {ClusterContext} from '../cluster-run.js';
import type {PlannedStart} from './plan-start.js';

type Checker = ClusterContext['adapters'];

/** A v2 proxy keeps what it was told of the members, and asks the service no more. */
async function knowsMembers(
  {files}: Checker,
  {folder, name}: PlannedStart,
  process: EtcdProcess,
): Promise<boolean> {
  const dataDir = valueOf(process, 'data-dir') ?? `${name}.etcd`;
  return files.exists(join(resolve(folder, dataDir), 'proxy', 'cluster'));
}

/** What is wrong with the token for a proxy that starts now; undefined where it finds the members. */
async function problemOf(adapters: Checker, start: PlannedStart, url: string): Promise<string | undefined> {
  const parsed = parseDiscoveryUrl(url);
  if (parsed === undefined) return undefined;
  const place = {protocol: 'v2', url: parsed} as const;
  const registry = openRegistry(adapters, place, {folder: start.folder, toldBy: 'flags'});
  const content = await registry.read().catch((error: unknown) => errorMessage(error));
  adapters.signal.throwIfAborted();
  if (typeof content === 'string') return `${content}; the proxy would wait for it without an end`;
  const {state, missingCount} = judgeRegistry(content);
  if (state === 'used-up') return undefined;
  if (state === 'waiting') return `${missingCount} of the members have not registered, and it waits for all`;
  return 'the service has no such token';
}

/**
 * A v2 proxy that asks a discovery service does so at its first start, and waits for ever for one that is gone.
 * @throws E_PREFLIGHT unless `allowUnreachable`
 */
export async function checkDiscovery(
  adapters: Checker,
  start: PlannedStart,
  {process, allowUnreachable}: {process: EtcdProcess; allowUnreachable: boolean},
): Promise<void> {
  const url = givenOf(process, 'discovery')?.value;
  // Behind a proxy of HTTP it sees another network than we do.
  if (start.role !== 'v2-proxy' || url === undefined || givenOf(process, 'discovery-proxy')) return;
  if (await knowsMembers(adapters, start, process)) return;
  const problem = await problemOf(adapters, start, url);
  if (problem === undefined) return;
  const message = `--discovery ${printable(url, 200)}: ${problem}`;
  if (allowUnreachable) return adapters.progress.warn(message);
  throw new OpsError('E_PREFLIGHT', message, {
    hints: [
      'name the members: --initial-cluster infra0=http://10.0.0.1:2380',
      'or start it all the same: --allow-unreachable',
    ],
  });
}
