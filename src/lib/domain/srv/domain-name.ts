import {isIP} from 'node:net';

import {LABEL, labelLengthProblem, MAX_LABEL_LENGTH} from '../nodes/hosts.js';
import {srvNames} from '../proxies/srv-discovery.js';
import {printable} from '../text/printable.js';

const MAX_DNS_LENGTH = 253;
/** What etcd puts before the domain at most; a name behind it comes on top. */
const LONGEST_SERVICE = '_etcd-server-ssl';
const LONGEST_PREFIX = `${LONGEST_SERVICE}-._tcp.`;

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

/** The name under which DNS has an internationalised one; undefined where it is none. */
function asciiName(domain: string): string | undefined {
  const url = URL.canParse(`http://${domain}/`) ? new URL(`http://${domain}/`) : undefined;
  const name = url?.hostname;
  return name !== undefined && isAscii(name) && name.includes('xn--') ? name : undefined;
}

function beyondAscii(domain: string): string {
  const name = asciiName(domain);
  return name === undefined
    ? 'has characters that no DNS name can have'
    : `is an internationalised name: write it as it stands in DNS, ${name}`;
}

/** What people write for a domain that is none, and what to say of it. */
const SLIPS: readonly {
  readonly looksSo: (text: string) => boolean;
  readonly says: (text: string) => string;
}[] = [
  {looksSo: text => text.includes('://'), says: () => 'is a URL: give the domain alone, such as example.com'},
  {looksSo: text => /\s/.test(text), says: () => 'holds a space'},
  {looksSo: text => !isAscii(text), says: beyondAscii},
  {
    looksSo: text => text.startsWith('_'),
    says: () => 'begins with a service: give the domain behind _tcp alone, such as example.com',
  },
  {looksSo: text => /:\d*$/.test(text), says: () => 'has a port: SRV records tell the ports'},
  {
    looksSo: text => text.length > 1 && text.endsWith('.') && !text.endsWith('..'),
    says: text => `ends with a dot: write ${printable(text.slice(0, -1))}`,
  },
  {looksSo: text => text.split('.').includes(''), says: () => 'has an empty part between dots'},
  {looksSo: text => /^[\d.]+$/.test(text), says: () => 'is a number and no DNS name'},
];

/** @param label the parts between dots that are taken */
function problemOf(domain: string, label: RegExp): string | undefined {
  if (domain === '') return 'the domain is empty';
  if (isIP(domain) !== 0) return `${domain} is an IP address; SRV records are in a DNS domain`;
  const slip = SLIPS.find(({looksSo}) => looksSo(domain));
  if (slip !== undefined) return `"${printable(domain)}" ${slip.says(domain)}`;
  const most = MAX_DNS_LENGTH - LONGEST_PREFIX.length;
  if (domain.length > most) {
    return `the domain "${printable(domain, 24)}" has ${domain.length} characters; behind ${LONGEST_SERVICE} there is room for ${most}`;
  }
  const tooLong = labelLengthProblem(domain);
  if (tooLong !== undefined) return `the domain "${printable(domain, 24)}" ${tooLong}`;
  if (domain.split('.').every(part => label.test(part))) return undefined;
  return `"${printable(domain)}" is not a DNS name`;
}

/** Why a text cannot be the domain of SRV records, or undefined where it can. */
export function domainProblem(domain: string): string | undefined {
  return problemOf(domain, LABEL);
}

const ASKED_LABEL = /^\w([\w-]*\w)?$/;

/** Why etcd cannot find records in a domain. What nobody should choose, a dot at the end and `_`, it asks for. */
export function askedDomainProblem(domain: string): string | undefined {
  return problemOf(domain.replace(/\.$/, ''), ASKED_LABEL);
}

/** Why a text cannot be what `discovery-srv-name` appends to the name of the service. */
export function srvNameProblem(name: string): string | undefined {
  if (name === '') return 'the name is empty';
  const most = MAX_LABEL_LENGTH - `${LONGEST_SERVICE}-`.length;
  if (name.length > most) {
    return `the name "${printable(name, 24)}" has ${name.length} characters; behind ${LONGEST_SERVICE}- there is room for ${most}`;
  }
  if (LABEL.test(name)) return undefined;
  return `"${printable(name)}" cannot stand in a service name: use letters, digits and "-" between them`;
}

/** Why both together cannot be: each may be as long as DNS takes it. */
export function placeProblem({
  domain,
  name,
}: {
  domain: string;
  name?: string | undefined;
}): string | undefined {
  const {length} = srvNames('server', domain, name).tls;
  if (length <= MAX_DNS_LENGTH) return undefined;
  return `${LONGEST_SERVICE}-${printable(name ?? '', 24)}._tcp.${printable(domain, 24)} would have ${length} characters; a DNS name has at most ${MAX_DNS_LENGTH}`;
}
