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

/** What the first value of some DER holds, and what stands behind it, where no more is to be known of it. */
export function contentOf(der: Buffer): {content: Buffer; rest: Buffer} {
  const first = der[1]!;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = 2 + lengthBytes;
  const end = start + (lengthBytes === 0 ? first : der.readUIntBE(2, lengthBytes));
  return {content: der.subarray(start, end), rest: der.subarray(end)};
}
