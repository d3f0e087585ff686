import type {asn1 as Asn1} from 'node-forge';
import asn1 from 'node-forge/lib/asn1.js';

export type DerNode = Asn1.Asn1;

/** The class of a tag that only its place gives a meaning, such as `[0]`. */
export const CONTEXT = asn1.Class.CONTEXT_SPECIFIC;

export function parseDer(der: Buffer): DerNode {
  // Bit strings as they are: forge would take signatures apart as if they were structures.
  return asn1.fromDer(der.toString('binary'), {decodeBitStrings: false} as never);
}

export function encodeDer(node: DerNode): Buffer {
  return Buffer.from(asn1.toDer(node).getBytes(), 'binary');
}

export function childrenOf(node: DerNode | undefined): DerNode[] {
  return Array.isArray(node?.value) ? node.value : [];
}

/** The bytes of a primitive value; empty where it is no primitive. */
export function bytesOf(node: DerNode | undefined): Buffer {
  return typeof node?.value === 'string' ? Buffer.from(node.value, 'binary') : Buffer.alloc(0);
}

export function isContext(node: DerNode | undefined, tag: number): boolean {
  return node?.tagClass === CONTEXT && (node.type as number) === tag;
}

export function oidOf(node: DerNode | undefined): string {
  return typeof node?.value === 'string' && node.type === asn1.Type.OID ? asn1.derToOid(node.value) : '';
}

function universal(type: Asn1.Type, value: string | DerNode[]): DerNode {
  return asn1.create(asn1.Class.UNIVERSAL, type, Array.isArray(value), value);
}

export function sequence(...items: DerNode[]): DerNode {
  return universal(asn1.Type.SEQUENCE, items);
}

export function objectId(oid: string): DerNode {
  return universal(asn1.Type.OID, asn1.oidToDer(oid).getBytes());
}

export function nullValue(): DerNode {
  return universal(asn1.Type.NULL, '');
}

/** A whole number of bytes, without unused bits. */
export function bitString(bytes: Buffer): DerNode {
  return universal(asn1.Type.BITSTRING, `\0${bytes.toString('binary')}`);
}
