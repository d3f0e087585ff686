import {join} from 'node:path';

import type {ReadCertificate} from '../../../adapters/forge/forge.js';
import {CERTIFICATE_MODE, KEY_MODE} from '../../../domain/pki/cert-specs.js';
import {authorityBase, certificateFile, keyFile, type Authority} from '../../../domain/pki/pki-layout.js';
import {bundleOf, nextOf} from '../../../domain/pki/rotation.js';
import {OpsError} from '../../../errors/ops-error.js';
import {observeSlot} from '../../../queries/pki/observe-certificates.js';
import {readCertificateFile} from '../../../queries/pki/read-pki-file.js';
import type {SpecContext} from '../../cluster-run.js';
import {slotsOf} from './next-authority.js';
import {bringBack, bytesAt, bytesBefore, placeFile} from './place-file.js';

/** One CA of a cluster, while a run puts another in its place. */
export interface Rotation {
  readonly runId: string;
  readonly authority: Authority;
}

function pathsOf({authority}: Rotation): {certificate: string; key: string} {
  const base = authorityBase(authority);
  return {certificate: certificateFile(base), key: keyFile(base)};
}

async function required(cluster: SpecContext, path: string): Promise<Buffer> {
  const bytes = await bytesAt(cluster, path);
  if (bytes !== undefined) return bytes;
  throw new OpsError('E_DRIFTED', `${path} is gone, which this run had made`, {
    hints: ['bring it back', 'etcdops run abort'],
  });
}

/** The old CA and the new one, as one file. */
async function bundle(cluster: SpecContext, {runId, authority}: Rotation): Promise<string> {
  const {certificate} = pathsOf({runId, authority});
  const old = await bytesBefore(cluster, certificate, runId);
  const next = await required(cluster, nextOf(certificate, runId));
  return bundleOf((old ?? '').toString(), next.toString());
}

async function firstOf({adapters, loaded}: SpecContext, path: string): Promise<ReadCertificate | undefined> {
  return (await readCertificateFile(adapters, loaded.folder, path))?.[0];
}

/** Whether the new CA is among those that the file has. Once the run has cleared up, nobody asks any more. */
export async function holdsNext(cluster: SpecContext, rotation: Rotation): Promise<boolean> {
  const {certificate} = pathsOf(rotation);
  const next = await firstOf(cluster, nextOf(certificate, rotation.runId));
  if (next === undefined) return true;
  const {adapters, loaded} = cluster;
  const found = await readCertificateFile(adapters, loaded.folder, certificate);
  return found?.some(({facts}) => facts.fingerprint === next.facts.fingerprint) === true;
}

export async function isTrustedBoth(cluster: SpecContext, rotation: Rotation): Promise<boolean> {
  // Before all is prepared, when a plan asks.
  if ((await bytesAt(cluster, nextOf(pathsOf(rotation).certificate, rotation.runId))) === undefined)
    return false;
  const now = await bytesAt(cluster, pathsOf(rotation).certificate);
  return now?.toString() === (await bundle(cluster, rotation));
}

export async function trustBoth(cluster: SpecContext, rotation: Rotation): Promise<void> {
  const text = await bundle(cluster, rotation);
  const placed = {runId: rotation.runId, path: pathsOf(rotation).certificate, mode: CERTIFICATE_MODE};
  await placeFile(cluster, placed, Buffer.from(text));
}

export function trustOldAgain(cluster: SpecContext, rotation: Rotation): Promise<void> {
  return bringBack(cluster, pathsOf(rotation).certificate, rotation.runId);
}

/** @throws E_PREFLIGHT where a certificate in use would not be believed any more */
export async function requireAllByNext(cluster: SpecContext, rotation: Rotation): Promise<void> {
  const {adapters, loaded} = cluster;
  const trustedCaFile = nextOf(pathsOf(rotation).certificate, rotation.runId);
  const now = adapters.clock.now();
  const slots = await slotsOf(cluster, [rotation.authority]);
  const observed = await Promise.all(
    slots.map(slot => observeSlot(adapters, loaded, {slot: {...slot, trustedCaFile}, now})),
  );
  const errors = observed.flatMap(({faults}) => faults).filter(({severity}) => severity === 'error');
  if (errors.length === 0) return;
  throw new OpsError('E_PREFLIGHT', errors.map(({path, message}) => `${path} ${message}`).join('\n  '), {
    hints: ['etcdops tls verify', 'etcdops run abort'],
  });
}

async function isSame(cluster: SpecContext, path: string, runId: string): Promise<boolean> {
  const [now, next] = await Promise.all([bytesAt(cluster, path), bytesAt(cluster, nextOf(path, runId))]);
  return now !== undefined && next !== undefined && now.equals(next);
}

export async function isOldDropped(cluster: SpecContext, rotation: Rotation): Promise<boolean> {
  const {certificate, key} = pathsOf(rotation);
  const {runId} = rotation;
  return (await isSame(cluster, certificate, runId)) && (await isSame(cluster, key, runId));
}

/**
 * The new CA alone is trusted, and its key signs. The bundle that stands there meanwhile has both CAs, so that the key
 * may go first.
 */
export async function dropOld(cluster: SpecContext, rotation: Rotation): Promise<void> {
  const {certificate, key} = pathsOf(rotation);
  const {runId} = rotation;
  const [nextKey, next] = await Promise.all(
    [key, certificate].map(path => required(cluster, nextOf(path, runId))),
  );
  await placeFile(cluster, {runId, path: key, mode: KEY_MODE}, nextKey!);
  await placeFile(cluster, {runId, path: certificate, mode: CERTIFICATE_MODE}, next!);
}

/** Killed between the two files: the key that signed before signs again. Where there was none here there is none again. */
export async function keepOld(cluster: SpecContext, rotation: Rotation): Promise<void> {
  const {key} = pathsOf(rotation);
  const {adapters, loaded} = cluster;
  const isNew = await isSame(cluster, key, rotation.runId);
  await bringBack(cluster, key, rotation.runId);
  // The other copy of it stays with what was prepared.
  if (isNew && (await isSame(cluster, key, rotation.runId)))
    await adapters.files.removeScratch(join(loaded.folder, key));
}
