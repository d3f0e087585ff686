import {resolve} from 'node:path';

import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {has} from '../domain/etcd-version/capabilities.js';
import {NEWEST_KNOWN, NEWEST_LINE, isKnownLine, type VersionRequest} from '../domain/etcd-version/version.js';
import {OpsError} from '../errors/ops-error.js';
import {findEtcd, requireVersionRequest} from '../queries/resolve-etcd.js';
import type {ClusterContext} from './cluster-run.js';
import {installEtcd} from './install-etcd.js';

/** What a new cluster wants of its etcd. */
export interface EtcdWish {
  /** `3.7`, `3.7.3` or `latest`. */
  readonly etcdVersion: string | undefined;
  /** How many v2 proxies there are to be: they need a version that has them. */
  readonly proxies: number;
  /** Get it where it is not at hand; else it is only named. */
  readonly mayInstall: boolean;
}

/**
 * For somebody who has a cluster and wants a proxy before it.
 * @param found `etcd 3.7.3`
 */
export function v2ProxyGone(found: string, wayOut: string): OpsError {
  return new OpsError('E_UNSUPPORTED', `${found} has no v2 proxy: etcd removed it in 3.6`, {
    hints: ['etcdops gateway start passes v3 clients on, on every version', wayOut],
  });
}

function noV2Proxy(found: string): OpsError {
  return new OpsError('E_UNSUPPORTED', `${found} has no v2 proxy: etcd removed it in 3.6`, {
    hints: [
      '--etcd-version 3.5 makes a cluster that still has it',
      '--gateways N instead of --proxies works on every version',
    ],
  });
}

function unknownLine(line: string): OpsError {
  return new OpsError('E_USAGE', `etcdops knows no etcd ${line}`, {
    hints: [`it knows ${Object.keys(NEWEST_KNOWN).join(', ')}`],
  });
}

/** The version that a request means where no binary is at hand. */
function versionWithoutBinary(request: VersionRequest | undefined): string {
  if (request?.kind === 'exact') return request.version;
  if (request?.kind !== 'line') return NEWEST_KNOWN[NEWEST_LINE];
  if (isKnownLine(request.line)) return NEWEST_KNOWN[request.line];
  throw unknownLine(request.line);
}

/** What a flag asks for, refused where etcdops does not know it, before any binary is looked at. */
function parseWish(etcdVersion: string | undefined): VersionRequest | undefined {
  if (etcdVersion === undefined) return undefined;
  const request = requireVersionRequest(etcdVersion);
  if (request.kind === 'line' && !isKnownLine(request.line)) throw unknownLine(request.line);
  return request;
}

async function install(adapters: ClusterContext['adapters'], etcdVersion = 'latest'): Promise<ChosenEtcd> {
  const {installed} = await installEtcd(adapters, {requests: [etcdVersion], source: 'auto', dryRun: false});
  const {version, binDir} = installed[0]!;
  return {version, binDir, bin: {version, dir: binDir}};
}

export interface ChosenEtcd {
  readonly version: string;
  /** Absolute. */
  readonly binDir?: string;
  readonly bin?: EtcdBinDir;
}

/** The etcd for the new cluster: what is at hand, else installed where it is to be started, else only named. */
export async function chooseEtcd(
  adapters: ClusterContext['adapters'],
  {proxies, etcdVersion, mayInstall}: EtcdWish,
): Promise<ChosenEtcd> {
  const request = parseWish(etcdVersion);
  const acceptable = (version: string): boolean => proxies === 0 || has(version, 'v2Proxy');
  const found = await findEtcd(adapters, request, acceptable);
  if (found !== undefined) {
    return {version: found.version, binDir: resolve(adapters.cwd, found.dir), bin: found};
  }
  const version = versionWithoutBinary(request);
  if (!acceptable(version)) throw noV2Proxy(request === undefined ? 'the etcd at hand' : `etcd ${version}`);
  return mayInstall ? install(adapters, etcdVersion) : {version};
}
