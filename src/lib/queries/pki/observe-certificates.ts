import {resolve} from 'node:path';

import type {ReadCertificate} from '../../adapters/forge/forge.js';
import {absenceOf} from '../../domain/pki/absence.js';
import type {CertificateSlot} from '../../domain/pki/certificate-slots.js';
import {
  certificateFaults,
  dateFlaw,
  linkFault,
  type CertificateFault,
} from '../../domain/pki/judge-certificate.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {isVouchedFor, weakLinks} from '../../domain/pki/tls-file.js';
import type {LoadedSpec} from '../load-spec.js';
import {readPemBytes, type PkiReader} from './read-pki-file.js';

/** A certificate of the cluster, or why there is none. */
export interface ObservedSlot {
  readonly slot: CertificateSlot;
  /** The leaf first, then what the file holds besides. */
  readonly certificates: readonly ReadCertificate[];
  readonly faults: readonly SlotFault[];
}

export interface SlotFault {
  readonly id: CertificateFault['id'] | 'cert-missing' | 'key-missing' | 'cert-unreadable' | 'ca-missing';
  readonly severity: 'error' | 'warning';
  /** Relative to the folder of the spec. */
  readonly path: string;
  readonly message: string;
}

type Place = Pick<LoadedSpec, 'folder'>;

/** What was read, or the fault that stands in its place. */
type Outcome<T> = {readonly value: T} | {readonly fault: SlotFault};

async function attempt<T>(
  path: string,
  missing: SlotFault['id'],
  read: () => Promise<T | undefined>,
): Promise<Outcome<T>> {
  try {
    const value = await read();
    if (value !== undefined) return {value};
    return {fault: {id: missing, severity: 'error', path, message: 'is missing'}};
  } catch (error) {
    const isOurs = error instanceof OpsError && error.code === 'E_CERT_INVALID';
    const message = isOurs ? error.message.replace(`${path} `, '') : `cannot be read: ${errorMessage(error)}`;
    return {fault: {id: 'cert-unreadable', severity: 'error', path, message}};
  }
}

async function readKeyId(reader: PkiReader, {folder}: Place, path: string): Promise<string | undefined> {
  const bytes = await readPemBytes(reader, folder, path);
  if (bytes === undefined) return undefined;
  const forge = await reader.forge();
  return forge.publicKeyId(forge.readKey(bytes, path));
}

async function readChain(
  reader: PkiReader,
  {folder}: Place,
  path: string,
): Promise<ReadCertificate[] | undefined> {
  const bytes = await readPemBytes(reader, folder, path);
  return bytes === undefined ? undefined : (await reader.forge()).readCertificates(bytes, path);
}

/** Whether one of the CAs has signed it, directly or through a certificate of the same file. */
async function isTrusted(
  reader: PkiReader,
  chain: readonly ReadCertificate[],
  authorities: readonly ReadCertificate[],
): Promise<boolean> {
  const forge = await reader.forge();
  return isVouchedFor(chain, authorities, (certificate, issuer) => forge.isIssuedBy(certificate, issuer));
}

/** What the dates of those between a certificate and its CA come to; the CA itself is judged with its file. */
async function linkFaults(
  reader: PkiReader,
  chain: {
    certificates: readonly ReadCertificate[];
    authorities?: readonly ReadCertificate[] | undefined;
    now: Date;
  },
): Promise<CertificateFault[]> {
  const {certificates, authorities = [], now} = chain;
  if (certificates.length < 2) return [];
  const forge = await reader.forge();
  const links = weakLinks(certificates, authorities, {
    isIssuedBy: (certificate, issuer) => forge.isIssuedBy(certificate, issuer),
    flaw: ({facts}) => dateFlaw(facts, now),
  });
  return links.filter(link => certificates.includes(link)).flatMap(({facts}) => linkFault(facts, now) ?? []);
}

function valueOf<T>(outcome: Outcome<T> | undefined): T | undefined {
  return outcome !== undefined && 'value' in outcome ? outcome.value : undefined;
}

function faultOf(outcome: Outcome<unknown> | undefined): SlotFault[] {
  return outcome !== undefined && 'fault' in outcome ? [outcome.fault] : [];
}

/** What etcd makes for itself is there from its first start on; where that is another machine nobody misses it here. */
function beforeFirstStart(slot: CertificateSlot, ownAddresses: readonly string[]): SlotFault[] {
  const {host, why} = absenceOf(slot, ownAddresses);
  if (host !== undefined) return [];
  return [{id: 'cert-missing', severity: 'warning', path: slot.certFile, message: why}];
}

/** Reads one certificate, its key and its CA, and judges them. */
export async function observeSlot(
  reader: PkiReader,
  place: Place,
  {slot, now, ownAddresses = []}: {slot: CertificateSlot; now: Date; ownAddresses?: readonly string[]},
): Promise<ObservedSlot> {
  const {certFile, keyFile, trustedCaFile} = slot;
  const read = (path: string) => () => readChain(reader, place, path);
  const [chain, key, ca, keyFact] = await Promise.all([
    attempt(certFile, 'cert-missing', read(certFile)),
    attempt(keyFile, 'key-missing', () => readKeyId(reader, place, keyFile)),
    trustedCaFile === '' ? undefined : attempt(trustedCaFile, 'ca-missing', read(trustedCaFile)),
    reader.factOfFile(resolve(place.folder, keyFile)),
  ]);
  const certificates = valueOf(chain) ?? [];
  const isAbsent = 'fault' in chain && chain.fault.id === 'cert-missing';
  if (isAbsent && slot.madeBy !== undefined)
    return {slot, certificates, faults: beforeFirstStart(slot, ownAddresses)};
  const [leaf] = certificates;
  const authorities = valueOf(ca);
  const observed =
    leaf === undefined
      ? []
      : certificateFaults(
          {
            facts: leaf.facts,
            keyId: valueOf(key),
            keyMode: keyFact?.mode,
            isTrusted: authorities && (await isTrusted(reader, certificates, authorities)),
          },
          slot.use,
          now,
        ).map(fault => ({...fault, path: fault.id === 'key-mode' ? keyFile : certFile}));
  const links = await linkFaults(reader, {certificates, authorities, now});
  return {
    slot,
    certificates,
    faults: [
      ...faultOf(chain),
      ...faultOf(key),
      ...faultOf(ca),
      ...observed,
      ...links.map(fault => ({...fault, path: certFile})),
    ],
  };
}
