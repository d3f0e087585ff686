import type {TlsKey} from '../../domain/pki/tls-file.js';
import {keyTypeOf, publicKeyIdOf, readKey} from './keys.js';
import {toPem} from './pem.js';
import {readCertificate} from './read-certificate.js';
import {DER_SEQUENCE, type ReadCertificate} from './read-certificates.js';

/** What is in a file that etcd reads for TLS, see `TlsFileFact`. */
export interface ReadTlsFile {
  readonly blocks: readonly {readonly label: string; readonly certificate?: ReadCertificate}[];
  readonly key?: TlsKey;
  readonly isDer?: true;
}

interface GoBlock {
  readonly label: string;
  readonly der: Buffer;
  readonly text: string;
  readonly isEncrypted: boolean;
}

const BEGIN = /^-----BEGIN (.*)-----$/;
const END = /^-----END /;
const HEADER = /^[\w-]+:/;

/** The block between two marks; undefined where Go passes it over. */
function blockOf(label: string, lines: readonly string[]): GoBlock | undefined {
  const headers = lines.filter(line => HEADER.test(line));
  const body = lines.filter(line => !HEADER.test(line)).join('');
  if (!/^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(body) || body.includes('_')) return undefined;
  return {
    label,
    der: Buffer.from(body, 'base64'),
    text: [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'),
    isEncrypted: label === 'ENCRYPTED PRIVATE KEY' || headers.some(line => /4,\s*ENCRYPTED/.test(line)),
  };
}

/**
 * Blocks as Go finds them, which is stricter than openssl: marks stand on lines of their own, and what is torn is passed
 * over.
 * @see https://pkg.go.dev/encoding/pem#Decode
 */
function goBlocks(text: string): GoBlock[] {
  const blocks: GoBlock[] = [];
  let open: {label: string; lines: string[]} | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    const label = BEGIN.exec(line)?.[1];
    if (label !== undefined) open = {label, lines: []};
    else if (open !== undefined && END.test(line)) {
      const block = line === `-----END ${open.label}-----` ? blockOf(open.label, open.lines) : undefined;
      if (block !== undefined) blocks.push(block);
      open = undefined;
    } else open?.lines.push(line);
  }
  return blocks;
}

function certificateOf(der: Buffer): {certificate?: ReadCertificate} {
  try {
    return {certificate: {facts: readCertificate(der), der, pem: toPem('CERTIFICATE', der)}};
  } catch {
    // What else it may be is for the rules to say.
    return {};
  }
}

function keyOf({text, isEncrypted}: GoBlock): TlsKey {
  if (isEncrypted) return {state: 'encrypted'};
  try {
    const key = readKey(Buffer.from(text, 'latin1'), 'the key');
    return {state: 'readable', keyType: keyTypeOf(key), publicKeyId: publicKeyIdOf(key)};
  } catch {
    return {state: 'unreadable'};
  }
}

function isKey({label}: GoBlock): boolean {
  return label === 'PRIVATE KEY' || label.endsWith(' PRIVATE KEY');
}

/** A file as etcd reads it for TLS. Never throws; no text of a key is in what it gives. */
export function readTlsFile(data: Buffer): ReadTlsFile {
  const blocks = goBlocks(data.toString('latin1'));
  const key = blocks.find(isKey);
  return {
    blocks: blocks.map(({label, der}) => ({
      label,
      ...(label.endsWith('CERTIFICATE') ? certificateOf(der) : {}),
    })),
    ...(key === undefined ? {} : {key: keyOf(key)}),
    ...(blocks.length === 0 && data[0] === DER_SEQUENCE ? {isDer: true} : {}),
  };
}
