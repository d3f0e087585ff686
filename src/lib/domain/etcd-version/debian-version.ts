/**
 * The release of etcd in a Debian version: `3.4.23-4+b4` → `3.4.23`. Undefined for a pre-release (`3.6.0~rc1-1`)
 * and whatever is no such version.
 * @see https://www.debian.org/doc/debian-policy/ch-controlfields.html#version
 */
export function upstreamVersion(debianVersion: string): string | undefined {
  const upstream = debianVersion.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
  const match = /^(\d+\.\d+\.\d+)(?:\+.*)?$/.exec(upstream);
  return match?.[1];
}
