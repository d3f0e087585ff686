import type {CertificateFacts} from '../../domain/pki/certificate.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {isTornPem, pemBlocks, toPem} from './pem.js';
import {readCertificate} from './read-certificate.js';

export interface ReadCertificate {
  readonly facts: CertificateFacts;
  readonly der: Buffer;
  readonly pem: string;
}

function invalid(path: string, why: string): OpsError {
  return new OpsError('E_CERT_INVALID', `${path} holds no certificate that can be read: ${why}`, {
    hints: [`etcdops tls inspect ${path} shows what is in it`],
  });
}

/** A certificate is a sequence, whose first byte is this one. */
export const DER_SEQUENCE = 0x30;

function certificateBytes(data: Buffer, path: string): Buffer[] {
  if (data.length === 0) throw invalid(path, 'it is empty');
  if (data[0] === DER_SEQUENCE) return [data];
  const text = data.toString('latin1');
  if (isTornPem(text)) throw invalid(path, 'a block of PEM begins and does not end, so it was cut off');
  const blocks = pemBlocks(text).filter(({label}) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label));
  if (blocks.length === 0) throw invalid(path, 'it has no -----BEGIN CERTIFICATE-----');
  return blocks.map(({der}) => der);
}

/** CAs by their bytes: each comes back with every certificate that it has signed. */
const knownAuthorities = new Map<string, ReadCertificate>();

function readOne(der: Buffer): ReadCertificate {
  const bytes = der.toString('latin1');
  const known = knownAuthorities.get(bytes);
  if (known !== undefined) return known;
  const read = {facts: readCertificate(der), der, pem: toPem('CERTIFICATE', der)};
  if (read.facts.isCa) knownAuthorities.set(bytes, read);
  return read;
}

/** All certificates of a file, PEM or DER, in their order. Throws E_CERT_INVALID where there is none. */
export function readCertificates(data: Buffer, path: string): ReadCertificate[] {
  return certificateBytes(data, path).map((der, index) => {
    try {
      return readOne(der);
    } catch (error) {
      throw invalid(path, `block ${index + 1}: ${errorMessage(error)}`);
    }
  });
}

/** The request of a file, PEM or DER; empty where it holds none. */
export function requestBytes(data: Buffer): Buffer {
  if (data[0] === DER_SEQUENCE) return data;
  const block = pemBlocks(data.toString('latin1')).find(({label}) =>
    /^(NEW )?CERTIFICATE REQUEST$/.test(label),
  );
  return block?.der ?? Buffer.alloc(0);
}
