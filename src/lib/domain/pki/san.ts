import {isIP} from 'node:net';

import {printable} from '../text/printable.js';

/** A name that a certificate is good for. `value` is a DNS name or the text of an IP address. */
export interface San {
  readonly type: 'dns' | 'ip' | 'uri' | 'email';
  readonly value: string;
}

const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
const MAX_DNS_LENGTH = 253;

/** What people write for a name that is none, and what to say of it. */
const SLIPS: readonly {readonly looksSo: (text: string) => boolean; readonly says: string}[] = [
  {looksSo: text => text.includes('://'), says: 'is a URL: give the host alone, such as etcd1.example.com'},
  {looksSo: text => /[\s,]/.test(text), says: 'holds a space or a comma: give --san once for each name'},
  {
    looksSo: text => text.startsWith('[') || (/:\d+$/.test(text) && text.split(':').length === 2),
    says: 'has brackets or a port: give the host alone',
  },
  {
    looksSo: text => text.includes('/'),
    says: 'has a slash: certificates name single addresses, not networks',
  },
  {looksSo: text => /^[\d.]+$/.test(text), says: 'looks like an IP address and is none'},
  {
    looksSo: text => /[^\x00-\x7f]/.test(text),
    says: 'has characters beyond ASCII: write the name as it stands in DNS (xn--…)',
  },
];

function addressProblem(address: string): string | undefined {
  if (/^(0\.0\.0\.0|::|(0+:){7}0+)$/.test(address)) {
    return `${address} means "every address"; nobody connects to it, so no certificate can name it`;
  }
  return address.includes('%')
    ? `${printable(address)} has a zone, which no certificate can name`
    : undefined;
}

/** Why a text cannot be a name in a certificate, or undefined where it can. `*.` may stand before a DNS name. */
export function sanProblem(text: string): string | undefined {
  if (text === '') return 'the name is empty';
  if (isIP(text) !== 0) return addressProblem(text);
  const slip = SLIPS.find(({looksSo}) => looksSo(text));
  if (slip !== undefined) return `"${printable(text)}" ${slip.says}`;
  if (text.length > MAX_DNS_LENGTH) {
    return `"${printable(text, 24)}" has ${text.length} characters; a DNS name has at most ${MAX_DNS_LENGTH}`;
  }
  const labels = text.replace(/\.$/, '').replace(/^\*\./, '').split('.');
  if (labels.every(label => LABEL.test(label))) return undefined;
  return `"${printable(text)}" is neither an IP address nor a DNS name`;
}

/** A host or address without a problem as a name of a certificate, which has no dot at its end. */
export function sanOf(text: string): San {
  return isIP(text) === 0 ? {type: 'dns', value: text.replace(/\.$/, '')} : {type: 'ip', value: text};
}

/** An IPv6 address in the one form that all ways to write it have in common. */
export function canonicalIp(address: string): string {
  if (!address.includes(':') || isIP(address) !== 6) return address;
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

/** `DNS:localhost` and `dns:LOCALHOST` are one name, and so are `::1` and `0:0:0:0:0:0:0:1`. */
function sanKey({type, value}: San): string {
  return `${type}:${type === 'ip' ? canonicalIp(value) : value.toLowerCase()}`;
}

/** Each name once, in the order in which they were given. */
export function uniqueSans(sans: readonly San[]): San[] {
  return [...new Map(sans.map(san => [sanKey(san), san])).values()];
}

/** Whether a certificate with these names is good for a host, as Go and OpenSSL judge: `*` stands for one label. */
export function coversHost(sans: readonly San[], host: string): boolean {
  const wanted = sanOf(host);
  return sans.some(san => {
    if (san.type !== wanted.type) return false;
    if (sanKey(san) === sanKey(wanted)) return true;
    if (san.type !== 'dns' || !san.value.startsWith('*.')) return false;
    const rest = wanted.value.toLowerCase().split('.').slice(1).join('.');
    return rest !== '' && rest === san.value.slice(2).toLowerCase();
  });
}

/** `DNS:localhost`, `IP:127.0.0.1`: the way openssl prints them. */
export function formatSan({type, value}: San): string {
  const prefix = {dns: 'DNS', ip: 'IP', uri: 'URI', email: 'email'}[type];
  return `${prefix}:${value}`;
}
