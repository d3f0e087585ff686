import type {Adapters} from '../../adapters/adapters.js';
import {nameProblem} from '../../domain/nodes/names.js';
import {plannedSlot, type CertificateSlot} from '../../domain/pki/certificate-slots.js';
import {ADMIN_CLIENT, certificateFile, CLIENTS_DIR} from '../../domain/pki/pki-layout.js';
import {clientCertificate} from '../../domain/pki/planned-certificates.js';
import type {LoadedSpec} from '../load-spec.js';

type Place = Pick<LoadedSpec, 'spec' | 'folder'>;

/** Clients that were issued besides the one that etcdops itself uses. */
export async function furtherClients(
  {files}: Pick<Adapters, 'files'>,
  {spec, folder}: Place,
): Promise<CertificateSlot[]> {
  if (spec.tls.mode !== 'ca') return [];
  const ending = certificateFile('');
  return (await files.list(`${folder}/${CLIENTS_DIR}`))
    .filter(name => name.endsWith(ending) && name !== certificateFile(ADMIN_CLIENT))
    .map(name => plannedSlot(spec, clientCertificate(spec, name.slice(0, -ending.length))));
}

/** Of those the ones whose key is here too: of a request that was signed nobody here could make a pair. */
export async function furtherClientPairs(
  adapters: Pick<Adapters, 'files'>,
  place: Place,
): Promise<CertificateSlot[]> {
  const slots = (await furtherClients(adapters, place)).filter(
    ({client}) => nameProblem(client ?? '') === undefined,
  );
  const haveKey = await Promise.all(
    slots.map(({keyFile}) => adapters.files.exists(`${place.folder}/${keyFile}`)),
  );
  return slots.filter((_, index) => haveKey[index] === true);
}
