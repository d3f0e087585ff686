import {sign, X509Certificate, type KeyObject} from 'node:crypto';

import type {CertificateContent, Subject} from '../../domain/pki/certificate.js';
import {bytesOf, childrenOf, encodeDer, isContext, parseDer, type DerNode} from './der.js';
import {EXTENSIONS_TAG, extensionsByOid, SUBJECT_KEY_ID} from './extensions.js';
import {keyIdentifierOf, spkiOf} from './keys.js';
import {toPem} from './pem.js';
import {
  bitString,
  constant,
  encoded,
  integer,
  NULL,
  objectId,
  sequence,
  setOf,
  tagged,
  time,
  utf8String,
} from './write-der.js';
import {authorityKeyId, writeExtensions} from './write-extensions.js';

/** In a TBSCertificate with a version: version, serial, signature, issuer, validity, subject, subjectPublicKeyInfo. */
const SUBJECT_INDEX = 5;

/** With extensions it is version 3, counted from 0. */
const VERSION_3 = constant(tagged(0, integer('2')));

const ORGANIZATION = '2.5.4.10';
const COMMON_NAME = '2.5.4.3';

const RSA_WITH_SHA256 = constant(sequence(objectId('1.2.840.113549.1.1.11'), NULL));
const ECDSA_WITH_SHA256 = constant(sequence(objectId('1.2.840.10045.4.3.2')));
const ECDSA_WITH_SHA384 = constant(sequence(objectId('1.2.840.10045.4.3.3')));
const ED25519 = constant(sequence(objectId('1.3.101.112')));

/** The hash and the algorithm that go with the key that signs. */
function signatureOf(key: KeyObject): {hash: string | null; algorithm: DerNode} {
  if (key.asymmetricKeyType === 'rsa') return {hash: 'sha256', algorithm: RSA_WITH_SHA256};
  if (key.asymmetricKeyType === 'ed25519') return {hash: null, algorithm: ED25519};
  return key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    ? {hash: 'sha256', algorithm: ECDSA_WITH_SHA256}
    : {hash: 'sha384', algorithm: ECDSA_WITH_SHA384};
}

/** A sequence of sets with one attribute each. UTF8String: PrintableString has no `_`. */
function nameOf({commonName, organization}: Subject): DerNode {
  const attribute = (oid: string, text: string | undefined): DerNode[] =>
    text === undefined ? [] : [setOf(sequence(objectId(oid), utf8String(text)))];
  return sequence(...attribute(ORGANIZATION, organization), ...attribute(COMMON_NAME, commonName));
}

export interface Issuer {
  /** PEM or DER of the CA's certificate. */
  readonly certificate: string | Buffer;
  readonly key: KeyObject;
}

interface IssuerParts {
  readonly name: DerNode;
  /** The extension that names its key. */
  readonly authority: DerNode;
}

/** Reading a CA costs more than making a certificate, and one CA makes hundreds. */
const knownIssuers = new WeakMap<Issuer, IssuerParts>();

/** The subject and the key identifier of the CA, byte by byte as it has them. */
function issuerParts(issuer: Issuer): IssuerParts {
  const known = knownIssuers.get(issuer);
  if (known !== undefined) return known;
  const x509 = new X509Certificate(issuer.certificate);
  const tbs = childrenOf(childrenOf(parseDer(x509.raw))[0]);
  const keyId = subjectKeyIdOf(tbs) ?? keyIdentifierOf(spkiOf(x509.publicKey));
  const parts = {name: constant(tbs[SUBJECT_INDEX]!), authority: authorityKeyId(keyId)};
  knownIssuers.set(issuer, parts);
  return parts;
}

/** The key identifier that a certificate gives itself, which another maker may have computed in another way. */
function subjectKeyIdOf(tbs: readonly DerNode[]): Buffer | undefined {
  const value = extensionsByOid(tbs.find(node => isContext(node, EXTENSIONS_TAG))).get(SUBJECT_KEY_ID);
  return value === undefined ? undefined : bytesOf(value);
}

/**
 * A signed certificate as PEM (RFC 5280 §4.1).
 * @param spki the public key that is certified
 * @param issuer undefined for a root, which `signer` signs itself
 */
export function writeCertificate(
  content: CertificateContent,
  {spki, signer, issuer}: {spki: Buffer; signer: KeyObject; issuer?: Issuer},
): string {
  const subject = nameOf(content.subject);
  const keyId = keyIdentifierOf(spki);
  const from = issuer === undefined ? {name: subject, authority: authorityKeyId(keyId)} : issuerParts(issuer);
  const {hash, algorithm} = signatureOf(signer);
  const tbs = encodeDer(
    sequence(
      VERSION_3,
      integer(content.serial),
      algorithm,
      from.name,
      sequence(time(content.notBefore), time(content.notAfter)),
      subject,
      encoded(spki),
      tagged(EXTENSIONS_TAG, writeExtensions(content, {keyId, authority: from.authority})),
    ),
  );
  const signature = bitString(sign(hash, tbs, signer));
  return toPem('CERTIFICATE', encodeDer(sequence(encoded(tbs), algorithm, signature)));
}
