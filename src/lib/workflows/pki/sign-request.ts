import {resolve} from 'node:path';

import {CERTIFICATE_MODE} from '../../domain/pki/cert-specs.js';
import {weakKeyReason} from '../../domain/pki/certificate.js';
import {peerAuthority} from '../../domain/pki/planned-certificates.js';
import {formatSan, sanOf, sanProblem, uniqueSans, type San} from '../../domain/pki/san.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {readPkiBytes} from '../../queries/pki/read-pki-file.js';
import type {ClusterContext} from '../cluster-run.js';
import {assertNotMidRotation} from '../runs/mid-rotation.js';
import {mintCertificate} from './issue-certificate.js';
import {assertSans} from './issue-certificates.js';
import type {AskPassphrase} from './load-authority.js';
import {assertOwnCa, openAuthorities, warnOfEndingCas} from './signing.js';

export const REQUEST_PROFILES = ['server', 'peer', 'client', 'proxy-client'] as const;
export type RequestProfile = (typeof REQUEST_PROFILES)[number];

export interface SignRequestInput {
  /** As the user wrote it. */
  readonly csr: string;
  readonly profile: RequestProfile;
  readonly sans: readonly string[];
  readonly days?: number | undefined;
  /** Where the certificate goes; beside the request unless told. */
  readonly out?: string | undefined;
  readonly dryRun: boolean;
  readonly askPassphrase: AskPassphrase;
}

export interface SignedRequest {
  /** As the user names it. */
  readonly path: string;
  readonly subject: string;
  readonly sans: readonly string[];
  readonly outcome: 'issued' | 'planned';
}

/** Whoever made the request may have asked for anything: only what etcd can use is signed. */
function namesOf(asked: readonly San[], given: readonly string[], csr: string): San[] {
  const unusable = asked.filter(
    ({type, value}) => (type !== 'dns' && type !== 'ip') || sanProblem(value) !== undefined,
  );
  if (unusable.length > 0) {
    const names = unusable.map(san => printable(formatSan(san))).join(', ');
    throw new OpsError(
      'E_CERT_INVALID',
      `${csr} asks for names that no certificate of etcd needs: ${names}`,
      {
        hints: ['make the request anew with host names and IP addresses alone'],
      },
    );
  }
  return uniqueSans([...asked, ...given.map(sanOf)]);
}

function assertNamed(sans: readonly San[], {profile, csr}: SignRequestInput): void {
  if (sans.length > 0 || profile === 'client' || profile === 'proxy-client') return;
  throw new OpsError(
    'E_CERT_INVALID',
    `${csr} names no host, and nobody can connect to a ${profile} without`,
    {
      hints: ['add them here: --san HOST', 'or sign it for a client: --profile client'],
    },
  );
}

function occupied(path: string): OpsError {
  return new OpsError('E_DIR_OCCUPIED', `${path} is there already; nothing was written`, {
    hints: ['name another: --out FILE'],
  });
}

/** A key that etcd refuses would only be found out on the machine that has it. */
function assertUsableKey(keyType: string, csr: string): void {
  const weakness = weakKeyReason(keyType);
  const isKnown = /^(rsa-\d+|ecdsa-p(256|384|521)|ed25519)$/.test(keyType);
  if (weakness === undefined && isKnown) return;
  const why = weakness ?? `its key is of the kind ${printable(keyType)}, which etcd does not know`;
  throw new OpsError('E_CERT_INVALID', `${csr} is not signed: ${why}`, {
    hints: [`make a key anew, for example: openssl ecparam -name prime256v1 -genkey -noout -out infra0.key`],
  });
}

/** Signs a request whose key stays where it was made. Refuses to overwrite. */
export async function signRequest(context: ClusterContext, input: SignRequestInput): Promise<SignedRequest> {
  assertOwnCa(context);
  assertSans(input.sans);
  await assertNotMidRotation(context);
  const {adapters, loaded} = context;
  const {csr, profile, dryRun} = input;
  const bytes = await readPkiBytes(adapters, adapters.cwd, csr);
  if (bytes === undefined)
    throw new OpsError('E_CERT_INVALID', `there is no request at ${csr}`, {hints: ['check --csr']});
  const request = (await adapters.forge()).readRequest(bytes, csr);
  assertUsableKey(request.keyType, csr);
  const sans = namesOf(request.sans, input.sans, csr);
  assertNamed(sans, input);
  const path = input.out ?? `${csr.replace(/\.(csr|req|pem)$/, '')}.crt`;
  const target = resolve(adapters.cwd, path);
  if (await adapters.files.exists(target)) throw occupied(path);
  const result = {path, subject: request.subject, sans: sans.map(formatSan)};
  const authority = profile === 'peer' ? peerAuthority(loaded.spec) : 'ca';
  const {commonName, organization} = request;
  const planned = {
    base: path,
    profile,
    authority,
    subject: {
      ...(commonName === undefined || profile === 'proxy-client' ? {} : {commonName}),
      organization: organization ?? loaded.spec.cluster,
    },
    sans,
  } as const;
  const signerOf = await openAuthorities(context, input.askPassphrase, [planned]);
  warnOfEndingCas(context, [{planned, authority: signerOf(planned)}], input.days);
  if (dryRun) return {...result, outcome: 'planned'};
  const minted = await mintCertificate(
    adapters,
    {planned, authority: signerOf(planned), tls: loaded.spec.tls},
    {key: request, days: input.days},
  );
  if (!(await adapters.files.createExclusive(target, minted.certificate, {mode: CERTIFICATE_MODE})))
    throw occupied(path);
  return {...result, outcome: 'issued'};
}
