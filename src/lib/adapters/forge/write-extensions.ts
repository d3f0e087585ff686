import type {CertificateContent, ExtendedKeyUsage, KeyUsage} from '../../domain/pki/certificate.js';
import {canonicalIp, type San} from '../../domain/pki/san.js';
import {
  AUTHORITY_KEY_ID,
  BASIC_CONSTRAINTS,
  EXTENDED_KEY_USAGE,
  EXTENDED_USAGES,
  KEY_USAGE,
  KEY_USAGE_BITS,
  SUBJECT_ALT_NAME,
  SUBJECT_KEY_ID,
} from './extensions.js';
import {encodeDer, type DerNode} from './der.js';
import {bitString, constant, integer, objectId, octetString, sequence, tagged, TRUE} from './write-der.js';

/** The place of each kind of name among the alternatives. */
const SAN_TAGS: Readonly<Record<San['type'], number>> = {email: 1, dns: 2, uri: 6, ip: 7};

const USAGE_IDS: ReadonlyMap<ExtendedKeyUsage, string> = new Map(
  Object.entries(EXTENDED_USAGES).map(([oid, usage]) => [usage, oid]),
);

function extension(oid: string, value: DerNode): DerNode {
  return sequence(objectId(oid), octetString(encodeDer(value)));
}

function critical(oid: string, value: DerNode): DerNode {
  return sequence(objectId(oid), TRUE, octetString(encodeDer(value)));
}

function basicConstraints(pathLength: number | undefined): DerNode {
  return pathLength === undefined ? sequence() : sequence(TRUE, integer(pathLength.toString(16)));
}

/** One bit each, from the most significant on; bits behind the last one that is set are not written. */
function keyUsage(usages: readonly KeyUsage[]): DerNode {
  const bits = KEY_USAGE_BITS.reduce(
    (sum, usage, index) => (usage !== undefined && usages.includes(usage) ? sum | (0x80 >> index) : sum),
    0,
  );
  const unused = bits === 0 ? 0 : 31 - Math.clz32(bits & -bits);
  return bitString(Uint8Array.of(bits), unused);
}

/** 4 or 16 bytes. */
function ipBytes(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = [], tail = []] = (address.includes('.') ? canonicalIp(address) : address)
    .split('::')
    .map(part => part.split(':').filter(group => group !== ''));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return Buffer.from(groups.map(group => group.padStart(4, '0')).join(''), 'hex');
}

function alternativeName({type, value}: San): DerNode {
  return tagged(SAN_TAGS[type], type === 'ip' ? ipBytes(value) : Buffer.from(value));
}

type Use = Pick<CertificateContent, 'caPathLength' | 'keyUsage' | 'extendedKeyUsage'>;

const knownUses = new Map<string, DerNode[]>();

/** What a certificate may be used for: the same for all of its kind. */
function useExtensions({caPathLength, keyUsage: usages, extendedKeyUsage}: Use): DerNode[] {
  const kind = JSON.stringify([caPathLength, usages, extendedKeyUsage]);
  const known = knownUses.get(kind);
  if (known !== undefined) return known;
  const usageIds = extendedKeyUsage.map(usage => objectId(USAGE_IDS.get(usage) ?? usage));
  const extensions = [
    critical(BASIC_CONSTRAINTS, basicConstraints(caPathLength)),
    critical(KEY_USAGE, keyUsage(usages)),
    ...(usageIds.length === 0 ? [] : [extension(EXTENDED_KEY_USAGE, sequence(...usageIds))]),
  ].map(constant);
  knownUses.set(kind, extensions);
  return extensions;
}

/** Whose key signs: the same for all certificates of a CA. */
export function authorityKeyId(keyId: Buffer): DerNode {
  return constant(extension(AUTHORITY_KEY_ID, sequence(tagged(0, keyId))));
}

/** What a certificate says of its use, its key and its names. */
export function writeExtensions(
  content: CertificateContent,
  {keyId, authority}: {keyId: Buffer; authority: DerNode},
): DerNode {
  const {sans} = content;
  return sequence(
    ...useExtensions(content),
    extension(SUBJECT_KEY_ID, octetString(keyId)),
    authority,
    ...(sans.length === 0 ? [] : [extension(SUBJECT_ALT_NAME, sequence(...sans.map(alternativeName)))]),
  );
}
