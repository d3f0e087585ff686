import {dirname, join} from 'node:path';

import {CERTIFICATE_MODE, KEY_MODE, PKI_DIR_MODE} from '../../../domain/pki/cert-specs.js';
import type {KeyType} from '../../../domain/pki/certificate.js';
import {certificateSlots, type CertificateSlot} from '../../../domain/pki/certificate-slots.js';
import {certificateFile, keyFile, type Authority} from '../../../domain/pki/pki-layout.js';
import {plannedAuthorities, type PlannedAuthority} from '../../../domain/pki/planned-certificates.js';
import {movedTo, nextDirOf} from '../../../domain/pki/rotation.js';
import {OpsError} from '../../../errors/ops-error.js';
import {furtherClientPairs} from '../../../queries/pki/further-clients.js';
import {readPkiBytes} from '../../../queries/pki/read-pki-file.js';
import type {SpecContext} from '../../cluster-run.js';
import {mapInParallel} from '../../in-parallel.js';
import {mintAuthority, mintCertificate, type SigningAuthority} from '../issue-certificate.js';
import type {AskPassphrase} from '../load-authority.js';
import {readRenewable} from '../renewable.js';
import {keyThere} from '../reissue.js';

export interface NextAuthority {
  readonly runId: string;
  readonly authorities: readonly Authority[];
  readonly keyType?: KeyType | undefined;
  readonly days?: number | undefined;
  /** Also where the old one's key is not. */
  readonly encrypt: boolean;
}

/** Where it is written until all of it is there. */
function scratchOf(runId: string): string {
  return `${nextDirOf(runId)}.tmp`;
}

/** The places of certificates of these CAs: of nodes, and of clients whose key is here. */
export async function slotsOf(
  {adapters, loaded}: SpecContext,
  authorities: readonly Authority[],
): Promise<CertificateSlot[]> {
  const slots = [...certificateSlots(loaded.spec), ...(await furtherClientPairs(adapters, loaded))];
  return slots.filter(({planned}) => planned !== undefined && authorities.includes(planned.authority));
}

/**
 * What encrypts the key of each new CA; undefined where nothing does. That of an old key is tried on it, so that what
 * was mistyped does not lock the new one away.
 * @throws E_PASSPHRASE
 */
export async function newPassphrases(
  {adapters, loaded}: SpecContext,
  {authorities, encrypt}: Pick<NextAuthority, 'authorities' | 'encrypt'>,
  askPassphrase: AskPassphrase,
): Promise<Map<Authority, string | undefined>> {
  const forge = await adapters.forge();
  const found = new Map<Authority, string | undefined>();
  // One after the other: each may ask a person.
  for (const {authority, base} of plannedAuthorities(loaded.spec)) {
    if (!authorities.includes(authority)) continue;
    const path = keyFile(base);
    const bytes = await readPkiBytes(adapters, loaded.folder, path);
    const isEncrypted = bytes !== undefined && isLocked(bytes, path);
    const passphrase = isEncrypted || encrypt ? await askPassphrase(path) : undefined;
    if (isEncrypted) forge.readKey(bytes, path, passphrase);
    found.set(authority, passphrase);
  }
  return found;

  function isLocked(bytes: Buffer, path: string): boolean {
    try {
      forge.readKey(bytes, path);
      return false;
    } catch (error) {
      if (error instanceof OpsError && error.code === 'E_PASSPHRASE') return true;
      throw error;
    }
  }
}

/** A certificate with the names and the key of the one that is there, by the CA that is given. */
export async function signAnew(
  cluster: SpecContext,
  slot: CertificateSlot,
  authority: SigningAuthority,
): Promise<string> {
  const {planned} = await readRenewable(cluster, slot, undefined);
  const key = await keyThere(cluster, planned.base);
  if (key === undefined) {
    throw new OpsError(
      'E_CERT_INVALID',
      `${slot.keyFile} cannot be read, and its certificate stays with it`,
      {
        hints: ['etcdops tls issue makes a new pair of it', 'etcdops tls verify'],
      },
    );
  }
  const {tls} = cluster.loaded.spec;
  return (await mintCertificate(cluster.adapters, {planned, authority, tls}, {key})).certificate;
}

async function makeOne(
  {adapters, loaded}: SpecContext,
  planned: PlannedAuthority,
  {next, passphrase}: {next: NextAuthority; passphrase: string | undefined},
): Promise<SigningAuthority> {
  const {keyType, days} = next;
  const tls = {
    ...loaded.spec.tls,
    ...(keyType === undefined ? {} : {keyType}),
    ...(days === undefined ? {} : {caDays: days}),
  };
  const made = await mintAuthority(adapters, {tls}, planned);
  const place = (path: string): string => join(loaded.folder, movedTo(scratchOf(next.runId), path));
  const key = (await adapters.forge()).writeKey(made.key, passphrase);
  await adapters.files.writeScratch(place(keyFile(planned.base)), key, {mode: KEY_MODE});
  await adapters.files.writeScratch(place(certificateFile(planned.base)), made.certificate, {
    mode: CERTIFICATE_MODE,
  });
  return made;
}

/** Whether all is prepared: the folder gets its name when it is whole. */
export function isPrepared({adapters, loaded}: SpecContext, runId: string): Promise<boolean> {
  return adapters.files.exists(join(loaded.folder, nextDirOf(runId)));
}

/**
 * Makes the new CAs and, by them, a certificate in place of each that there is, all in a folder that nobody reads. The
 * keys of the new CAs are needed for nothing else of the run.
 */
export async function prepareNext(
  cluster: SpecContext,
  next: NextAuthority,
  passphrases: ReadonlyMap<Authority, string | undefined>,
): Promise<void> {
  const {adapters, loaded} = cluster;
  const scratch = join(loaded.folder, scratchOf(next.runId));
  await adapters.files.removeScratch(scratch);
  await adapters.files.ensureDir(scratch, PKI_DIR_MODE);
  const made = new Map<Authority, SigningAuthority>();
  for (const planned of plannedAuthorities(loaded.spec)) {
    if (!next.authorities.includes(planned.authority)) continue;
    const passphrase = passphrases.get(planned.authority);
    made.set(planned.authority, await makeOne(cluster, planned, {next, passphrase}));
  }
  await mapInParallel(await slotsOf(cluster, next.authorities), async slot => {
    const text = await signAnew(cluster, slot, made.get(slot.planned!.authority)!);
    const path = join(loaded.folder, movedTo(scratchOf(next.runId), slot.certFile));
    await adapters.files.ensureDir(dirname(path), PKI_DIR_MODE);
    await adapters.files.writeScratch(path, text, {mode: CERTIFICATE_MODE});
  });
  await adapters.files.rename(scratch, join(loaded.folder, nextDirOf(next.runId)));
}
