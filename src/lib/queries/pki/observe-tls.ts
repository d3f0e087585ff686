import type {Adapters} from '../../adapters/adapters.js';
import type {TlsStatus} from '../../domain/cluster/judge.js';
import {EXPIRES_SOON_DAYS} from '../../domain/pki/judge-certificate.js';
import type {LoadedSpec} from '../load-spec.js';
import {listCertificates} from './list-certificates.js';
import type {PkiReader} from './read-pki-file.js';

/** What an operator should know of the certificates; undefined for a cluster without TLS. */
export async function observeTls(
  reader: PkiReader & Pick<Adapters, 'clock' | 'host'>,
  place: Pick<LoadedSpec, 'spec' | 'folder'>,
): Promise<TlsStatus | undefined> {
  const {mode} = place.spec.tls;
  if (mode === 'none') return undefined;
  const {certificates} = await listCertificates(reader, place);
  const endingSoon = certificates
    .filter(({daysLeft}) => daysLeft < EXPIRES_SOON_DAYS)
    .map(({path, daysLeft}) => ({path, daysLeft}))
    .sort((a, b) => a.daysLeft - b.daysLeft);
  return {mode, endingSoon};
}
