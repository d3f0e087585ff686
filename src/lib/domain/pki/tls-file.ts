import type {CertificateFacts} from './certificate.js';

/** One block of a file of PEM, as Go finds it. */
export interface TlsBlock {
  /** `CERTIFICATE`, `EC PRIVATE KEY`, … */
  readonly label: string;
  /** Missing where it is none, or one that cannot be read. */
  readonly certificate?: CertificateFacts;
}

/** Of a private key no more than what it is. */
export type TlsKey =
  | {readonly state: 'encrypted' | 'unreadable'}
  | {readonly state: 'readable'; readonly keyType: string; readonly publicKeyId: string};

/** What etcd finds in a file that is named for TLS. */
export interface TlsFileFact {
  /** Where it is on this machine: two settings may name one file. */
  readonly place?: string;
  /** In their order; none where the file is no PEM. */
  readonly blocks: readonly TlsBlock[];
  /** Of the first block that has a private key; missing where none has. */
  readonly key?: TlsKey;
  /** The file is DER, which etcd does not read. */
  readonly isDer?: true;
}

/** The certificates that etcd shows: its own first, then those between it and a CA. None where its own cannot be read. */
export function chainOf({blocks}: TlsFileFact): CertificateFacts[] {
  const shown = blocks.filter(({label}) => label === 'CERTIFICATE');
  return shown[0]?.certificate === undefined ? [] : shown.flatMap(({certificate}) => certificate ?? []);
}

/** All certificates of a file of CAs; there Go does not look at the labels. */
export function authoritiesOf({blocks}: TlsFileFact): CertificateFacts[] {
  return blocks.flatMap(({certificate}) => certificate ?? []);
}

/** Whether one of the CAs has signed the first of a chain, directly or through the rest of it. */
export function isVouchedFor<T>(
  chain: readonly T[],
  authorities: readonly T[],
  isIssuedBy: (certificate: T, issuer: T) => boolean,
): boolean {
  const [leaf, ...between] = chain;
  let current = leaf;
  for (let step = 0; current !== undefined && step <= between.length; step++) {
    const certificate = current;
    if (authorities.some(authority => isIssuedBy(certificate, authority))) return true;
    current = between.find(candidate => isIssuedBy(certificate, candidate));
  }
  return false;
}

/** How a chain is followed, and what speaks against a certificate in it. */
export interface ChainView<T> {
  readonly isIssuedBy: (certificate: T, issuer: T) => boolean;
  /** The smaller the better; 0 where nothing does. */
  readonly flaw: (certificate: T) => number;
}

/**
 * The certificates between the first of a chain and a CA that nobody gets round, though something speaks against them:
 * of several ways the best one counts, as it does to Go. Without CAs the chain is followed as far as it goes.
 */
export function weakLinks<T>(
  [leaf, ...between]: readonly T[],
  authorities: readonly T[],
  {isIssuedBy, flaw}: ChainView<T>,
): T[] {
  // A signature costs: it is looked at only where something speaks against anybody.
  if (![...between, ...authorities].some(certificate => flaw(certificate) > 0)) return [];
  const best = (candidates: readonly T[]): T | undefined =>
    [...candidates].sort((a, b) => flaw(a) - flaw(b))[0];
  const links: T[] = [];
  let left = between;
  let current = leaf;
  while (current !== undefined) {
    const child: T = current;
    const anchor = best(authorities.filter(authority => isIssuedBy(child, authority)));
    const next = best(left.filter(candidate => isIssuedBy(child, candidate)));
    const isOver = anchor !== undefined && (next === undefined || flaw(anchor) <= flaw(next));
    const link: T | undefined = isOver ? anchor : next;
    if (link !== undefined && flaw(link) > 0) links.push(link);
    left = left.filter(candidate => candidate !== link);
    current = isOver ? undefined : link;
  }
  return links;
}
