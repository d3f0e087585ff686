import type {Adapters} from '../../adapters/adapters.js';
import type {Issuer, PrivateKey, ReadRequest} from '../../adapters/forge/forge.js';
import {DEFAULT_KEY_TYPE, type CertificateContent, type KeyType} from '../../domain/pki/certificate.js';
import {CERTIFICATE_SPECS, daysOf, keyUsageOf, serialOf, validityOf} from '../../domain/pki/cert-specs.js';
import type {PlannedAuthority, PlannedCertificate} from '../../domain/pki/planned-certificates.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';

export type Minter = Pick<Adapters, 'forge' | 'clock' | 'random'>;

/** A CA that can sign: its certificate, its key, and until when it may. */
export interface SigningAuthority extends Issuer {
  readonly notAfter: Date;
}

const SERIAL_BYTES = 16;

/** A fresh root: certificate and key. It signs leaves only, no further CAs. */
export async function mintAuthority(
  {forge, clock, random}: Minter,
  {tls}: Pick<ClusterSpec, 'tls'>,
  planned: PlannedAuthority,
): Promise<SigningAuthority & {readonly certificate: string}> {
  const maker = await forge();
  const row = CERTIFICATE_SPECS.ca;
  const keyType = tls.keyType ?? DEFAULT_KEY_TYPE;
  const key = await maker.createKey(keyType);
  const validity = validityOf(clock.now(), tls.caDays ?? row.days);
  const content: CertificateContent = {
    subject: planned.subject,
    sans: [],
    keyUsage: keyUsageOf(row, keyType),
    extendedKeyUsage: row.extendedKeyUsage,
    caPathLength: 0,
    ...validity,
    serial: serialOf(random.hex(SERIAL_BYTES)),
  };
  return {certificate: maker.certifyRoot(content, key), key, notAfter: validity.notAfter};
}

export interface LeafOptions {
  /** Of the key that is certified, where it is not made here. */
  readonly key?: PrivateKey | (Pick<ReadRequest, 'spki'> & {readonly keyType: string});
  readonly days?: number | undefined;
}

export interface MintedCertificate {
  readonly planned: PlannedCertificate;
  readonly certificate: string;
  readonly notAfter: Date;
  /** Missing where the key was there before. */
  readonly key?: PrivateKey;
}

function keyTypeOf(key: NonNullable<LeafOptions['key']>): string {
  return 'spki' in key ? key.keyType : (key.asymmetricKeyType ?? '');
}

/** What a leaf says, for a key of the given kind. */
function leafContent(
  {clock, random}: Pick<Minter, 'clock' | 'random'>,
  planned: PlannedCertificate,
  {keyType, days, caNotAfter}: {keyType: string; days: number; caNotAfter: Date},
): CertificateContent {
  const row = CERTIFICATE_SPECS[planned.profile];
  return {
    subject: planned.subject,
    sans: planned.sans,
    keyUsage: keyUsageOf(row, keyType),
    extendedKeyUsage: row.extendedKeyUsage,
    ...validityOf(clock.now(), days, caNotAfter),
    serial: serialOf(random.hex(SERIAL_BYTES)),
  };
}

/** A certificate signed by the CA, for a key that is given or else made. */
export async function mintCertificate(
  minter: Minter,
  {
    planned,
    authority,
    tls,
  }: {planned: PlannedCertificate; authority: SigningAuthority; tls: ClusterSpec['tls']},
  options: LeafOptions = {},
): Promise<MintedCertificate> {
  const maker = await minter.forge();
  const wanted: KeyType = tls.keyType ?? DEFAULT_KEY_TYPE;
  const fresh = options.key === undefined ? await maker.createKey(wanted) : undefined;
  const key = options.key ?? fresh!;
  const content = leafContent(minter, planned, {
    keyType: options.key === undefined ? wanted : keyTypeOf(options.key),
    days: daysOf(planned.profile, options.days, tls.days),
    caNotAfter: authority.notAfter,
  });
  const certificate = maker.certify(content, key, authority);
  return {planned, certificate, notAfter: content.notAfter, ...(fresh === undefined ? {} : {key: fresh})};
}
