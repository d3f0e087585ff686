import type {ReadCertificate} from '../../adapters/forge/forge.js';
import {daysLeft, daysOf} from '../../domain/pki/cert-specs.js';
import type {CertificateSlot} from '../../domain/pki/certificate-slots.js';
import type {PlannedCertificate} from '../../domain/pki/planned-certificates.js';
import {isWorthRenewing} from '../../domain/pki/renewal.js';
import {uniqueSans, type San} from '../../domain/pki/san.js';
import {OpsError} from '../../errors/ops-error.js';
import {observeSlot} from '../../queries/pki/observe-certificates.js';
import {readCertificateFile} from '../../queries/pki/read-pki-file.js';
import type {ClusterContext} from '../cluster-run.js';
import type {SigningAuthority} from './issue-certificate.js';
import type {Signature} from './signing.js';

/** A certificate that may be renewed. */
export interface Renewable {
  readonly slot: CertificateSlot;
  readonly present: ReadCertificate;
  /** As it is to be: the same names as before, and those that the spec has got since. */
  readonly planned: PlannedCertificate;
  /** Not asked for: it does not end soon enough. */
  readonly hasTime: boolean;
}

async function presentAt(
  {adapters, loaded}: ClusterContext,
  {certFile, node, client}: CertificateSlot,
): Promise<ReadCertificate> {
  const found = await readCertificateFile(adapters, loaded.folder, certFile);
  if (found !== undefined) return found[0]!;
  throw new OpsError('E_CERT_INVALID', `${certFile} is missing: there is nothing to renew`, {
    hints: [`etcdops tls issue ${node ?? `--client ${client}`}`],
  });
}

function namesOf({facts: {sans}}: ReadCertificate): San[] {
  return uniqueSans(sans.filter(({type}) => type === 'dns' || type === 'ip'));
}

/** Reads what stands in a place. Throws E_CERT_INVALID where there is nothing to renew. */
export async function readRenewable(
  context: ClusterContext,
  slot: CertificateSlot,
  withinDays: number | undefined,
): Promise<Renewable> {
  const present = await presentAt(context, slot);
  const planned = slot.planned!;
  return {
    slot,
    present,
    planned: {...planned, sans: uniqueSans([...planned.sans, ...namesOf(present)])},
    hasTime:
      withinDays !== undefined &&
      daysLeft(present.facts.notAfter, context.adapters.clock.now()) >= withinDays,
  };
}

/** Whether the new one would be another one: it gets further names, another CA signs, or what is there is no good. */
async function differs(
  {adapters, loaded}: ClusterContext,
  {slot, present, planned}: Renewable,
  authority: SigningAuthority,
): Promise<boolean> {
  if (planned.sans.length > namesOf(present).length) return true;
  const forge = await adapters.forge();
  const [signer] = forge.readCertificates(Buffer.from(authority.certificate), slot.trustedCaFile);
  if (!forge.isIssuedBy(present, signer!)) return true;
  const {faults} = await observeSlot(adapters, loaded, {slot, now: adapters.clock.now()});
  return faults.some(({severity}) => severity === 'error');
}

/** Whether it is made anew, though its CA may leave it no more time than it has. */
export async function isRenewed(
  context: ClusterContext,
  {renewable, authority}: Omit<Signature, 'planned'> & {readonly renewable: Renewable},
  {days, newKeys}: {readonly days?: number | undefined; readonly newKeys: boolean},
): Promise<boolean> {
  const {adapters, loaded} = context;
  return isWorthRenewing(adapters.clock.now(), {
    notAfter: renewable.present.facts.notAfter,
    mustChange: newKeys || (await differs(context, renewable, authority)),
    days: daysOf(renewable.planned.profile, days, loaded.spec.tls.days),
    caNotAfter: authority.notAfter,
  });
}
