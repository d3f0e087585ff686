import {OpsError} from '../../errors/ops-error.js';
import {isEncryptedKey, keyTypeOf, publicKeyIdOf, readKey} from './keys.js';
import {isTornPem, pemBlocks, type PemBlock} from './pem.js';
import {DER_SEQUENCE, readCertificates, type ReadCertificate} from './read-certificates.js';
import {readRequest, type ReadRequest} from './request.js';

/** Of a key no more than what it is. */
export interface KeyFacts {
  readonly keyType: string;
  readonly encrypted: boolean;
  /** Undefined where it is encrypted. */
  readonly publicKeyId?: string;
}

export interface PkiContent {
  readonly certificates: readonly ReadCertificate[];
  readonly keys: readonly KeyFacts[];
  readonly requests: readonly ReadRequest[];
}

function keyFacts(data: Buffer, path: string): KeyFacts {
  if (isEncryptedKey(data.toString('latin1')))
    return {keyType: 'unknown until it is opened', encrypted: true};
  const key = readKey(data, path);
  return {keyType: keyTypeOf(key), encrypted: false, publicKeyId: publicKeyIdOf(key)};
}

function nothing(path: string, why: string): OpsError {
  return new OpsError('E_CERT_INVALID', `${path} holds no certificate, key or request: ${why}`, {
    hints: ['name a file of PEM or DER, or HOST:PORT'],
  });
}

/** DER says of itself what it is only by being readable as that. */
function readDer(data: Buffer, path: string): PkiContent {
  const attempts: readonly (() => Partial<PkiContent>)[] = [
    () => ({certificates: readCertificates(data, path)}),
    () => ({requests: [readRequest(data, path)]}),
    () => ({keys: [keyFacts(data, path)]}),
  ];
  for (const attempt of attempts) {
    try {
      return {certificates: [], keys: [], requests: [], ...attempt()};
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
    }
  }
  throw nothing(path, 'its bytes are none of them');
}

function blocksOf(blocks: readonly PemBlock[], pattern: RegExp): PemBlock[] {
  return blocks.filter(({label}) => pattern.test(label));
}

/** Whatever a file holds. */
export function readAll(data: Buffer, path: string): PkiContent {
  if (data.length === 0) throw nothing(path, 'it is empty');
  if (data[0] === DER_SEQUENCE) return readDer(data, path);
  const text = data.toString('latin1');
  if (isTornPem(text)) throw nothing(path, 'a block of PEM begins and does not end, so it was cut off');
  const blocks = pemBlocks(text);
  const content = {
    certificates: blocksOf(blocks, /CERTIFICATE$/).flatMap(({text: pem}) =>
      readCertificates(Buffer.from(pem), path),
    ),
    keys: blocksOf(blocks, /PRIVATE KEY$/).map(({text: pem}) => keyFacts(Buffer.from(pem), path)),
    requests: blocksOf(blocks, /CERTIFICATE REQUEST$/).map(({der}) => readRequest(der, path)),
  };
  if (Object.values(content).every(list => list.length === 0))
    throw nothing(path, 'it has no block of PEM that is known');
  return content;
}
