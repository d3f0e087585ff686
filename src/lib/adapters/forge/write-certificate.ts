import {sign, X509Certificate, type KeyObject} from 'node:crypto';

import type {pki as Pki} from 'node-forge';
import pki from 'node-forge/lib/x509.js';

import type {CertificateContent, KeyUsage, Subject} from '../../domain/pki/certificate.js';
import {canonicalIp, type San} from '../../domain/pki/san.js';
import {
  bitString,
  bytesOf,
  childrenOf,
  encodeDer,
  isContext,
  nullValue,
  objectId,
  parseDer,
  sequence,
  type DerNode,
} from './der.js';
import {EXTENSIONS_TAG, extensionsByOid, SUBJECT_KEY_ID} from './extensions.js';
import {keyIdentifierOf, spkiOf} from './keys.js';
import {toPem} from './pem.js';

/** Of forge: the type of an alternative name. */
const SAN_TYPES: Readonly<Record<San['type'], number>> = {email: 1, dns: 2, uri: 6, ip: 7};

/** In a TBSCertificate with a version: version, serial, signature, issuer, validity, subject, subjectPublicKeyInfo. */
const SIGNATURE_INDEX = 2;
const ISSUER_INDEX = 3;
const SUBJECT_INDEX = 5;
const KEY_INDEX = 6;

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const ECDSA_WITH_SHA384 = '1.2.840.10045.4.3.3';

/** The hash and the OID that go with the key that signs. */
function signatureOf(key: KeyObject): {hash: string; algorithm: DerNode} {
  if (key.asymmetricKeyType === 'rsa') {
    return {hash: 'sha256', algorithm: sequence(objectId('1.2.840.113549.1.1.11'), nullValue())};
  }
  if (key.asymmetricKeyType === 'ed25519') return {hash: '', algorithm: sequence(objectId('1.3.101.112'))};
  const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  const oid = isP256 ? ECDSA_WITH_SHA256 : ECDSA_WITH_SHA384;
  return {hash: isP256 ? 'sha256' : 'sha384', algorithm: sequence(objectId(oid))};
}

function attributesOf({commonName, organization}: Subject): Pki.CertificateField[] {
  // Named, PrintableString would be taken, which has no `_`. 12 is UTF8String.
  const field = (name: string, value: string | undefined): Pki.CertificateField[] =>
    value === undefined ? [] : [{name, value, valueTagClass: 12 as never}];
  return [...field('organizationName', organization), ...field('commonName', commonName)];
}

function usageFlags(usages: readonly KeyUsage[]): Record<string, boolean> {
  return Object.fromEntries(usages.map(usage => [usage, true]));
}

function extensionsOf(content: CertificateContent, spki: Buffer, issuerKeyId: Buffer): object[] {
  const {sans, extendedKeyUsage, caPathLength} = content;
  const isCa = caPathLength !== undefined;
  const keyId = keyIdentifierOf(spki);
  return [
    {
      name: 'basicConstraints',
      critical: true,
      cA: isCa,
      ...(isCa ? {pathLenConstraint: caPathLength} : {}),
    },
    {name: 'keyUsage', critical: true, ...usageFlags(content.keyUsage)},
    ...(extendedKeyUsage.length === 0
      ? []
      : [{name: 'extKeyUsage', ...Object.fromEntries(extendedKeyUsage.map(usage => [usage, true]))}]),
    // Forge hashes the key itself where it is given `true`, which works for RSA only.
    {name: 'subjectKeyIdentifier', id: SUBJECT_KEY_ID, value: octets(keyId)},
    {name: 'authorityKeyIdentifier', keyIdentifier: issuerKeyId.toString('binary')},
    ...(sans.length === 0
      ? []
      : [
          {
            name: 'subjectAltName',
            altNames: sans.map(({type, value}) =>
              type === 'ip'
                ? {type: SAN_TYPES['ip'], ip: canonicalIp(value)}
                : {type: SAN_TYPES[type], value},
            ),
          },
        ]),
  ];
}

/** DER of an octet string of fewer than 128 bytes. */
function octets(bytes: Buffer): string {
  return Buffer.concat([Buffer.from([0x04, bytes.length]), bytes]).toString('binary');
}

/** Forge insists on a key of RSA, of which it takes two numbers; ours takes its place in the structure. */
const PLACEHOLDER_KEY = {
  n: {toString: () => '01'},
  e: {toString: () => '01'},
} as unknown as Pki.rsa.PublicKey;

export interface Issuer {
  /** PEM or DER of the CA's certificate. */
  readonly certificate: string | Buffer;
  readonly key: KeyObject;
}

interface IssuerParts {
  readonly name: DerNode;
  readonly keyId: Buffer;
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
  const parts = {name: tbs[SUBJECT_INDEX]!, keyId};
  knownIssuers.set(issuer, parts);
  return parts;
}

/** The key identifier that a certificate gives itself, which another maker may have computed in another way. */
function subjectKeyIdOf(tbs: readonly DerNode[]): Buffer | undefined {
  const value = extensionsByOid(tbs.find(node => isContext(node, EXTENSIONS_TAG))).get(SUBJECT_KEY_ID);
  return value === undefined ? undefined : bytesOf(value);
}

/**
 * A signed certificate as PEM. Forge builds the structure, the public key goes in as it is, and node:crypto signs:
 * forge alone knows RSA only.
 * @param spki the public key that is certified
 * @param issuer undefined for a root, which `key` signs itself
 */
export function writeCertificate(
  content: CertificateContent,
  {spki, signer, issuer}: {spki: Buffer; signer: KeyObject; issuer?: Issuer},
): string {
  const parts = issuer === undefined ? undefined : issuerParts(issuer);
  const skeleton = pki.createCertificate();
  skeleton.serialNumber = content.serial;
  skeleton.validity = {notBefore: content.notBefore, notAfter: content.notAfter};
  const attributes = attributesOf(content.subject);
  skeleton.setSubject(attributes);
  skeleton.setIssuer(attributes);
  skeleton.publicKey = PLACEHOLDER_KEY;
  // Replaced below, as the key is.
  skeleton.siginfo.algorithmOid = ECDSA_WITH_SHA256;
  skeleton.setExtensions(extensionsOf(content, spki, parts?.keyId ?? keyIdentifierOf(spki)));
  const tbs = (pki as unknown as {getTBSCertificate(from: Pki.Certificate): DerNode}).getTBSCertificate(
    skeleton,
  );
  const fields = childrenOf(tbs);
  const {hash, algorithm} = signatureOf(signer);
  fields[SIGNATURE_INDEX] = algorithm;
  fields[KEY_INDEX] = parseDer(spki);
  if (parts !== undefined) fields[ISSUER_INDEX] = parts.name;
  const signature = sign(hash === '' ? null : hash, encodeDer(tbs), signer);
  return toPem('CERTIFICATE', encodeDer(sequence(tbs, algorithm, bitString(signature))));
}
