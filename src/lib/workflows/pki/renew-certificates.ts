import {livesInFolder} from '../../domain/layout/layout.js';
import {certificateSlots, type CertificateSlot} from '../../domain/pki/certificate-slots.js';
import {furtherClientPairs} from '../../queries/pki/further-clients.js';
import {verifyTls} from '../../queries/pki/verify-tls.js';
import {readCertificateFile} from '../../queries/pki/read-pki-file.js';
import {selectNodes} from '../../queries/select-nodes.js';
import type {ClusterContext} from '../cluster-run.js';
import {mapInParallel} from '../in-parallel.js';
import {assertNotMidRotation} from '../runs/mid-rotation.js';
import type {AskPassphrase} from './load-authority.js';
import {ownerOf, reissue, type IssuedCertificate} from './reissue.js';
import {isRenewed, readRenewable, type Renewable} from './renewable.js';
import {assertOwnCa, openAuthorities, warnOfEndingCas} from './signing.js';
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

/** etcd reads certificates at every handshake: whether it does is looked at, not assumed. */
export async function presentedBy(
  {adapters, loaded}: ClusterContext,
  renewedOnes: readonly Pick<IssuedCertificate, 'path' | 'node'>[],
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

/** The places that are asked for: those of nodes, or of all nodes and clients. */
async function wantedSlots(
  {adapters, loaded}: ClusterContext,
  nodes: readonly string[],
): Promise<CertificateSlot[]> {
  const names = new Set(selectNodes(loaded.spec, nodes).map(({name}) => name));
  const all = [...certificateSlots(loaded.spec), ...(await furtherClientPairs(adapters, loaded))];
  return all.filter(({node}) => (node === undefined ? nodes.length === 0 : names.has(node)));
}

function shownAs(
  {planned, present: {facts}}: Renewable,
  outcome: IssuedCertificate['outcome'],
): RenewedCertificate {
  return {...ownerOf(planned), notAfter: facts.notAfter.toISOString(), outcome};
}

/** Signs certificates anew with the same names and keys; servers that run take them up by themselves. */
export async function renewCertificates(
  context: ClusterContext,
  input: RenewInput,
): Promise<{certificates: RenewedCertificate[]}> {
  assertOwnCa(context);
  await assertNotMidRotation(context);
  const {days, newKeys, dryRun} = input;
  const look = async (slot: CertificateSlot): Promise<Renewable> => {
    if (!dryRun) await finishPair(context.adapters, context.loaded.folder, slot.planned!.base);
    return readRenewable(context, slot, input.withinDays);
  };
  // All is read, and every CA is opened, before anything is written: one that is missing stops the whole.
  const found = await mapInParallel(await wantedSlots(context, input.nodes), look);
  const due = found.filter(({hasTime}) => !hasTime).map(({planned}) => planned);
  const authorityOf = await openAuthorities(context, input.askPassphrase, due);
  warnOfEndingCas(
    context,
    due.map(planned => ({planned, authority: authorityOf(planned)})),
    days,
  );
  const act = async (renewable: Renewable): Promise<RenewedCertificate> => {
    if (renewable.hasTime) return shownAs(renewable, 'there');
    const {planned} = renewable;
    const authority = authorityOf(planned);
    if (!(await isRenewed(context, {renewable, authority}, input)))
      return {...shownAs(renewable, 'there'), endsWithCa: true};
    if (dryRun) return shownAs(renewable, 'planned');
    return reissue(context, {planned, authority}, {days, newKey: newKeys});
  };
  const certificates = await mapInParallel(found, act);
  const issued = certificates.filter(({outcome}) => outcome === 'issued');
  const presented = issued.length === 0 ? new Map<string, boolean>() : await presentedBy(context, issued);
  return {
    certificates: certificates.map(certificate => {
      const isShown = presented.get(certificate.path);
      return isShown === undefined ? certificate : {...certificate, presented: isShown};
    }),
  };
}
