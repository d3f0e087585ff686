import type {ExtendedKeyUsage, KeyUsage} from '../../domain/pki/certificate.js';
import type {San} from '../../domain/pki/san.js';
import {bytesOf, childrenOf, CONTEXT, oidOf, parseDer, type DerNode} from './der.js';

/** In a TBSCertificate extensions stand behind `[3]`. */
export const EXTENSIONS_TAG = 3;

export const SUBJECT_KEY_ID = '2.5.29.14';
export const KEY_USAGE = '2.5.29.15';
export const SUBJECT_ALT_NAME = '2.5.29.17';
export const BASIC_CONSTRAINTS = '2.5.29.19';
export const AUTHORITY_KEY_ID = '2.5.29.35';
export const EXTENDED_KEY_USAGE = '2.5.29.37';

const KNOWN: ReadonlySet<string> = new Set([
  SUBJECT_KEY_ID,
  KEY_USAGE,
  SUBJECT_ALT_NAME,
  BASIC_CONSTRAINTS,
  AUTHORITY_KEY_ID,
  EXTENDED_KEY_USAGE,
]);

/**
 * The decoded value of each extension that is known here; of others nobody says that they are DER. An extension is: OID,
 * `critical` where it is, an octet string with the value.
 */
export function extensionsByOid(container: DerNode | undefined): Map<string, DerNode> {
  const list = childrenOf(childrenOf(container)[0]);
  return new Map(
    list.flatMap(extension => {
      const parts = childrenOf(extension);
      const oid = oidOf(parts[0]);
      return KNOWN.has(oid) ? [[oid, parseDer(bytesOf(parts.at(-1)))] as const] : [];
    }),
  );
}

/** From the most significant bit on. */
export const KEY_USAGE_BITS: readonly (KeyUsage | undefined)[] = [
  'digitalSignature',
  undefined,
  'keyEncipherment',
  undefined,
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
];

function keyUsageOf(node: DerNode): KeyUsage[] {
  const bits = bytesOf(node)[1] ?? 0;
  return KEY_USAGE_BITS.flatMap((usage, index) =>
    usage !== undefined && (bits & (0x80 >> index)) !== 0 ? [usage] : [],
  );
}

export const EXTENDED_USAGES: Readonly<Record<string, ExtendedKeyUsage>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '2.5.29.37.0': 'any',
};

function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({length: 8}, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}

/** Names that have no use in TLS are passed over. */
function sansOf(node: DerNode): San[] {
  return childrenOf(node).flatMap((name): San[] => {
    if (name.tagClass !== CONTEXT) return [];
    const bytes = bytesOf(name);
    switch (name.type as number) {
      case 1:
        return [{type: 'email', value: bytes.toString('latin1')}];
      case 2:
        return [{type: 'dns', value: bytes.toString('latin1')}];
      case 6:
        return [{type: 'uri', value: bytes.toString('latin1')}];
      case 7:
        return bytes.length === 4 || bytes.length === 16 ? [{type: 'ip', value: ipText(bytes)}] : [];
      default:
        return [];
    }
  });
}

export interface ReadExtensions {
  readonly sans: readonly San[];
  readonly isCa: boolean;
  readonly pathLength?: number;
  readonly keyUsage?: readonly KeyUsage[];
  readonly extendedKeyUsage?: readonly ExtendedKeyUsage[];
  /** Lower-case hex. */
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
}

function basicConstraints(node: DerNode | undefined): Pick<ReadExtensions, 'isCa' | 'pathLength'> {
  const [first, second] = childrenOf(node);
  const isCa = first !== undefined && bytesOf(first).length === 1 && bytesOf(first)[0] === 0xff;
  const pathLength = isCa && second !== undefined ? bytesOf(second).at(-1) : undefined;
  return {isCa, ...(pathLength === undefined ? {} : {pathLength})};
}

/** The extensions that say what a certificate, or a request for one, may be used for. */
export function readExtensions(container: DerNode | undefined): ReadExtensions {
  const found = extensionsByOid(container);
  const [keyUsage, extended, sans] = [KEY_USAGE, EXTENDED_KEY_USAGE, SUBJECT_ALT_NAME].map(oid =>
    found.get(oid),
  );
  const subjectKeyId = found.get(SUBJECT_KEY_ID);
  const authorityKeyId = childrenOf(found.get(AUTHORITY_KEY_ID)).find(({type}) => (type as number) === 0);
  return {
    ...basicConstraints(found.get(BASIC_CONSTRAINTS)),
    sans: sans === undefined ? [] : sansOf(sans),
    ...(keyUsage === undefined ? {} : {keyUsage: keyUsageOf(keyUsage)}),
    ...(extended === undefined
      ? {}
      : {
          extendedKeyUsage: childrenOf(extended)
            .map(oidOf)
            .map(oid => EXTENDED_USAGES[oid] ?? oid),
        }),
    ...(subjectKeyId === undefined ? {} : {subjectKeyId: bytesOf(subjectKeyId).toString('hex')}),
    ...(authorityKeyId === undefined ? {} : {authorityKeyId: bytesOf(authorityKeyId).toString('hex')}),
  };
}
