import {dirname, join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {PrivateKey} from '../../adapters/forge/forge.js';
import {CERTIFICATE_MODE, KEY_MODE, PKI_DIR_MODE} from '../../domain/pki/cert-specs.js';
import {certificateFile, keyFile, PKI_IGNORE_FILE} from '../../domain/pki/pki-layout.js';
import {readPkiBytes} from '../../queries/pki/read-pki-file.js';

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
async function keepOld(
  {files, clock}: Writer,
  folder: string,
  {path, mode}: {path: string; mode: number},
): Promise<string | undefined> {
  const old = await readPkiBytes({files}, folder, path);
  if (old === undefined) return undefined;
  const wanted = keptName(path, clock.now());
  // Of two renewals within a second the later one must not take the place of what the first one kept.
  for (let count = 1; ; count++) {
    const kept = count === 1 ? wanted : `${wanted}-${count}`;
    if (await files.createExclusive(join(folder, kept), old, {mode})) return kept;
  }
}

/** Where a part of a pair waits until the other one is written too. */
function waitingName(path: string): string {
  return `${path}.new`;
}

/**
 * Writes a certificate, and its key where it is a new one; what was there is kept beside. All that may fail, such as
 * for a full disk, is done before the first file takes its place. Of a pair the key does so first: a kill before the
 * second rename leaves a certificate that waits, which `finishPair` brings to its end.
 * @returns the names under which the old files are kept, relative to the folder
 */
export async function writePair(writer: Writer, folder: string, pair: Pair): Promise<string[]> {
  const {files} = writer;
  const certificate = {path: certificateFile(pair.base), text: pair.certificate, mode: CERTIFICATE_MODE};
  const parts = [certificate];
  if (pair.key !== undefined) {
    const text = (await writer.forge()).writeKey(pair.key, pair.passphrase);
    parts.unshift({path: keyFile(pair.base), text, mode: KEY_MODE});
  }
  await files.ensureDir(join(folder, dirname(pair.base)), PKI_DIR_MODE);
  await ensureIgnored(writer, folder);
  const kept: (string | undefined)[] = [];
  for (const part of parts) kept.push(await keepOld(writer, folder, part));
  for (const {path, text, mode} of parts)
    await files.writeAtomic(join(folder, waitingName(path)), text, {mode});
  for (const {path} of parts) await files.rename(join(folder, waitingName(path)), join(folder, path));
  return kept.filter(path => path !== undefined);
}

/**
 * Ends what a kill between the renames of `writePair` has left: a new key in its place, whose certificate waits. What
 * was killed before is forgotten, since nothing has changed yet.
 */
export async function finishPair(
  {files}: Pick<Writer, 'files'>,
  folder: string,
  base: string,
): Promise<void> {
  const [certificate, key] = [certificateFile(base), keyFile(base)].map(path => join(folder, path)) as [
    string,
    string,
  ];
  const [isCertificateWaiting, isKeyWaiting] = await Promise.all(
    [certificate, key].map(path => files.exists(waitingName(path))),
  );
  if (isKeyWaiting === true) {
    // The certificate goes first: alone it would look like one whose key is in its place.
    await files.removeScratch(waitingName(certificate));
    await files.removeScratch(waitingName(key));
  } else if (isCertificateWaiting === true) await files.rename(waitingName(certificate), certificate);
}

/** A folder that `bootstrap` did not make has no such file yet. */
async function ensureIgnored({files}: Pick<Writer, 'files'>, folder: string): Promise<void> {
  const path = join(folder, PKI_IGNORE_FILE.path);
  // Looked for first: it is there for all certificates but the first.
  if (!(await files.exists(path))) await files.createExclusive(path, PKI_IGNORE_FILE.text);
}
