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
  readonly install: boolean;
}

function noV2Proxy(found: string): OpsError {
  return new OpsError('E_UNSUPPORTED', `${found} has no v2 proxy: etcd removed it in 3.6`, {
    hints: [
      '--etcd-version 3.5 makes a cluster that still has it',
      '--gateways N instead of --proxies works on every version',
    ],
  });
}

/** The version that a request means where no binary is at hand. */
function versionWithoutBinary(request: VersionRequest | undefined): string {
  if (request?.kind === 'exact') return request.version;
  if (request?.kind !== 'line') return NEWEST_KNOWN[NEWEST_LINE];
  if (isKnownLine(request.line)) return NEWEST_KNOWN[request.line];
  throw new OpsError('E_USAGE', `etcdops knows no etcd ${request.line}`, {
    hints: [`it knows ${Object.keys(NEWEST_KNOWN).join(', ')}`],
  });
}

/** The etcd for the new cluster: what is at hand, else installed where it is to be started, else only named. */
export async function chooseEtcd(
  adapters: ClusterContext['adapters'],
  {proxies, etcdVersion, install}: EtcdWish,
): Promise<{version: string; binDir?: string; bin?: EtcdBinDir}> {
  const request = etcdVersion === undefined ? undefined : requireVersionRequest(etcdVersion);
  const acceptable = (version: string): boolean => proxies === 0 || has(version, 'v2Proxy');
  const found = await findEtcd(adapters, request, acceptable);
  if (found !== undefined)
    return {version: found.version, binDir: resolve(adapters.cwd, found.dir), bin: found};
  if (proxies > 0 && (request === undefined || !acceptable(versionWithoutBinary(request)))) {
    throw noV2Proxy(request === undefined ? 'the etcd at hand' : `etcd ${versionWithoutBinary(request)}`);
  }
  if (!install) return {version: versionWithoutBinary(request)};
  const {installed} = await installEtcd(adapters, {
    requests: [etcdVersion ?? 'latest'],
    source: 'auto',
    dryRun: false,
  });
  const {version, binDir} = installed[0]!;
  return {version, binDir, bin: {version, dir: binDir}};
}
