import {isIP} from 'node:net';

/** Loopback means this machine, wherever it is said; unspecified means each address of a machine. */
export type HostKind = 'loopback' | 'unspecified' | 'address' | 'name';

/** An address as Go's `net.ParseIP` takes it, which knows no zones. */
export function isIpAddress(host: string): boolean {
  return isIP(host) !== 0 && !host.includes('%');
}

/** `::ffff:7f00:1`, the form in which IPv6 carries an IPv4 address, as `127.0.0.1`. */
function withoutMapping(address: string): string {
  const match = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address);
  if (match === null) return address;
  const parts = match.slice(1).map(part => parseInt(part, 16));
  return parts.flatMap(part => [part >> 8, part & 255]).join('.');
}

/** One spelling for each host: lower case, and IPv6 in its shortest form. */
export function canonicalHost(host: string): string {
  if (!isIpAddress(host)) return host.toLowerCase();
  return isIP(host) === 4 ? host : withoutMapping(new URL(`http://[${host}]`).hostname.slice(1, -1));
}

export function hostKindOf(host: string): HostKind {
  const canonical = canonicalHost(host);
  if (canonical === 'localhost' || canonical === '::1') return 'loopback';
  // Go takes no host at all for this machine, as it takes those two.
  if (['0.0.0.0', '::', ''].includes(canonical)) return 'unspecified';
  if (!isIpAddress(canonical)) return 'name';
  return isIP(canonical) === 4 && canonical.startsWith('127.') ? 'loopback' : 'address';
}

/**
 * Addresses of private networks: no address translation between networks gives such a one to the outside.
 * @see https://www.rfc-editor.org/rfc/rfc1918 and https://www.rfc-editor.org/rfc/rfc4193
 */
export function isPrivateAddress(host: string): boolean {
  const canonical = canonicalHost(host);
  return (
    /^10\./.test(canonical) ||
    /^192\.168\./.test(canonical) ||
    /^172\.(?:1[6-9]|2\d|3[01])\./.test(canonical) ||
    /^f[cd][\da-f]{2}:/.test(canonical)
  );
}
