import type {KeyObject} from 'node:crypto';

import type {CertificateContent, KeyType} from '../../domain/pki/certificate.js';
import {createKey, publicKeyIdOf, readKey, spkiOf, writeKey} from './keys.js';
import {readAll, type PkiContent} from './read-all.js';
import {isIssuedBy} from './read-certificate.js';
import {readCertificates, requestBytes, type ReadCertificate} from './read-certificates.js';
import {readTlsFile, type ReadTlsFile} from './read-tls-file.js';
import {readRequest, type ReadRequest} from './request.js';
import {writeCertificate, type Issuer} from './write-certificate.js';

export type {Issuer} from './write-certificate.js';
export type {ReadCertificate} from './read-certificates.js';
export type {ReadRequest} from './request.js';

/** A private key. It never becomes text but through `writeKey`. */
export type PrivateKey = KeyObject;

/** X.509: makes, reads and compares certificates, keys and requests. Touches no file. */
export interface Forge {
  createKey(keyType: KeyType): Promise<PrivateKey>;
  /** PKCS#8 as PEM; encrypted where there is a passphrase. */
  writeKey(key: PrivateKey, passphrase?: string): string;
  /** Throws E_CERT_INVALID, and E_PASSPHRASE where it is encrypted. */
  readKey(data: Buffer, path: string, passphrase?: string): PrivateKey;
  publicKeyId(key: PrivateKey): string;
  /** A certificate for a key of ours, or for the public key of a request. */
  certify(
    content: CertificateContent,
    subjectKey: PrivateKey | Pick<ReadRequest, 'spki'>,
    issuer: Issuer,
  ): string;
  /** The certificate of a root, which its own key signs. */
  certifyRoot(content: CertificateContent, key: PrivateKey): string;
  /** All certificates of a file, PEM or DER, in their order. Throws E_CERT_INVALID where there is none. */
  readCertificates(data: Buffer, path: string): ReadCertificate[];
  readRequest(data: Buffer, path: string): ReadRequest;
  /** Whatever a file holds. Throws E_CERT_INVALID where that is nothing known. */
  readAll(data: Buffer, path: string): PkiContent;
  /** What etcd finds in a file that is named for TLS. Never throws. */
  readTlsFile(data: Buffer): ReadTlsFile;
  isIssuedBy(certificate: ReadCertificate, issuer: ReadCertificate): boolean;
}

export const forge: Forge = {
  createKey,
  writeKey,
  readKey,
  publicKeyId: publicKeyIdOf,
  certify(content, subjectKey, issuer) {
    const spki = 'spki' in subjectKey ? subjectKey.spki : spkiOf(subjectKey);
    return writeCertificate(content, {spki, signer: issuer.key, issuer});
  },
  certifyRoot: (content, key) => writeCertificate(content, {spki: spkiOf(key), signer: key}),
  readCertificates,
  readRequest: (data, path) => readRequest(requestBytes(data), path),
  readAll,
  readTlsFile,
  isIssuedBy: (certificate, issuer) => isIssuedBy(certificate.der, issuer.der),
};
