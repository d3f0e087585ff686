import {lineOf} from '../etcd-version/version.js';
import {isSocket, type EtcdUrl} from './etcd-url.js';
import {canonicalHost, isIpAddress} from './host-kind.js';

/** `unknown`: only a name server can tell. */
export type PeerUrlComparison = 'same' | 'different' | 'unknown';

/** etcd resolves every host name but localhost before it compares. */
function isResolved(url: EtcdUrl): boolean {
  return !isSocket(url) && url.host !== 'localhost' && !isIpAddress(url.host);
}

/** A URL as etcd compares it; of an IPv6 address, 3.4 wants the same spelling. */
function comparedText(url: EtcdUrl, version: string): string {
  if (isSocket(url) || lineOf(version) === '3.4' || !isIpAddress(url.host)) return url.text;
  return `${url.scheme}://${canonicalHost(url.host)}:${url.port}`;
}

function withoutHosts(urls: readonly EtcdUrl[]): string {
  return urls
    .map(({scheme, port}) => `${scheme} ${port}`)
    .sort()
    .join();
}

/**
 * Whether the peer URLs that a member advertises are those that the initial cluster has for it.
 * @see https://github.com/etcd-io/etcd/blob/main/pkg/netutil/netutil.go (URLStringsEqual)
 */
export function comparePeerUrls(
  advertised: readonly EtcdUrl[],
  listed: readonly EtcdUrl[],
  version: string,
): PeerUrlComparison {
  const wanted = new Set(listed.map(url => comparedText(url, version)));
  const have = new Set(advertised.map(url => comparedText(url, version)));
  const extra = advertised.filter(url => !wanted.has(comparedText(url, version)));
  const missing = listed.filter(url => !have.has(comparedText(url, version)));
  if (extra.length === 0 && missing.length === 0) return 'same';
  const needsNames = [...extra, ...missing].some(isResolved);
  if (!needsNames || extra.length !== missing.length) return 'different';
  return withoutHosts(extra) === withoutHosts(missing) ? 'unknown' : 'different';
}
