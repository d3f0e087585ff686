import {createHash, X509Certificate} from 'node:crypto';

import type {CertificateFacts} from '../../domain/pki/certificate.js';
import {printable} from '../../domain/text/printable.js';
import {bytesOf, childrenOf, isContext, oidOf, parseDer, type DerNode} from './der.js';
import {EXTENSIONS_TAG, readExtensions} from './extensions.js';
import {keyTypeOf, publicKeyIdOf} from './keys.js';
import {EC_PUBLIC_KEY} from './p256.js';

const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ed25519',
};

const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

interface NamePart {
  readonly key: string;
  readonly value: string;
}

/** BMPString is the one kind of text in names that is not UTF-8 or a part of it. */
const BMP_STRING = 30;

function textOf(node: DerNode | undefined): string {
  const bytes = bytesOf(node);
  if ((node?.type as number) !== BMP_STRING) return bytes.toString('utf8');
  // Half a character at the end has no meaning, and cannot be swapped.
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}

/** A name is a sequence of sets of attributes, each an OID and a text. */
export function nameParts(name: DerNode | undefined): NamePart[] {
  return childrenOf(name)
    .flatMap(childrenOf)
    .map(attribute => {
      const [oid, value] = childrenOf(attribute);
      return {key: ATTRIBUTES[oidOf(oid)] ?? oidOf(oid), value: textOf(value)};
    });
}

/** `CN=infra0,O=demo`: the most particular part first, as RFC 4514 has it. */
export function formatName(parts: readonly NamePart[]): string {
  return [...parts]
    .reverse()
    .map(({key, value}) => `${key}=${value.replace(/([,+"\\<>;])/g, '\\$1')}`)
    .join(',');
}

/** The fields of a TBSCertificate without the version, which old ones do not have. */
function fieldsOf(certificate: DerNode): DerNode[] {
  const fields = childrenOf(childrenOf(certificate)[0]);
  return isContext(fields[0], 0) ? fields.slice(1) : fields;
}

const PARSED = new WeakMap<Buffer, X509Certificate>();

/** Parsed once, however often a CA is compared. */
function x509Of(der: Buffer): X509Certificate {
  const known = PARSED.get(der);
  if (known !== undefined) return known;
  const x509 = new X509Certificate(der);
  PARSED.set(der, x509);
  return x509;
}

/** @param text as OpenSSL prints it, which says "Bad time value" of what is none */
function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Error(`it has a date that is none: ${printable(text)}`);
  return time;
}

/** All that a certificate says. Throws where the bytes are none. */
export function readCertificate(der: Buffer): CertificateFacts {
  const x509 = x509Of(der);
  const {publicKey} = x509;
  const parsed = parseDer(der);
  const [, signature, issuer, , subject, spki] = fieldsOf(parsed);
  const extensions = childrenOf(childrenOf(parsed)[0]).find(node => isContext(node, EXTENSIONS_TAG));
  const subjectParts = nameParts(subject);
  const commonName = subjectParts.find(({key}) => key === 'CN')?.value;
  const signatureOid = oidOf(childrenOf(signature)[0]);
  return {
    subject: formatName(subjectParts),
    ...(commonName === undefined || commonName === '' ? {} : {commonName}),
    issuer: formatName(nameParts(issuer)),
    serial: x509.serialNumber.toLowerCase(),
    notBefore: timeOf(x509.validFrom),
    notAfter: timeOf(x509.validTo),
    keyType: hasExplicitCurve(spki) ? 'ecdsa-explicit' : keyTypeOf(publicKey),
    signatureAlgorithm: SIGNATURES[signatureOid] ?? signatureOid,
    fingerprint: fingerprintOf(der),
    publicKeyId: publicKeyIdOf(publicKey),
    ...readExtensions(extensions),
  };
}

/** Whether a key has the numbers of its curve instead of the name: OpenSSL knows it again, and Go does not. */
function hasExplicitCurve(spki: DerNode | undefined): boolean {
  const [kind, parameters] = childrenOf(childrenOf(spki)[0]);
  return oidOf(kind) === EC_PUBLIC_KEY && childrenOf(parameters).length > 0;
}

/** SHA-256, upper-case hex with colons, as openssl prints it. */
function fingerprintOf(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g)!.join(':');
}

/** Whether the key of `issuer` signed it, and its name is the one that it names. */
export function isIssuedBy(certificate: Buffer, issuer: Buffer): boolean {
  const [child, parent] = [x509Of(certificate), x509Of(issuer)];
  return child.checkIssued(parent) && child.verify(parent.publicKey);
}
