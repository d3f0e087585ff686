import type {KeyObject} from 'node:crypto';

import {encodeDer} from './der.js';
import {bitString, constant, integer, objectId, octetString, sequence, tagged} from './write-der.js';

/** The parts of a key on the curve P-256. */
interface P256Key {
  readonly secret: Buffer;
  /** The public key, uncompressed. */
  readonly point: Buffer;
}

export const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const P256 = '1.2.840.10045.3.1.7';
const ALGORITHM = constant(sequence(objectId(EC_PUBLIC_KEY), objectId(P256)));

const SECRET_LENGTH = 32;
const POINT_LENGTH = 65;

/** What stands around the two numbers in an ECPrivateKey (RFC 5915) of this curve, which has always the same length. */
const BEFORE_SECRET = Buffer.from('30770201010420', 'hex');
const BEFORE_POINT = Buffer.from('a00a06082a8648ce3d030107a144034200', 'hex');

/**
 * The parts of a private key of our default kind; undefined for all others. OpenSSL writes this old form in a fifth of
 * the time that it needs for PKCS#8 or the public key, each of which takes it as long as two signatures.
 */
export function p256KeyOf(key: KeyObject): P256Key | undefined {
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ec') return undefined;
  const der = key.export({type: 'sec1', format: 'der'});
  const secretEnd = BEFORE_SECRET.length + SECRET_LENGTH;
  const pointStart = secretEnd + BEFORE_POINT.length;
  const isP256 =
    der.length === pointStart + POINT_LENGTH &&
    der.subarray(0, BEFORE_SECRET.length).equals(BEFORE_SECRET) &&
    der.subarray(secretEnd, pointStart).equals(BEFORE_POINT);
  return isP256
    ? {secret: der.subarray(BEFORE_SECRET.length, secretEnd), point: der.subarray(pointStart)}
    : undefined;
}

/** PKCS#8, byte by byte as OpenSSL writes it. */
export function p256Pkcs8({secret, point}: P256Key): Buffer {
  const key = sequence(integer('1'), octetString(secret), tagged(1, bitString(point)));
  return encodeDer(sequence(integer('0'), ALGORITHM, octetString(encodeDer(key))));
}

/** SubjectPublicKeyInfo. */
export function p256Spki({point}: P256Key): Buffer {
  return encodeDer(sequence(ALGORITHM, bitString(point)));
}
