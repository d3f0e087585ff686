import {CERTIFICATE_MODE, KEY_MODE} from '../../domain/pki/cert-specs.js';
import {certificateFile, keyFile, PKI_IGNORE_FILE, type Authority} from '../../domain/pki/pki-layout.js';
import {plannedAuthorities, plannedCertificates} from '../../domain/pki/planned-certificates.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {once} from '../../queries/once.js';
import type {PendingFile} from '../../queries/render-artifacts.js';
import type {NewPassphrase} from './make-authorities.js';
import {mintAuthority, mintCertificate, type Minter, type SigningAuthority} from './issue-certificate.js';

/**
 * The CAs and all certificates of a new cluster, as files. Empty where the spec asks for none. A certificate is made
 * when its file is written: keys and signatures take the processor, files the disk.
 */
export async function newPki(
  minter: Minter,
  spec: ClusterSpec,
  newPassphrase?: NewPassphrase,
): Promise<PendingFile[]> {
  if (spec.tls.mode !== 'ca') return [];
  const maker = await minter.forge();
  const authorities = new Map<Authority, SigningAuthority>();
  const files: PendingFile[] = [
    {path: PKI_IGNORE_FILE.path, text: () => PKI_IGNORE_FILE.text, mode: CERTIFICATE_MODE},
  ];
  for (const planned of plannedAuthorities(spec)) {
    const authority = await mintAuthority(minter, spec, planned);
    authorities.set(planned.authority, authority);
    files.push(
      {path: certificateFile(planned.base), text: () => authority.certificate, mode: CERTIFICATE_MODE},
      {
        path: keyFile(planned.base),
        text: async () => maker.writeKey(authority.key, await newPassphrase?.()),
        mode: KEY_MODE,
      },
    );
  }
  for (const planned of plannedCertificates(spec)) {
    const authority = authorities.get(planned.authority)!;
    const minted = once(() => mintCertificate(minter, {planned, authority, tls: spec.tls}));
    files.push(
      {
        path: certificateFile(planned.base),
        text: async () => (await minted()).certificate,
        mode: CERTIFICATE_MODE,
      },
      {
        path: keyFile(planned.base),
        text: async () => maker.writeKey((await minted()).key!),
        mode: KEY_MODE,
      },
    );
  }
  return files;
}
