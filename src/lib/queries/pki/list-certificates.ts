import type {Adapters} from '../../adapters/adapters.js';
import type {ReadCertificate} from '../../adapters/forge/forge.js';
import {daysLeft} from '../../domain/pki/cert-specs.js';
import type {CertificateFacts} from '../../domain/pki/certificate.js';
import {authoritySlots, certificateSlots, type CertificateSlot} from '../../domain/pki/certificate-slots.js';
import {ownerIn, type CertificateOwner} from '../../domain/pki/certificate-owner.js';
import {absenceOf} from '../../domain/pki/absence.js';
import {formatSan} from '../../domain/pki/san.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import type {LoadedSpec} from '../load-spec.js';
import {furtherClients} from './further-clients.js';
import {readCertificateFile, type PkiReader} from './read-pki-file.js';

/** A certificate as JSON has it. Times are ISO 8601. */
export interface ListedCertificate extends CertificateOwner {
  /** Relative to the folder of the spec. */
  readonly path: string;
  readonly kind: 'ca' | 'server' | 'peer' | 'client';
  readonly subject: string;
  readonly sans: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly daysLeft: number;
  readonly issuer: string;
  readonly keyType: string;
  readonly fingerprint: string;
}

export interface CertificateList {
  readonly mode: ClusterSpec['tls']['mode'];
  readonly certificates: readonly ListedCertificate[];
  /** What the spec asks for and is not there, or cannot be read. */
  readonly missing: readonly {
    readonly path: string;
    readonly why: string;
    /** Of what etcd makes for itself: the machine that it lies on, where that is another one. */
    readonly host?: string;
  }[];
  /** Of `--within`: how many days were asked for. */
  readonly withinDays?: number;
  /** With `withinDays`: one ends sooner or is missing. */
  readonly isDue: boolean;
}

type Lister = PkiReader & Pick<Adapters, 'clock' | 'host'>;

interface Listed extends CertificateOwner {
  readonly path: string;
  readonly kind: ListedCertificate['kind'];
}

export function listed(facts: CertificateFacts, now: Date): Omit<ListedCertificate, 'path' | 'kind'> {
  return {
    subject: facts.subject,
    sans: facts.sans.map(formatSan),
    notBefore: facts.notBefore.toISOString(),
    notAfter: facts.notAfter.toISOString(),
    daysLeft: daysLeft(facts.notAfter, now),
    issuer: facts.issuer,
    keyType: facts.keyType,
    fingerprint: facts.fingerprint,
  };
}

type Place = Pick<LoadedSpec, 'spec' | 'folder'>;

function slotEntry(slot: CertificateSlot): Listed {
  const {certFile, use} = slot;
  return {
    path: certFile,
    kind: use.kind === 'proxy-client' ? 'client' : use.kind,
    ...ownerIn(slot),
  };
}

/** Of a leaf the first certificate of its file; of CAs all. */
function shownOf(kind: Listed['kind'], found: readonly ReadCertificate[]): readonly ReadCertificate[] {
  return kind === 'ca' ? found : found.slice(0, 1);
}

/** What is looked for: a certificate of the spec, or a file of CAs. */
interface Entry {
  readonly listed: Listed;
  readonly slot?: CertificateSlot;
}

/** All certificates of the cluster of a spec, CAs first. */
export async function listCertificates(
  reader: Lister,
  place: Place,
  withinDays?: number,
): Promise<CertificateList> {
  const {spec, folder} = place;
  const slots = [...certificateSlots(spec), ...(await furtherClients(reader, place))];
  const entries: Entry[] = [
    ...authoritySlots(spec).map(({certFile}) => ({listed: {path: certFile, kind: 'ca' as const}})),
    ...slots.map(slot => ({listed: slotEntry(slot), slot})),
  ];
  const now = reader.clock.now();
  const ownAddresses = reader.host.ownAddresses();
  const read = await Promise.all(
    entries.map(async ({listed: entry, slot}) => {
      const {path} = entry;
      try {
        const found = await readCertificateFile(reader, folder, path);
        return found === undefined ? {missing: {path, ...absenceOf(slot, ownAddresses)}} : {entry, found};
      } catch (error) {
        if (!(error instanceof OpsError)) throw error;
        return {missing: {path, why: error.message.replace(`${path} `, '')}};
      }
    }),
  );
  const certificates = read.flatMap(one =>
    one.missing !== undefined
      ? []
      : shownOf(one.entry.kind, one.found).map(({facts}) => ({...one.entry, ...listed(facts, now)})),
  );
  const missing = read.flatMap(one => one.missing ?? []);
  const endsSooner = certificates.some(({daysLeft: days}) => days < (withinDays ?? 0));
  return {
    mode: spec.tls.mode,
    certificates,
    missing,
    ...(withinDays === undefined ? {} : {withinDays}),
    // What etcd makes for itself is missing until a node first starts.
    isDue: withinDays !== undefined && (endsSooner || (missing.length > 0 && spec.tls.mode !== 'auto')),
  };
}
