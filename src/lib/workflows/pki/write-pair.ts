import {dirname, join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {PrivateKey} from '../../adapters/forge/forge.js';
import {CERTIFICATE_MODE, KEY_MODE, PKI_DIR_MODE} from '../../domain/pki/cert-specs.js';
import {certificateFile, keyFile} from '../../domain/pki/pki-layout.js';

type Writer = Pick<Adapters, 'files' | 'forge' | 'clock'>;

export interface Pair {
  readonly base: string;
  readonly certificate: string;
  /** Missing where the key that is there stays. */
  readonly key?: PrivateKey | undefined;
  readonly passphrase?: string | undefined;
}

/** `server.crt` → `server.crt.20261125T231502Z`, beside it. */
function keptName(path: string, now: Date): string {
  return `${path}.${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;
}

/** Puts a copy of what is there beside it: the file itself is never away, since etcd reads it at every handshake. */
async function keepOld({files, clock}: Writer, path: string): Promise<string | undefined> {
  const old = await files.readBytes(path, 1024 * 1024);
  if (old === undefined) return undefined;
  const kept = keptName(path, clock.now());
  await files.writeAtomic(kept, old, {mode: path.endsWith('.key') ? KEY_MODE : CERTIFICATE_MODE});
  return kept;
}

/**
 * Writes a certificate, and its key where it is a new one: the key first, so that a kill in between leaves a key without
 * a certificate, which the next run takes up. What was there is kept beside it.
 * @returns the names under which the old files are kept, relative to the folder
 */
export async function writePair(writer: Writer, folder: string, pair: Pair): Promise<string[]> {
  const forge = await writer.forge();
  const paths = {certificate: certificateFile(pair.base), key: keyFile(pair.base)};
  await writer.files.ensureDir(join(folder, dirname(pair.base)), PKI_DIR_MODE);
  const kept: (string | undefined)[] = [];
  if (pair.key !== undefined) {
    kept.push(await keepOld(writer, join(folder, paths.key)));
    const text = forge.writeKey(pair.key, pair.passphrase);
    await writer.files.writeAtomic(join(folder, paths.key), text, {mode: KEY_MODE});
  }
  kept.push(await keepOld(writer, join(folder, paths.certificate)));
  await writer.files.writeAtomic(join(folder, paths.certificate), pair.certificate, {mode: CERTIFICATE_MODE});
  return kept.filter(path => path !== undefined).map(path => path.slice(folder.length + 1));
}
