import {printable} from '../text/printable.js';
import {daysLeft} from './cert-specs.js';
import {
  unknownKeyReason,
  weakKeyReason,
  weakSignatureReason,
  type CertificateFacts,
  type ExtendedKeyUsage,
} from './certificate.js';
import {coversHost, formatSan} from './san.js';

/** What is wrong with a certificate or its key. The id is a stable name. */
export interface CertificateFault {
  readonly id: CertificateFaultId;
  readonly severity: 'error' | 'warning';
  /** Without the name of the file. */
  readonly message: string;
}

export type CertificateFaultId =
  | 'cert-expired'
  | 'cert-not-yet-valid'
  | 'cert-expires-soon'
  | 'cert-wrong-ca'
  | 'cert-key-mismatch'
  | 'cert-san-missing'
  | 'cert-usage'
  | 'cert-common-name'
  | 'cert-key-kind'
  | 'cert-weak'
  | 'ca-not-ca'
  | 'key-mode';

/** What a certificate is needed for. */
export interface CertificateUse {
  readonly kind: 'server' | 'peer' | 'client' | 'proxy-client';
  /** Hosts of the URLs that it is shown for; it must name each. */
  readonly hosts: readonly string[];
  /** Of gateways through which clients come to it: they compare these with its names. */
  readonly gatewayHosts?: readonly string[];
  /** Made by auto-tls: etcd gives it one usage alone, and nobody looks at that. */
  readonly isOfAutoTls?: boolean;
  /** The server's of a v2 proxy, which it shows to the client ports of members too. */
  readonly isShownToMembers?: boolean;
}

/** A certificate with what was found around it. */
export interface ObservedCertificate {
  readonly facts: CertificateFacts;
  /** Id of the public key of the key file; undefined where it was not looked at. */
  readonly keyId?: string | undefined;
  /** Permission bits of the key file. */
  readonly keyMode?: number | undefined;
  /** Whether one of the CAs that the other side trusts has signed it; undefined where that is not known. */
  readonly isTrusted?: boolean | undefined;
}

/** Sooner than this an operator wants to hear of it. */
export const EXPIRES_SOON_DAYS = 30;

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

type Judge = (
  observed: ObservedCertificate,
  use: CertificateUse,
  now: Date,
) => (CertificateFault | undefined)[];

/** Also of a CA. */
export function dateFault(
  {notBefore, notAfter}: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  now: Date,
): CertificateFault | undefined {
  if (now > notAfter) {
    return {id: 'cert-expired', severity: 'error', message: `expired on ${dayOf(notAfter)}`};
  }
  if (now < notBefore) {
    const message = `is valid from ${notBefore.toISOString()} on, and the clock here says ${now.toISOString()}`;
    return {id: 'cert-not-yet-valid', severity: 'error', message};
  }
  const days = daysLeft(notAfter, now);
  if (days >= EXPIRES_SOON_DAYS) return undefined;
  const when = days === 0 ? 'in less than a day' : `in ${days} day${days === 1 ? '' : 's'}`;
  return {id: 'cert-expires-soon', severity: 'warning', message: `expires ${when}, on ${dayOf(notAfter)}`};
}

/** How much the dates of a certificate speak against it; 0 where they do not. */
export function dateFlaw(facts: Pick<CertificateFacts, 'notBefore' | 'notAfter'>, now: Date): number {
  const fault = dateFault(facts, now);
  if (fault === undefined) return 0;
  return fault.severity === 'warning' ? 1 : 2;
}

/** Of one that stands between a certificate and its CA: whoever is shown the first looks at the dates of all. */
export function linkFault(facts: CertificateFacts, now: Date): CertificateFault | undefined {
  const fault = dateFault(facts, now);
  const subject = printable(facts.subject, 120);
  return fault && {...fault, message: `rests on the certificate of "${subject}", which ${fault.message}`};
}

/** Go gives these up; openssl and browsers do too. */
function weaknessFault({keyType, signatureAlgorithm}: CertificateFacts): CertificateFault | undefined {
  const signature = weakSignatureReason(signatureAlgorithm);
  if (signature !== undefined) return {id: 'cert-weak', severity: 'error', message: signature};
  const unknown = unknownKeyReason(keyType);
  if (unknown !== undefined) return {id: 'cert-key-kind', severity: 'error', message: unknown};
  const key = weakKeyReason(keyType);
  return key === undefined ? undefined : {id: 'cert-weak', severity: 'warning', message: key};
}

/** Also of a CA's key. */
export function keyModeFault(keyMode: number | undefined): CertificateFault | undefined {
  if (keyMode === undefined || (keyMode & 0o077) === 0) return undefined;
  const mode = keyMode.toString(8).padStart(4, '0');
  const message = `has a key that others than its owner may read or write (mode ${mode})`;
  return {id: 'key-mode', severity: 'warning', message};
}

const trustFaults: Judge = ({facts, keyId, keyMode, isTrusted}) => [
  isTrusted === false
    ? {
        id: 'cert-wrong-ca',
        severity: 'error',
        message: `is signed by "${printable(facts.issuer)}", which is none of the CAs that are trusted`,
      }
    : undefined,
  keyId !== undefined && keyId !== facts.publicKeyId
    ? {
        id: 'cert-key-mismatch',
        severity: 'error',
        message: 'does not belong to its key: they are of two pairs',
      }
    : undefined,
  keyModeFault(keyMode),
];

const NEEDED_USAGES: Readonly<Record<CertificateUse['kind'], readonly ExtendedKeyUsage[]>> = {
  // etcd's own JSON gateway dials the client port with it.
  server: ['serverAuth', 'clientAuth'],
  peer: ['serverAuth', 'clientAuth'],
  client: ['clientAuth'],
  'proxy-client': ['clientAuth'],
};

const WHY_USAGE: Readonly<Record<CertificateUse['kind'], string>> = {
  server: "etcd's JSON gateway shows it to the client port",
  peer: 'a peer is server and client in one',
  client: 'it is shown by a client',
  'proxy-client': 'the proxy is a client of the members',
};

function usageSeverity(
  {kind, isShownToMembers}: CertificateUse,
  missing: readonly string[],
): 'error' | 'warning' {
  // A server without clientAuth serves gRPC: only the JSON gateway fails.
  return kind === 'server' && isShownToMembers !== true && !missing.includes('serverAuth')
    ? 'warning'
    : 'error';
}

const usageFaults: Judge = ({facts: {extendedKeyUsage}}, use) => {
  if (use.isOfAutoTls === true || extendedKeyUsage === undefined || extendedKeyUsage.includes('any'))
    return [];
  const missing = NEEDED_USAGES[use.kind].filter(usage => !extendedKeyUsage.includes(usage));
  if (missing.length === 0) return [];
  const has = extendedKeyUsage.join(', ') || 'none';
  const why =
    use.isShownToMembers === true
      ? 'a v2 proxy also shows it to the client ports of members'
      : WHY_USAGE[use.kind];
  const message = `lacks the extended key usage ${missing.join(' and ')} (it has ${printable(has)}): ${why}`;
  return [{id: 'cert-usage', severity: usageSeverity(use, missing), message}];
};

function gatewayFault(
  {sans}: CertificateFacts,
  {gatewayHosts = [], hosts}: CertificateUse,
): CertificateFault[] {
  const missing = gatewayHosts.filter(host => !hosts.includes(host) && !coversHost(sans, host));
  if (missing.length === 0) return [];
  const names = missing.map(host => printable(host)).join(', ');
  const message = `does not name ${names}, where clients come to it through a gateway`;
  // Nobody but them is turned away.
  return [{id: 'cert-san-missing', severity: 'warning', message}];
}

const nameFaults: Judge = ({facts}, use) => {
  const {kind, hosts} = use;
  const missing = hosts.filter(host => !coversHost(facts.sans, host));
  const named =
    facts.sans.length === 0 ? 'no name at all' : printable(facts.sans.map(formatSan).join(', '), 200);
  return [
    missing.length === 0
      ? undefined
      : {
          id: 'cert-san-missing',
          severity: 'error',
          message: `does not name ${missing.map(host => printable(host)).join(', ')}; it names ${named}`,
        },
    ...gatewayFault(facts, use),
    kind === 'proxy-client' && facts.commonName !== undefined
      ? {
          id: 'cert-common-name',
          severity: 'error',
          message: `has the common name "${printable(facts.commonName)}": a gRPC proxy ends with "cert has non empty Common Name"`,
        }
      : undefined,
  ];
};

/** Everything that speaks against a certificate in its place. Pure. */
export function certificateFaults(
  observed: ObservedCertificate,
  use: CertificateUse,
  now: Date,
): CertificateFault[] {
  const {facts} = observed;
  return [
    dateFault(facts, now),
    weaknessFault(facts),
    ...trustFaults(observed, use, now),
    ...usageFaults(observed, use, now),
    ...nameFaults(observed, use, now),
  ].filter(fault => fault !== undefined);
}

/** What speaks against a certificate as a CA. */
export function authorityFaults(facts: CertificateFacts, now: Date): CertificateFault[] {
  const mayNotSign = !facts.isCa || (facts.keyUsage !== undefined && !facts.keyUsage.includes('keyCertSign'));
  return [
    mayNotSign
      ? ({
          id: 'ca-not-ca',
          severity: 'error',
          message: 'is no CA: its basic constraints or key usage do not let it sign',
        } as const)
      : undefined,
    dateFault(facts, now),
    weaknessFault(facts),
  ].filter(fault => fault !== undefined);
}
