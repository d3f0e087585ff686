import {isIP} from 'node:net';

import {printable} from '../text/printable.js';

/** What stands between the dots of a DNS name. */
export const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const UNSPECIFIED = new Set(['0.0.0.0', '::', '0:0:0:0:0:0:0:0']);

/** Whether others can reach the address: not a wildcard, not a multicast group. */
function addressProblem(address: string): string | undefined {
  if (UNSPECIFIED.has(address)) {
    return `${address} means "every address" and cannot be advertised: name the address that others reach`;
  }
  const first = Number(address.split('.')[0]);
  if ((isIP(address) !== 6 && first >= 224) || address.toLowerCase().startsWith('ff')) {
    return `${address} is a multicast or reserved address`;
  }
  return undefined;
}

/** What people write for a host that is none, and what to say of it. */
const SLIPS: readonly {readonly looksSo: (host: string) => boolean; readonly message: string}[] = [
  {
    looksSo: host => host.includes('://'),
    message: 'is a URL: give the host alone, such as 10.0.0.1 or etcd1.example.com',
  },
  {
    looksSo: host => host.startsWith('[') && host.endsWith(']') && isIP(host.slice(1, -1)) === 6,
    message: 'is an IPv6 address in brackets: write it without them',
  },
  {
    looksSo: host => /:\d*$/.test(host),
    message: 'has a port: give the host alone; ports follow from --base-port or from ports in the spec',
  },
  {looksSo: host => /^[\d.]+$/.test(host), message: 'looks like an IP address and is none'},
];

/** Characters of a label. */
export const MAX_LABEL_LENGTH = 63;

/** What is wrong with the length of what stands between the dots of a name, to stand behind it; or undefined. */
export function labelLengthProblem(name: string): string | undefined {
  const long = name.split('.').find(label => label.length > MAX_LABEL_LENGTH);
  if (long === undefined) return undefined;
  return `has a part of ${long.length} characters between its dots; DNS has room for ${MAX_LABEL_LENGTH}`;
}

/** Why a text cannot be the host of a node, or undefined where it can. A host has no scheme and no port. */
export function hostProblem(host: string): string | undefined {
  if (host === '') return 'the host is empty';
  if (isIP(host)) return addressProblem(host);
  const slip = SLIPS.find(({looksSo}) => looksSo(host));
  if (slip !== undefined) return `"${printable(host)}" ${slip.message}`;
  if (host.length > 253)
    return `the host "${printable(host, 24)}" has ${host.length} characters; a DNS name has at most 253`;
  const tooLong = labelLengthProblem(host);
  if (tooLong !== undefined) return `the host "${printable(host, 24)}" ${tooLong}`;
  const labels = host.replace(/\.$/, '').split('.');
  if (labels.every(label => LABEL.test(label))) return undefined;
  return `"${printable(host)}" is neither an IP address nor a DNS name`;
}

/** Why a text cannot be a listen address: etcd binds to IP addresses only. */
export function ipProblem(address: string): string | undefined {
  if (isIP(address)) return undefined;
  return `"${printable(address)}" is not an IP address; etcd listens on IP addresses only`;
}

/** `::1` → `[::1]`, everything else as it is: the form that URLs and `host:port` need. */
export function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** Loopback addresses and `localhost`: certainly this machine, on whichever machine the question is asked. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Certainly the machine with these addresses: a loopback host, or one of them. */
export function isHostOf(host: string, ownAddresses: readonly string[]): boolean {
  return isLoopback(host) || ownAddresses.includes(host);
}

/** What listens there takes the port on every address of its machine. */
export function isWildcard(address: string): boolean {
  return UNSPECIFIED.has(address);
}
