import {dirname, join} from 'node:path';

import type {ReadCertificate} from '../../../adapters/forge/forge.js';
import {CERTIFICATE_MODE, PKI_DIR_MODE} from '../../../domain/pki/cert-specs.js';
import type {CertificateSlot} from '../../../domain/pki/certificate-slots.js';
import {ownerIn} from '../../../domain/pki/certificate-owner.js';
import type {Authority} from '../../../domain/pki/pki-layout.js';
import {plannedAuthorities} from '../../../domain/pki/planned-certificates.js';
import {nextOf} from '../../../domain/pki/rotation.js';
import {OpsError} from '../../../errors/ops-error.js';
import {readCertificateFile} from '../../../queries/pki/read-pki-file.js';
import type {SpecContext} from '../../cluster-run.js';
import {loadAuthority, type AskPassphrase} from '../load-authority.js';
import {presentedBy} from '../renew-certificates.js';
import {isPrepared, signAnew, slotsOf} from './next-authority.js';
import {bringBack, bytesAt, placeFile} from './place-file.js';

/** The certificates of a node, or of all clients. */
export interface Leaves {
  readonly runId: string;
  readonly authorities: readonly Authority[];
  readonly node?: string | undefined;
}

async function leafSlots(cluster: SpecContext, {authorities, node}: Leaves): Promise<CertificateSlot[]> {
  return (await slotsOf(cluster, authorities)).filter(slot => slot.node === node);
}

async function isInPlace(cluster: SpecContext, {certFile}: CertificateSlot, runId: string): Promise<boolean> {
  const [now, next] = await Promise.all([
    bytesAt(cluster, certFile),
    bytesAt(cluster, nextOf(certFile, runId)),
  ]);
  return now !== undefined && next !== undefined && now.equals(next);
}

export async function areReplaced(cluster: SpecContext, leaves: Leaves): Promise<boolean> {
  const slots = await leafSlots(cluster, leaves);
  const done = await Promise.all(slots.map(slot => isInPlace(cluster, slot, leaves.runId)));
  return done.every(Boolean);
}

/** Of a client that was issued after all had been prepared. */
async function signLate(
  cluster: SpecContext,
  {slot, runId}: {slot: CertificateSlot; runId: string},
  askPassphrase: AskPassphrase,
): Promise<void> {
  const {adapters, loaded} = cluster;
  const planned = plannedAuthorities(loaded.spec).find(one => one.authority === slot.planned!.authority)!;
  const next = {...planned, base: nextOf(planned.base, runId)};
  const text = await signAnew(cluster, slot, await loadAuthority(cluster, next, askPassphrase));
  const path = join(loaded.folder, nextOf(slot.certFile, runId));
  await adapters.files.ensureDir(dirname(path), PKI_DIR_MODE);
  await adapters.files.writeAtomic(path, text, {mode: CERTIFICATE_MODE});
}

/** Each is one rename; the keys stay, so that every pair is whole at every moment. */
export async function replaceLeaves(
  cluster: SpecContext,
  leaves: Leaves,
  askPassphrase: AskPassphrase,
): Promise<void> {
  const {runId} = leaves;
  for (const slot of await leafSlots(cluster, leaves)) {
    if (await isInPlace(cluster, slot, runId)) continue;
    const path = nextOf(slot.certFile, runId);
    if ((await bytesAt(cluster, path)) === undefined) await signLate(cluster, {slot, runId}, askPassphrase);
    const placed = {runId, path: slot.certFile, mode: CERTIFICATE_MODE};
    await placeFile(cluster, placed, (await bytesAt(cluster, path))!);
  }
}

export async function leavesOfOldAgain(cluster: SpecContext, leaves: Leaves): Promise<void> {
  for (const {certFile} of await leafSlots(cluster, leaves)) await bringBack(cluster, certFile, leaves.runId);
}

/** Whether the new CA has signed the certificate of a place. */
async function isByNext(cluster: SpecContext, slot: CertificateSlot, runId: string): Promise<boolean> {
  const {adapters, loaded} = cluster;
  const first = async (path: string): Promise<ReadCertificate | undefined> =>
    (await readCertificateFile(adapters, loaded.folder, path))?.[0];
  const [leaf, next] = await Promise.all([first(slot.certFile), first(nextOf(slot.trustedCaFile, runId))]);
  return leaf !== undefined && next !== undefined && (await adapters.forge()).isIssuedBy(leaf, next);
}

/** Whether they are of the new CAs. Once the run has cleared up, nobody asks any more. */
export async function areByNext(cluster: SpecContext, leaves: Leaves): Promise<boolean> {
  if (!(await isPrepared(cluster, leaves.runId))) return true;
  const slots = await leafSlots(cluster, leaves);
  return (await Promise.all(slots.map(slot => isByNext(cluster, slot, leaves.runId)))).every(Boolean);
}

const SHOWN_WITHIN_MS = 10_000;
const POLL_MS = 200;

/** etcd reads certificates at every handshake: whether it does is looked at, not assumed. */
export async function waitShown(cluster: SpecContext, leaves: Leaves): Promise<void> {
  const {clock, signal} = cluster.adapters;
  const slots = (await leafSlots(cluster, leaves)).map(({certFile, node}) => ({
    path: certFile,
    ...ownerIn({...(node === undefined ? {} : {node})}),
  }));
  const deadline = clock.monotonicMs() + SHOWN_WITHIN_MS;
  for (;;) {
    const shown = await presentedBy(cluster, slots);
    const old = [...shown].filter(([, isShown]) => !isShown).map(([path]) => path);
    if (old.length === 0) return;
    if (clock.monotonicMs() > deadline) {
      throw new OpsError('E_UNHEALTHY', `${leaves.node} runs, and does not show ${old.join(', ')}`, {
        hints: [`etcdops tls verify ${leaves.node}`],
      });
    }
    await clock.sleep(POLL_MS, signal);
  }
}
