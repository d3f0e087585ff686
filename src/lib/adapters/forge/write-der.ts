import type {asn1 as Asn1} from 'node-forge';
import asn1 from 'node-forge/lib/asn1.js';

import {contentOf, CONTEXT, encodeDer, type DerNode} from './der.js';

/** One character for each byte, as forge has it. */
function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function universal(type: Asn1.Type, value: string | DerNode[]): DerNode {
  return asn1.create(asn1.Class.UNIVERSAL, type, Array.isArray(value), value);
}

export const TRUE = universal(asn1.Type.BOOLEAN, '\xff');
export const NULL = universal(asn1.Type.NULL, '');

export function sequence(...items: DerNode[]): DerNode {
  return universal(asn1.Type.SEQUENCE, items);
}

export function setOf(item: DerNode): DerNode {
  return universal(asn1.Type.SET, [item]);
}

export function octetString(bytes: Uint8Array): DerNode {
  return universal(asn1.Type.OCTETSTRING, binary(bytes));
}

export function utf8String(text: string): DerNode {
  return universal(asn1.Type.UTF8, binary(Buffer.from(text)));
}

/** A whole number of bytes, or with some of the last bits unused. */
export function bitString(bytes: Uint8Array, unusedBits = 0): DerNode {
  return universal(asn1.Type.BITSTRING, String.fromCharCode(unusedBits) + binary(bytes));
}

/** A number that is not negative, in hex. A leading bit that is set would make it negative. */
export function integer(hex: string): DerNode {
  const digits = hex.replace(/^0+(?=.)/, '');
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return universal(asn1.Type.INTEGER, (bytes[0]! < 0x80 ? '' : '\0') + binary(bytes));
}

/** With the century where it is not clear without, as RFC 5280 §4.1.2.5 has it. */
export function time(date: Date): DerNode {
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? universal(asn1.Type.UTCTIME, asn1.dateToUtcTime(date))
    : universal(asn1.Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date));
}

/** What only its place gives a meaning, such as `[0]`, with bytes or around another value. */
export function tagged(number: number, content: Uint8Array | DerNode): DerNode {
  const isBytes = content instanceof Uint8Array;
  return asn1.create(CONTEXT, number, !isBytes, isBytes ? binary(content) : [content]);
}

const knownIds = new Map<string, DerNode>();

/** The few that there are come back in every certificate. */
export function objectId(oid: string): DerNode {
  const known = knownIds.get(oid);
  if (known !== undefined) return known;
  const node = universal(asn1.Type.OID, asn1.oidToDer(oid).getBytes());
  knownIds.set(oid, node);
  return node;
}

/** A value whose bytes are known already, tag and length among them: what it is made of is not looked at. */
export function encoded(der: Buffer): DerNode {
  const tag = der[0]!;
  return asn1.create(tag & 0xc0, tag & 0x3f, false, binary(contentOf(der).content));
}

/** The same for all certificates of a kind, and so encoded once. */
export function constant(node: DerNode): DerNode {
  return encoded(encodeDer(node));
}
