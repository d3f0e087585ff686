import {createPublicKey, verify} from 'node:crypto';

import type {San} from '../../domain/pki/san.js';
import {OpsError} from '../../errors/ops-error.js';
import {bytesOf, childrenOf, encodeDer, isContext, oidOf, parseDer, type DerNode} from './der.js';
import {readExtensions} from './extensions.js';
import {keyTypeOf} from './keys.js';
import {formatName, nameParts} from './read-certificate.js';

/** A request for a certificate (PKCS#10): its key stays where it was made. */
export interface ReadRequest {
  readonly subject: string;
  readonly commonName?: string;
  readonly organization?: string;
  readonly sans: readonly San[];
  readonly keyType: string;
  /** The public key to certify. */
  readonly spki: Buffer;
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

const HASHES: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
};

/** The attributes of a request stand behind `[0]`; one of them holds the extensions that are asked for. */
function extensionRequest(info: readonly DerNode[]): DerNode | undefined {
  const attributes = childrenOf(info.find(node => isContext(node, 0)));
  const asked = attributes.find(attribute => oidOf(childrenOf(attribute)[0]) === EXTENSION_REQUEST);
  return childrenOf(asked)[1];
}

function badRequest(path: string, why: string): OpsError {
  return new OpsError('E_CERT_INVALID', `${path} holds no request that can be signed: ${why}`, {
    hints: ['make one: openssl req -new -key infra0.key -subj /CN=infra0 -addext subjectAltName=IP:10.0.0.1'],
  });
}

/** Reads a request and checks that whoever made it has the key. Throws E_CERT_INVALID. */
export function readRequest(der: Buffer, path: string): ReadRequest {
  try {
    return parseRequest(der, path);
  } catch (error) {
    throw error instanceof OpsError ? error : badRequest(path, 'it is damaged');
  }
}

function parseRequest(der: Buffer, path: string): ReadRequest {
  const [info, algorithm, signature] = childrenOf(parseDer(der));
  const fields = childrenOf(info);
  if (info === undefined || fields[2] === undefined) throw badRequest(path, 'it is no PKCS#10 request');
  const spki = encodeDer(fields[2]);
  const key = createPublicKey({key: spki, format: 'der', type: 'spki'});
  const hash = HASHES[oidOf(childrenOf(algorithm)[0])];
  if (hash === undefined) throw badRequest(path, 'it is signed in a way that is unknown or too weak');
  if (!verify(hash, encodeDer(info), key, bytesOf(signature).subarray(1))) {
    throw badRequest(path, 'its signature does not match its key');
  }
  const parts = nameParts(fields[1]);
  const valueOf = (wanted: string): string | undefined => parts.find(part => part.key === wanted)?.value;
  const [commonName, organization] = [valueOf('CN'), valueOf('O')];
  return {
    subject: formatName(parts),
    ...(commonName === undefined ? {} : {commonName}),
    ...(organization === undefined ? {} : {organization}),
    sans: readExtensions(extensionRequest(fields)).sans,
    keyType: keyTypeOf(key),
    spki,
  };
}
