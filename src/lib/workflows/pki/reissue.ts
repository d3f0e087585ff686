import type {PrivateKey} from '../../adapters/forge/forge.js';
import {livesInFolder, remoteConfigDirOf} from '../../domain/layout/layout.js';
import {bracketed} from '../../domain/nodes/hosts.js';
import {ownerIn, type CertificateOwner} from '../../domain/pki/certificate-owner.js';
import {certificateFile, keyFile} from '../../domain/pki/pki-layout.js';
import type {PlannedCertificate} from '../../domain/pki/planned-certificates.js';
import {OpsError} from '../../errors/ops-error.js';
import {readPkiBytes} from '../../queries/pki/read-pki-file.js';
import type {ClusterContext} from '../cluster-run.js';
import {mintCertificate} from './issue-certificate.js';
import {endsWithCa, type Signature} from './signing.js';
import {writePair} from './write-pair.js';

/** What became of one certificate. Paths are relative to the folder of the spec. */
export interface IssuedCertificate extends CertificateOwner {
  readonly path: string;
  readonly outcome: 'issued' | 'there' | 'planned';
  readonly notAfter?: string;
  /** It ends with its CA, sooner than it was to: of one that is `there` a new one would last no longer. */
  readonly endsWithCa?: true;
  /** Of a node on another machine: where it belongs there, as `HOST:FOLDER/`. */
  readonly copyTo?: string;
  /** What stood there before, and now stands beside it. */
  readonly kept?: readonly string[];
}

export interface ReissueOptions {
  readonly days?: number | undefined;
  /** The key stays unless it is missing or not to be read: then a renewal is one rename, whole at every moment. */
  readonly newKey?: boolean;
}

/** Which certificate of whom. */
export function ownerOf(planned: PlannedCertificate): Pick<IssuedCertificate, 'path' | 'node' | 'client'> {
  return {path: certificateFile(planned.base), ...ownerIn(planned)};
}

function copyTo({loaded: {spec}}: ClusterContext, {node: name}: PlannedCertificate): {copyTo?: string} {
  const node = spec.nodes.find(one => one.name === name);
  if (node === undefined || livesInFolder(node)) return {};
  return {copyTo: `${bracketed(node.host)}:${remoteConfigDirOf(node.name)}/`};
}

/** The key that is there, where it can be read. */
export async function keyThere(
  {adapters, loaded}: ClusterContext,
  base: string,
): Promise<PrivateKey | undefined> {
  const path = keyFile(base);
  const bytes = await readPkiBytes(adapters, loaded.folder, path);
  if (bytes === undefined) return undefined;
  try {
    return (await adapters.forge()).readKey(bytes, path);
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    adapters.progress.warn(
      `${path} cannot be read: a new key takes its place, the old file is kept beside it`,
    );
    return undefined;
  }
}

/** Signs a certificate anew and puts it in place; what was there is kept beside it. */
export async function reissue(
  context: ClusterContext,
  {planned, authority}: Signature<PlannedCertificate>,
  {days, newKey = false}: ReissueOptions = {},
): Promise<IssuedCertificate> {
  const {adapters, loaded} = context;
  const key = newKey ? undefined : await keyThere(context, planned.base);
  const minted = await mintCertificate(
    adapters,
    {planned, authority, tls: loaded.spec.tls},
    {days, ...(key === undefined ? {} : {key})},
  );
  const kept = await writePair(adapters, loaded.folder, {
    base: planned.base,
    certificate: minted.certificate,
    key: minted.key,
  });
  return {
    ...ownerOf(planned),
    ...copyTo(context, planned),
    outcome: 'issued',
    notAfter: minted.notAfter.toISOString(),
    ...(endsWithCa(context, {planned, authority}, days) ? {endsWithCa: true} : {}),
    ...(kept.length === 0 ? {} : {kept}),
  };
}
