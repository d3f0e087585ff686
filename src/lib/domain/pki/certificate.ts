import {printable} from '../text/printable.js';
import type {San} from './san.js';

/** Kinds of keys that we make. */
export const KEY_TYPES = ['ecdsa-p256', 'ecdsa-p384', 'rsa-2048', 'rsa-3072', 'rsa-4096'] as const;
export type KeyType = (typeof KEY_TYPES)[number];
export const DEFAULT_KEY_TYPE: KeyType = 'ecdsa-p256';

/** As in RFC 5280 §4.2.1.3. */
export type KeyUsage = 'digitalSignature' | 'keyEncipherment' | 'keyAgreement' | 'keyCertSign' | 'cRLSign';

/** As in RFC 5280 §4.2.1.12; of others the object identifier. */
export type ExtendedKeyUsage = 'serverAuth' | 'clientAuth' | (string & {});

export interface Subject {
  /** etcd takes it for a user name once authentication is on; a gRPC proxy may not have one. */
  readonly commonName?: string;
  readonly organization?: string;
}

/** All that a certificate says, before it has a key. */
export interface CertificateContent {
  readonly subject: Subject;
  readonly sans: readonly San[];
  readonly keyUsage: readonly KeyUsage[];
  readonly extendedKeyUsage: readonly ExtendedKeyUsage[];
  /** How many CAs may stand below it; undefined for what is no CA. */
  readonly caPathLength?: number;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Lower-case hex, 128 bits. */
  readonly serial: string;
}

/** What is read from a certificate, whoever made it. */
export interface CertificateFacts {
  /** `CN=infra0,O=demo`. */
  readonly subject: string;
  readonly commonName?: string;
  readonly issuer: string;
  readonly serial: string;
  readonly sans: readonly San[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly isCa: boolean;
  readonly pathLength?: number;
  /** Undefined where the certificate does not restrict its use. */
  readonly keyUsage?: readonly KeyUsage[];
  readonly extendedKeyUsage?: readonly ExtendedKeyUsage[];
  /** `ecdsa-p256`, `rsa-2048`, `ed25519`, … */
  readonly keyType: string;
  /** `ecdsa-with-SHA256`, `sha256WithRSAEncryption`, …; an object identifier where it has no common name. */
  readonly signatureAlgorithm: string;
  /** SHA-256 over the certificate: upper-case hex with colons. */
  readonly fingerprint: string;
  /** SHA-256 over the public key, lower-case hex: two files with the same id belong together. */
  readonly publicKeyId: string;
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
}

/** Why a kind of key is too weak for today; undefined where it is not. */
export function weakKeyReason(keyType: string): string | undefined {
  const rsaBits = /^rsa-(\d+)$/.exec(keyType)?.[1];
  if (rsaBits !== undefined && Number(rsaBits) < 2048)
    return `its RSA key has ${rsaBits} bits, too few since 2013`;
  return /^(dsa|ecdsa-(p192|p224|secp1\d\d))/.test(keyType)
    ? `its key is of the weak kind ${keyType}`
    : undefined;
}

const GO_KEYS = /^(rsa-\d+|ed25519|ecdsa-p(224|256|384|521))$/;

/** Why Go, and so etcd, takes no key of a kind; undefined where it does. Measured on etcd 3.4 and 3.7. */
export function unknownKeyReason(keyType: string): string | undefined {
  if (GO_KEYS.test(keyType)) return undefined;
  if (keyType === 'ecdsa-explicit')
    return 'the curve of its key is written out in numbers, which etcd refuses';
  return keyType.startsWith('ecdsa-')
    ? `its key is on the curve ${printable(keyType.slice('ecdsa-'.length))}, which etcd does not know`
    : `its key is of the kind ${printable(keyType)}, which etcd does not know`;
}

/** SHA-1 and MD5 signatures: Go, and so etcd, refuses them. */
export function weakSignatureReason(algorithm: string): string | undefined {
  return /sha1|md5|md2/i.test(algorithm) ? `it is signed with ${algorithm}, which etcd refuses` : undefined;
}
