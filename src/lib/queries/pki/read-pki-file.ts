import {resolve} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {ReadCertificate} from '../../adapters/forge/forge.js';
import {OpsError} from '../../errors/ops-error.js';

export type PkiReader = Pick<Adapters, 'files' | 'forge' | 'factOfFile'>;

/** Far more than any bundle of CAs has; what is larger is something else. */
const MAX_PKI_BYTES = 1024 * 1024;

/** The bytes of a certificate, key or request; undefined where there is no file. Throws E_CERT_INVALID for what is none. */
export async function readPkiBytes(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  path: string,
): Promise<Buffer | undefined> {
  try {
    return await files.readBytes(resolve(folder, path), MAX_PKI_BYTES);
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'E_FILE_UNREADABLE') throw error;
    throw new OpsError('E_CERT_INVALID', error.message, {cause: error, hints: ['name a file of PEM or DER']});
  }
}

/** All certificates of a file; undefined where there is none. */
export async function readCertificateFile(
  reader: PkiReader,
  folder: string,
  path: string,
): Promise<ReadCertificate[] | undefined> {
  const bytes = await readPkiBytes(reader, folder, path);
  return bytes === undefined ? undefined : (await reader.forge()).readCertificates(bytes, path);
}

/** With this byte DER begins, and PEM never. */
const DER_SEQUENCE = 0x30;

/** Of a file that etcd is to read, which knows PEM alone: of CAs in DER it takes none, and then refuses everybody. */
export async function readPemBytes(
  reader: Pick<Adapters, 'files'>,
  folder: string,
  path: string,
): Promise<Buffer | undefined> {
  const bytes = await readPkiBytes(reader, folder, path);
  if (bytes?.[0] !== DER_SEQUENCE) return bytes;
  throw new OpsError('E_CERT_INVALID', `${path} is DER, and etcd reads PEM alone`, {
    hints: [`openssl x509 -inform DER -in ${path} -out ${path}.pem`],
  });
}
