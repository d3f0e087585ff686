import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import {promisify} from 'node:util';

import type {KeyType} from '../../domain/pki/certificate.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {contentOf} from './der.js';
import {p256KeyOf, p256Pkcs8, p256Spki} from './p256.js';
import {toPem} from './pem.js';

/** Node's names of curves → ours. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'ecdsa-p256',
  secp384r1: 'ecdsa-p384',
  secp521r1: 'ecdsa-p521',
  secp224r1: 'ecdsa-p224',
  prime192v1: 'ecdsa-p192',
};

const generate = promisify(generateKeyPair);

/**
 * A fresh key. One of RSA may take a second, so that it is made beside the main thread, and many at a time; one on P-256
 * takes less time than another thread needs to hear of it.
 */
export async function createKey(keyType: KeyType): Promise<KeyObject> {
  if (keyType === 'ecdsa-p256') return generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
  if (keyType === 'ecdsa-p384') return (await generate('ec', {namedCurve: 'P-384'})).privateKey;
  return (await generate('rsa', {modulusLength: Number(keyType.slice('rsa-'.length))})).privateKey;
}

/** PKCS#8, encrypted with AES-256 where there is a passphrase. */
export function writeKey(key: KeyObject, passphrase?: string): string {
  const p256 = passphrase === undefined ? p256KeyOf(key) : undefined;
  if (p256 !== undefined) return toPem('PRIVATE KEY', p256Pkcs8(p256));
  const encryption = passphrase === undefined ? {} : {cipher: 'aes-256-cbc', passphrase};
  return key.export({type: 'pkcs8', format: 'pem', ...encryption}).toString();
}

export function isEncryptedKey(pem: string): boolean {
  return pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----') || /^Proc-Type: 4,ENCRYPTED/m.test(pem);
}

/**
 * A private key from PEM or DER. Throws E_CERT_INVALID where it is none, and where the passphrase does not open it.
 * No part of its text is in any error.
 */
export function readKey(data: Buffer, path: string, passphrase?: string): KeyObject {
  const text = data.toString('latin1');
  const isPem = text.includes('-----BEGIN');
  if (isPem && isEncryptedKey(text) && passphrase === undefined) {
    throw new OpsError('E_PASSPHRASE', `${path} is encrypted and needs its passphrase`, {
      hints: ['--ca-passphrase-file FILE, or the variable ETCDOPS_CA_PASSPHRASE'],
    });
  }
  try {
    if (isPem)
      return createPrivateKey({key: text, format: 'pem', ...(passphrase === undefined ? {} : {passphrase})});
    return derKey(data);
  } catch (error) {
    if (isPem && isEncryptedKey(text)) {
      throw new OpsError('E_PASSPHRASE', `the passphrase does not open ${path}`, {
        hints: ['check the file that --ca-passphrase-file names'],
      });
    }
    throw new OpsError(
      'E_CERT_INVALID',
      `${path} holds no private key that can be read: ${errorMessage(error)}`,
      {
        hints: [`openssl pkey -in ${path} -noout shows what openssl makes of it`],
      },
    );
  }
}

function derKey(key: Buffer): KeyObject {
  for (const type of ['pkcs8', 'sec1'] as const) {
    try {
      return createPrivateKey({key, format: 'der', type});
    } catch {
      // Another of the three forms, most likely.
    }
  }
  return createPrivateKey({key, format: 'der', type: 'pkcs1'});
}

/** `ecdsa-p256`, `rsa-2048`, `ed25519`, …: of a public or a private key. */
export function keyTypeOf(key: KeyObject): string {
  const {asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details = {}} = key;
  const {namedCurve = 'unknown', modulusLength = 0} = details;
  if (type === 'ec') return CURVES[namedCurve] ?? `ecdsa-${namedCurve}`;
  return type === 'rsa' ? `rsa-${modulusLength}` : type;
}

/** SubjectPublicKeyInfo of a public key, or of the one that belongs to a private key. */
export function spkiOf(key: KeyObject): Buffer {
  const p256 = p256KeyOf(key);
  if (p256 !== undefined) return p256Spki(p256);
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({type: 'spki', format: 'der'});
}

/** SHA-256 of the public key, lower-case hex. */
export function publicKeyIdOf(key: KeyObject): string {
  return createHash('sha256').update(spkiOf(key)).digest('hex');
}

/** SHA-1 of the bits of the public key, as RFC 5280 §4.2.1.2 proposes; it names a key and protects nothing. */
export function keyIdentifierOf(spki: Buffer): Buffer {
  const fields = contentOf(spki).content;
  // Of a bit string the first byte says how many bits are unused.
  const bits = contentOf(contentOf(fields).rest).content.subarray(1);
  return createHash('sha1').update(bits).digest();
}
