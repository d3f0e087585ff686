import {daysOf} from '../../domain/pki/cert-specs.js';
import {authorityBase, type Authority} from '../../domain/pki/pki-layout.js';
import {plannedAuthorities, type PlannedCertificate} from '../../domain/pki/planned-certificates.js';
import {endingCaText, isCutByCa} from '../../domain/pki/renewal.js';
import {OpsError} from '../../errors/ops-error.js';
import type {ClusterContext} from '../cluster-run.js';
import type {SigningAuthority} from './issue-certificate.js';
import {loadAuthority, type AskPassphrase} from './load-authority.js';

/** Whoever signs has the CA of this cluster; with another TLS mode there is none. */
export function assertOwnCa({loaded: {spec}}: ClusterContext): void {
  const {mode} = spec.tls;
  if (mode === 'ca') return;
  const hints =
    mode === 'external'
      ? ['the certificates of this cluster are made elsewhere: etcdops tls list, etcdops tls verify']
      : ['a cluster with an own CA: etcdops bootstrap static --tls ca'];
  throw new OpsError(
    'E_CA_MISSING',
    `the spec says tls mode: ${mode}, so this cluster has no CA of its own`,
    {hints},
  );
}

/** Opens each CA that is to sign, once, before anything is written: of several the last may be the one that cannot. */
export async function openAuthorities(
  context: ClusterContext,
  askPassphrase: AskPassphrase,
  certificates: readonly Pick<PlannedCertificate, 'authority'>[],
): Promise<(certificate: Pick<PlannedCertificate, 'authority'>) => SigningAuthority> {
  const wanted = new Set(certificates.map(({authority}) => authority));
  const opened = new Map<Authority, SigningAuthority>();
  // One after the other: each may ask for a passphrase.
  for (const planned of plannedAuthorities(context.loaded.spec))
    if (wanted.has(planned.authority))
      opened.set(planned.authority, await loadAuthority(context, planned, askPassphrase));
  return ({authority}) => opened.get(authority)!;
}

/** What is signed, and by whom. */
export interface Signature<T = Pick<PlannedCertificate, 'authority' | 'profile'>> {
  readonly planned: T;
  readonly authority: SigningAuthority;
}

/** Whether what is signed now has to end with its CA, sooner than it was to. */
export function endsWithCa(
  {adapters: {clock}, loaded: {spec}}: ClusterContext,
  {planned, authority}: Signature,
  days: number | undefined,
): boolean {
  return isCutByCa(clock.now(), daysOf(planned.profile, days, spec.tls.days), authority.notAfter);
}

/** Says once of each CA that ends sooner than what it signs was to, and how another takes its place. */
export function warnOfEndingCas(
  context: ClusterContext,
  signatures: readonly Signature[],
  days: number | undefined,
): void {
  const ending = signatures.filter(signature => endsWithCa(context, signature, days));
  for (const [name, {notAfter}] of new Map(ending.map(one => [one.planned.authority, one.authority])))
    context.adapters.progress.warn(endingCaText(authorityBase(name), notAfter));
}
