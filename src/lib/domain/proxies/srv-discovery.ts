/** Whose URLs the records name: of client ports, or of peer ports, which a v2 proxy asks. */
export type SrvKind = 'client' | 'server';

/** The names under which etcd looks for URLs: with TLS, and without. */
export function srvNames(
  kind: SrvKind,
  domain: string,
  service: string | undefined,
): {tls: string; plain: string} {
  const suffix = service === undefined || service === '' ? '' : `-${service}`;
  return {
    tls: `_etcd-${kind}-ssl${suffix}._tcp.${domain}`,
    plain: `_etcd-${kind}${suffix}._tcp.${domain}`,
  };
}

/**
 * Whether `--insecure-discovery` has to be set: where DNS names only members without TLS, which etcd otherwise drops, to
 * fall back to 127.0.0.1:2379 without a word. With members of both kinds those with TLS are enough.
 */
export function needsInsecureDiscovery(found: {readonly tls: number; readonly plain: number}): boolean {
  return found.tls === 0 && found.plain > 0;
}
