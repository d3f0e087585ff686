import {livesInFolder} from '../../domain/layout/layout.js';
import {daysLeft} from '../../domain/pki/cert-specs.js';
import type {CertificateFacts} from '../../domain/pki/certificate.js';
import {certificateSlots, type CertificateSlot} from '../../domain/pki/certificate-slots.js';
import type {PlannedCertificate} from '../../domain/pki/planned-certificates.js';
import {uniqueSans} from '../../domain/pki/san.js';
import {OpsError} from '../../errors/ops-error.js';
import {furtherClientPairs} from '../../queries/pki/further-clients.js';
import {verifyTls} from '../../queries/pki/verify-tls.js';
import {readCertificateFile} from '../../queries/pki/read-pki-file.js';
import {selectNodes} from '../../queries/select-nodes.js';
import type {ClusterContext} from '../cluster-run.js';
import {mapInParallel} from '../in-parallel.js';
import type {AskPassphrase} from './load-authority.js';
import {ownerOf, reissue, type IssuedCertificate} from './reissue.js';
import {assertOwnCa, openAuthorities} from './signing.js';
import {finishPair} from './write-pair.js';

export interface RenewInput {
  readonly nodes: readonly string[];
  /** Only what ends sooner; all where undefined. */
  readonly withinDays?: number | undefined;
  readonly days?: number | undefined;
  readonly newKeys: boolean;
  readonly dryRun: boolean;
  readonly askPassphrase: AskPassphrase;
}

export interface RenewedCertificate extends IssuedCertificate {
  /** Whether the running server shows the new one; missing where none was asked. */
  readonly presented?: boolean;
}

/** The same names as before, and those that the spec has got since. */
function renewed(planned: PlannedCertificate, {sans}: CertificateFacts): PlannedCertificate {
  const usable = sans.filter(({type}) => type === 'dns' || type === 'ip');
  return {...planned, sans: uniqueSans([...planned.sans, ...usable])};
}

async function factsOf({adapters, loaded}: ClusterContext, slot: CertificateSlot): Promise<CertificateFacts> {
  const found = await readCertificateFile(adapters, loaded.folder, slot.certFile);
  if (found !== undefined) return found[0]!.facts;
  throw new OpsError('E_CERT_INVALID', `${slot.certFile} is missing: there is nothing to renew`, {
    hints: [`etcdops tls issue ${slot.node ?? `--client ${slot.client}`}`],
  });
}

/** etcd reads certificates at every handshake: whether it does is looked at, not assumed. */
async function presentedBy(
  {adapters, loaded}: ClusterContext,
  renewedOnes: readonly IssuedCertificate[],
): Promise<Map<string, boolean>> {
  const names = new Set(renewedOnes.map(({node}) => node));
  // Another machine shows the old one until somebody has brought it there.
  const nodes = loaded.spec.nodes.filter(node => names.has(node.name) && livesInFolder(node));
  const {handshakes} = await verifyTls(adapters, loaded, nodes);
  const seen = new Map<string, boolean>();
  for (const {path, node} of renewedOnes) {
    const side = path.endsWith('/server.crt') ? 'client' : 'peer';
    const shown = handshakes.filter(
      shake => shake.to === node && shake.side === side && shake.fingerprint !== undefined,
    );
    if (node === undefined || shown.length === 0) continue;
    const file = await readCertificateFile(adapters, loaded.folder, path);
    seen.set(
      path,
      shown.every(({fingerprint}) => fingerprint === file?.[0]?.facts.fingerprint),
    );
  }
  return seen;
}

/** One that may be renewed, and what it is now. */
interface Renewable {
  readonly planned: PlannedCertificate;
  readonly before: IssuedCertificate;
  readonly hasTime: boolean;
}

/** The places that are asked for: those of nodes, or of all nodes and clients. */
async function wantedSlots(
  {adapters, loaded}: ClusterContext,
  nodes: readonly string[],
): Promise<CertificateSlot[]> {
  const names = new Set(selectNodes(loaded.spec, nodes).map(({name}) => name));
  const all = [...certificateSlots(loaded.spec), ...(await furtherClientPairs(adapters, loaded))];
  return all.filter(({node}) => (node === undefined ? nodes.length === 0 : names.has(node)));
}

/** Signs certificates anew with the same names and keys; servers that run take them up by themselves. */
export async function renewCertificates(
  context: ClusterContext,
  input: RenewInput,
): Promise<{certificates: RenewedCertificate[]}> {
  assertOwnCa(context);
  const now = context.adapters.clock.now();
  const look = async (slot: CertificateSlot): Promise<Renewable> => {
    if (!input.dryRun) await finishPair(context.adapters, context.loaded.folder, slot.planned!.base);
    const facts = await factsOf(context, slot);
    const planned = renewed(slot.planned!, facts);
    const hasTime = input.withinDays !== undefined && daysLeft(facts.notAfter, now) >= input.withinDays;
    const notAfter = facts.notAfter.toISOString();
    const before = {...ownerOf(planned), notAfter, outcome: hasTime ? 'there' : 'planned'} as const;
    return {planned, before, hasTime};
  };
  // All is read, and every CA is opened, before anything is written: one that is missing stops the whole.
  const found = await mapInParallel(await wantedSlots(context, input.nodes), look);
  const authorityOf = await openAuthorities(
    context,
    input.askPassphrase,
    found.filter(({hasTime}) => !hasTime).map(({planned}) => planned),
  );
  const certificates = await mapInParallel(found, async ({planned, before, hasTime}) =>
    hasTime || input.dryRun
      ? before
      : reissue(
          context,
          {planned, authority: authorityOf(planned)},
          {days: input.days, newKey: input.newKeys},
        ),
  );
  const issued = certificates.filter(({outcome}) => outcome === 'issued');
  const presented = issued.length === 0 ? new Map<string, boolean>() : await presentedBy(context, issued);
  return {
    certificates: certificates.map(certificate => {
      const isShown = presented.get(certificate.path);
      return isShown === undefined ? certificate : {...certificate, presented: isShown};
    }),
  };
}
