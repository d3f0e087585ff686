import {
  compareVersions,
  isKnownLine,
  lineOf,
  NEWEST_KNOWN,
  NEWEST_LINE,
  type VersionRequest,
} from '../domain/etcd-version/version.js';
import {OpsError} from '../errors/ops-error.js';
import {findEtcd, requireVersionRequest, type BinaryFinder} from './resolve-etcd.js';

/** What a flag asks for; `latest` is the same as nothing. */
function parseAsked(asked: string | undefined): Exclude<VersionRequest, {kind: 'latest'}> | undefined {
  const request = asked === undefined ? undefined : requireVersionRequest(asked);
  if (request === undefined || request.kind === 'latest') return undefined;
  const line = request.kind === 'line' ? request.line : lineOf(request.version);
  if (isKnownLine(line)) return request;
  throw new OpsError('E_USAGE', `etcdops knows no etcd ${line}`, {
    hints: [`it knows ${Object.keys(NEWEST_KNOWN).join(', ')}`],
  });
}

/**
 * The full version of etcd as which files are read: the one asked for, else that of the binary at hand, else the newest
 * known. A line such as `3.5` means its newest release at hand.
 */
export async function etcdVersionFor(finder: BinaryFinder, asked: string | undefined): Promise<string> {
  const request = parseAsked(asked);
  if (request?.kind === 'exact') return request.version;
  const found = await findEtcd(finder, request, version => isKnownLine(lineOf(version)));
  const line = request?.line ?? NEWEST_LINE;
  return found?.version ?? NEWEST_KNOWN[isKnownLine(line) ? line : NEWEST_LINE];
}

/** The version to upgrade to: of a line its newest release, whatever is at hand. Throws where it is not newer. */
export function targetVersionFor(asked: string, from: string): string {
  const request = parseAsked(asked);
  const line = request?.kind === 'line' && isKnownLine(request.line) ? request.line : NEWEST_LINE;
  const target = request?.kind === 'exact' ? request.version : NEWEST_KNOWN[line];
  if (compareVersions(target, from) > 0) return target;
  throw new OpsError('E_USAGE', `--target-version ${target} is not newer than ${from}`, {
    hints: ['name the version that runs by --etcd-version'],
  });
}
