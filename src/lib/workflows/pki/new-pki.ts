import {CERTIFICATE_MODE, KEY_MODE} from '../../domain/pki/cert-specs.js';
import {certificateFile, keyFile, PKI_IGNORE_FILE, type Authority} from '../../domain/pki/pki-layout.js';
import {plannedAuthorities, plannedCertificates} from '../../domain/pki/planned-certificates.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import type {RenderedFile} from '../../queries/render-artifacts.js';
import {mintAuthority, mintCertificate, type Minter, type SigningAuthority} from './issue-certificate.js';

/** The CAs and all certificates of a new cluster, as files. Empty where the spec asks for none. */
export async function newPki(
  minter: Minter,
  spec: ClusterSpec,
  passphrase?: string,
): Promise<RenderedFile[]> {
  if (spec.tls.mode !== 'ca') return [];
  const maker = await minter.forge();
  const authorities = new Map<Authority, SigningAuthority>();
  const files: RenderedFile[] = [{...PKI_IGNORE_FILE, mode: CERTIFICATE_MODE}];
  for (const planned of plannedAuthorities(spec)) {
    const authority = await mintAuthority(minter, spec, planned);
    authorities.set(planned.authority, authority);
    files.push(
      {path: certificateFile(planned.base), text: authority.certificate, mode: CERTIFICATE_MODE},
      {path: keyFile(planned.base), text: maker.writeKey(authority.key, passphrase), mode: KEY_MODE},
    );
  }
  const minted = await Promise.all(
    plannedCertificates(spec).map(planned =>
      mintCertificate(minter, {planned, authority: authorities.get(planned.authority)!, tls: spec.tls}),
    ),
  );
  for (const {planned, certificate, key} of minted) {
    files.push(
      {path: certificateFile(planned.base), text: certificate, mode: CERTIFICATE_MODE},
      {path: keyFile(planned.base), text: maker.writeKey(key!), mode: KEY_MODE},
    );
  }
  return files;
}
