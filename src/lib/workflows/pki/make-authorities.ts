import type {KeyType} from '../../domain/pki/certificate.js';
import {certificateFile, keyFile} from '../../domain/pki/pki-layout.js';
import {plannedAuthorities} from '../../domain/pki/planned-certificates.js';
import {OpsError} from '../../errors/ops-error.js';
import {readCertificateFile, readPkiBytes} from '../../queries/pki/read-pki-file.js';
import type {ClusterContext} from '../cluster-run.js';
import {mintAuthority} from './issue-certificate.js';
import {assertOwnCa} from './signing.js';
import {finishPair, writePair} from './write-pair.js';

/** Asked when a CA is about to be made; undefined where its key is not to be encrypted. */
export type NewPassphrase = () => Promise<string | undefined>;

export interface MakeAuthoritiesInput {
  readonly keyType?: KeyType | undefined;
  readonly days?: number | undefined;
  readonly newPassphrase?: NewPassphrase | undefined;
  readonly dryRun: boolean;
}

export interface MadeAuthority {
  /** Relative to the folder of the spec. */
  readonly path: string;
  readonly outcome: 'made' | 'there' | 'planned';
  readonly subject?: string;
  readonly notAfter?: string;
  /** How many CAs the file holds: more than one while one takes over from another. */
  readonly authorities?: number;
}

/** Makes the CAs that the spec asks for and that are not there. One that is there is never touched. */
export async function makeAuthorities(
  context: ClusterContext,
  {keyType, days, newPassphrase, dryRun}: MakeAuthoritiesInput,
): Promise<{authorities: MadeAuthority[]}> {
  assertOwnCa(context);
  const {adapters, loaded} = context;
  const {spec, folder} = loaded;
  const tls = {
    ...spec.tls,
    ...(keyType === undefined ? {} : {keyType}),
    ...(days === undefined ? {} : {caDays: days}),
  };
  const authorities: MadeAuthority[] = [];
  for (const planned of plannedAuthorities(spec)) {
    const path = certificateFile(planned.base);
    if (!dryRun) await finishPair(adapters, folder, planned.base);
    const found = await readCertificateFile(adapters, folder, path);
    if (found !== undefined) {
      const {subject, notAfter} = found[0]!.facts;
      authorities.push({
        path,
        outcome: 'there',
        subject,
        notAfter: notAfter.toISOString(),
        authorities: found.length,
      });
      continue;
    }
    if ((await readPkiBytes(adapters, folder, keyFile(planned.base))) !== undefined) {
      throw new OpsError(
        'E_CERT_INVALID',
        `${keyFile(planned.base)} is there without ${path}: whose key it is cannot be told`,
        {
          hints: [
            `bring ${path} back, or move the key away: a new CA makes certificates that the old one's holders refuse`,
          ],
        },
      );
    }
    if (dryRun) {
      authorities.push({path, outcome: 'planned'});
      continue;
    }
    const passphrase = await newPassphrase?.();
    const {certificate, key, notAfter} = await mintAuthority(adapters, {tls}, planned);
    await writePair(adapters, folder, {base: planned.base, certificate, key, passphrase});
    authorities.push({path, outcome: 'made', notAfter: notAfter.toISOString()});
  }
  return {authorities};
}
