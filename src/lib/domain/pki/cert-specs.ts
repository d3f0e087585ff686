import type {ExtendedKeyUsage, KeyUsage} from './certificate.js';

/** What a certificate is for. */
export type CertificateProfile = 'ca' | 'server' | 'peer' | 'client' | 'healthcheck-client' | 'proxy-client';

/** How the kinds are called in JSON. */
export type CertificateKind = 'ca' | 'server' | 'peer' | 'client';

/** One row: everything that follows from what a certificate is for. */
export interface CertificateSpec {
  readonly kind: CertificateKind;
  readonly isCa: boolean;
  readonly extendedKeyUsage: readonly ExtendedKeyUsage[];
  /** Whether it names the hosts of a node. */
  readonly sans: 'node-hosts' | 'none';
  readonly hasCommonName: boolean;
  readonly days: number;
}

export const CERTIFICATE_MODE = 0o644;
export const KEY_MODE = 0o600;
export const PKI_DIR_MODE = 0o700;

const CA_DAYS = 3650;
const LEAF_DAYS = 365;
const BOTH_USAGES = ['serverAuth', 'clientAuth'] as const;

/**
 * Server and peer carry both usages: a peer is client and server in one, and etcd's own JSON gateway dials the client
 * port with the server's certificate.
 * @see https://github.com/etcd-io/etcd/issues/9398
 */
export const CERTIFICATE_SPECS: Readonly<Record<CertificateProfile, CertificateSpec>> = {
  ca: {kind: 'ca', isCa: true, extendedKeyUsage: [], sans: 'none', hasCommonName: true, days: CA_DAYS},
  server: {
    kind: 'server',
    isCa: false,
    extendedKeyUsage: BOTH_USAGES,
    sans: 'node-hosts',
    hasCommonName: true,
    days: LEAF_DAYS,
  },
  peer: {
    kind: 'peer',
    isCa: false,
    extendedKeyUsage: BOTH_USAGES,
    sans: 'node-hosts',
    hasCommonName: true,
    days: LEAF_DAYS,
  },
  client: {
    kind: 'client',
    isCa: false,
    extendedKeyUsage: ['clientAuth'],
    sans: 'none',
    hasCommonName: true,
    days: LEAF_DAYS,
  },
  'healthcheck-client': {
    kind: 'client',
    isCa: false,
    extendedKeyUsage: ['clientAuth'],
    sans: 'none',
    hasCommonName: true,
    days: LEAF_DAYS,
  },
  // A gRPC proxy refuses to start with a CN: all its users would be that one to etcd.
  'proxy-client': {
    kind: 'client',
    isCa: false,
    extendedKeyUsage: ['clientAuth'],
    sans: 'none',
    hasCommonName: false,
    days: LEAF_DAYS,
  },
};

/** A key of RSA also decrypts in the older key exchanges; one of an elliptic curve only signs. */
export function keyUsageOf({isCa}: CertificateSpec, keyType: string): KeyUsage[] {
  if (isCa) return ['keyCertSign', 'cRLSign', 'digitalSignature'];
  return keyType.startsWith('rsa') ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'];
}

/** How many days a certificate is to last: as it was asked for, else as the spec says, else as is usual for its kind. */
export function daysOf(profile: CertificateProfile, asked: number | undefined, ofSpec?: number): number {
  return asked ?? ofSpec ?? CERTIFICATE_SPECS[profile].days;
}

/** Machines of a cluster need not agree on the time to the minute. */
const BACKDATED_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** From a little before now, for so many days, and never longer than its CA. Whole seconds, as X.509 has them. */
export function validityOf(now: Date, days: number, caNotAfter?: Date): Validity {
  const seconds = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000);
  const until = now.getTime() + days * DAY_MS;
  return {
    notBefore: seconds(now.getTime() - BACKDATED_MS),
    notAfter: seconds(caNotAfter === undefined ? until : Math.min(until, caNotAfter.getTime())),
  };
}

/** Whole days until then; negative once it is over. */
export function daysLeft(notAfter: Date, now: Date): number {
  return Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS);
}

/**
 * 16 random bytes, as hex → a serial number: positive, and as long whichever bytes they are.
 * @see RFC 5280 §4.1.2.2
 */
export function serialOf(randomHex: string): string {
  const first = (Number.parseInt(randomHex.slice(0, 2), 16) & 0x3f) | 0x40;
  return `${first.toString(16)}${randomHex.slice(2)}`;
}
