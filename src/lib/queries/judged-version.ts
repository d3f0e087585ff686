import {isKnownLine, NEWEST_KNOWN, NEWEST_LINE, ETCD_LINES, lineOf} from '../domain/etcd-version/version.js';
import {OpsError} from '../errors/ops-error.js';
import {findEtcd, requireVersionRequest, type BinaryFinder} from './resolve-etcd.js';

/** The full version that a flag means: `3.5` is the newest release of that line that etcdops knows. */
export function meantVersion(flag: string, text: string): string {
  const request = requireVersionRequest(text);
  if (request.kind === 'latest') return NEWEST_KNOWN[NEWEST_LINE];
  const line = request.kind === 'line' ? request.line : lineOf(request.version);
  if (!isKnownLine(line)) {
    throw new OpsError('E_USAGE', `${flag}: etcdops knows no etcd ${line}`, {
      hints: [`it knows ${ETCD_LINES.join(', ')}`],
    });
  }
  return request.kind === 'line' ? NEWEST_KNOWN[line] : request.version;
}

/** The etcd that is at hand, else the newest that etcdops knows. Other programs under its name are passed over. */
export async function versionAtHand(finder: BinaryFinder): Promise<string> {
  const found = await findEtcd(finder, undefined, version => isKnownLine(lineOf(version)));
  return found?.version ?? NEWEST_KNOWN[NEWEST_LINE];
}
