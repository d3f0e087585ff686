import type {ReadCertificate} from '../../adapters/forge/forge.js';
import {authorityFaults} from '../../domain/pki/judge-certificate.js';
import {certificateFile, keyFile} from '../../domain/pki/pki-layout.js';
import type {PlannedAuthority} from '../../domain/pki/planned-certificates.js';
import {OpsError} from '../../errors/ops-error.js';
import {readCertificateFile, readPkiBytes} from '../../queries/pki/read-pki-file.js';
import type {ClusterContext} from '../cluster-run.js';
import type {SigningAuthority} from './issue-certificate.js';

/** Asked only where the key turns out to be encrypted. */
export type AskPassphrase = (keyPath: string) => Promise<string | undefined>;

function missing(message: string, hints: string[]): OpsError {
  return new OpsError('E_CA_MISSING', message, {hints});
}

/** Of a bundle the one that the key belongs to; others are there to be trusted only. */
function ownOf(
  bundle: readonly ReadCertificate[],
  keyId: string,
  paths: {certificate: string; key: string},
): ReadCertificate {
  const own = bundle.find(({facts}) => facts.publicKeyId === keyId);
  if (own !== undefined) return own;
  const which = bundle.length === 1 ? 'the certificate' : `any of the ${bundle.length} certificates`;
  throw new OpsError('E_CERT_INVALID', `${paths.key} does not belong to ${which} in ${paths.certificate}`, {
    hints: [`etcdops tls inspect ${paths.certificate}`, 'bring back the key that was made with it'],
  });
}

/** Reads the CA that is to sign. Throws E_CA_MISSING, E_CERT_INVALID or E_PASSPHRASE, with nothing written. */
export async function loadAuthority(
  {adapters, loaded: {folder}}: ClusterContext,
  {base}: PlannedAuthority,
  askPassphrase: AskPassphrase,
): Promise<SigningAuthority> {
  const paths = {certificate: certificateFile(base), key: keyFile(base)};
  const [bundle, keyBytes] = await Promise.all([
    readCertificateFile(adapters, folder, paths.certificate),
    readPkiBytes(adapters, folder, paths.key),
  ]);
  if (bundle === undefined) throw missing(`there is no ${paths.certificate}`, ['etcdops tls ca makes one']);
  if (keyBytes === undefined) {
    throw missing(
      `${paths.certificate} is there, but its key ${paths.key} is not: nothing can be signed here`,
      ['work where the key is kept, or bring it here for as long as it signs'],
    );
  }
  const forge = await adapters.forge();
  const key = await openKey(paths.key);
  const own = ownOf(bundle, forge.publicKeyId(key), paths);
  const fault = authorityFaults(own.facts, adapters.clock.now()).find(({severity}) => severity === 'error');
  if (fault !== undefined) {
    throw new OpsError('E_CERT_INVALID', `${paths.certificate} ${fault.message}`, {
      hints: [`etcdops tls inspect ${paths.certificate}`],
    });
  }
  return {certificate: own.pem, key, notAfter: own.facts.notAfter};

  async function openKey(path: string): Promise<SigningAuthority['key']> {
    try {
      return forge.readKey(keyBytes!, path);
    } catch (error) {
      if (!(error instanceof OpsError) || error.code !== 'E_PASSPHRASE') throw error;
      const passphrase = await askPassphrase(path);
      if (passphrase === undefined) throw error;
      return forge.readKey(keyBytes!, path, passphrase);
    }
  }
}
