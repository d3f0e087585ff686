import {tlsFilesOf, type NamedFile} from '../machine/named-files.js';
import type {CertificateFacts} from '../pki/certificate.js';
import {PKI_DIR} from '../pki/pki-layout.js';
import {authoritiesOf, chainOf, isVouchedFor, type TlsFileFact} from '../pki/tls-file.js';
import type {EtcdProcess, ProcessRole} from '../process/etcd-process.js';
import {nameOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import {shellQuote} from '../text/shell-quote.js';
import type {Cluster} from './cluster.js';

/** A file for TLS that is here, with what is in it. */
export interface ReadFile {
  readonly named: NamedFile;
  readonly fact: TlsFileFact;
}

/** To whom a certificate is shown, and by whom. */
export type PairKind = 'server' | 'peer' | 'client' | 'proxy-client';

interface PairSettings {
  readonly kind: PairKind;
  readonly cert: string;
  readonly key: string;
  /** Of those to whom it is shown; missing where they are none of the process's own. */
  readonly ca?: string;
}

/** A certificate in its place, as far as it is here and can be read. */
export interface ShownPair {
  readonly kind: PairKind;
  readonly named: NamedFile;
  /** The certificate itself, then those between it and a CA. */
  readonly chain: readonly [CertificateFacts, ...CertificateFacts[]];
  readonly key?: ReadFile;
  readonly ca?: ReadFile;
}

const MEMBER_PAIRS: readonly PairSettings[] = [
  {kind: 'server', cert: 'cert-file', key: 'key-file', ca: 'trusted-ca-file'},
  {kind: 'peer', cert: 'peer-cert-file', key: 'peer-key-file', ca: 'peer-trusted-ca-file'},
  {kind: 'client', cert: 'client-cert-file', key: 'client-key-file', ca: 'trusted-ca-file'},
  {kind: 'client', cert: 'peer-client-cert-file', key: 'peer-client-key-file', ca: 'peer-trusted-ca-file'},
  {kind: 'client', cert: 'discovery-cert', key: 'discovery-key'},
];

const PAIRS: Readonly<Record<ProcessRole, readonly PairSettings[]>> = {
  member: MEMBER_PAIRS,
  // It goes to the members with the pair of a peer, and listens for none.
  'v2-proxy': MEMBER_PAIRS.map(pair => (pair.kind === 'peer' ? {...pair, kind: 'client'} : pair)),
  gateway: [],
  'grpc-proxy': [
    {kind: 'proxy-client', cert: 'cert', key: 'key'},
    {kind: 'server', cert: 'cert-file', key: 'key-file', ca: 'trusted-ca-file'},
  ],
  etcdctl: [{kind: 'client', cert: 'cert', key: 'key'}],
};

/** etcd asks for discovery once: before its first start. */
export function isPastUse({setting}: NamedFile, process: EtcdProcess, {facts}: Cluster): boolean {
  return setting.startsWith('discovery-') && facts.dataDir(process)?.hasWal === true;
}

const READ = new WeakMap<Cluster, Map<EtcdProcess, readonly ReadFile[]>>();

/**
 * The files for TLS that a process opens and that are here, in the order in which it opens them. Looked up once, however
 * many rules ask.
 */
export function readFilesOf(process: EtcdProcess, cluster: Cluster): readonly ReadFile[] {
  const files = READ.get(cluster) ?? new Map<EtcdProcess, readonly ReadFile[]>();
  READ.set(cluster, files);
  const known = files.get(process);
  if (known !== undefined) return known;
  const read = tlsFilesOf(process).flatMap((named): ReadFile[] => {
    const fact = isPastUse(named, process, cluster) ? undefined : cluster.facts.tlsFile(process, named.path);
    return fact === undefined ? [] : [{named, fact}];
  });
  files.set(process, read);
  return read;
}

/** The certificates that a process shows. */
export function shownPairs(process: EtcdProcess, cluster: Cluster): ShownPair[] {
  const files = new Map(readFilesOf(process, cluster).map(file => [file.named.setting, file]));
  if (files.size === 0) return [];
  return PAIRS[process.role].flatMap(({kind, cert, key: keyName, ca: caName}): ShownPair[] => {
    const certificate = files.get(cert);
    const [leaf, ...between] = certificate === undefined ? [] : chainOf(certificate.fact);
    if (certificate === undefined || leaf === undefined) return [];
    const [key, ca] = [files.get(keyName), caName === undefined ? undefined : files.get(caName)];
    return [
      {
        kind,
        named: certificate.named,
        chain: [leaf, ...between],
        ...(key === undefined ? {} : {key}),
        ...(ca === undefined ? {} : {ca}),
      },
    ];
  });
}

/** A certificate of this process or of a CA, wherever it stands. */
export interface SeenCertificate {
  readonly process: EtcdProcess;
  readonly named: NamedFile;
  readonly certificate: CertificateFacts;
}

/** The first certificate of each file that a process shows, over all processes: each once, however many name it. */
export function shownOnce(cluster: Cluster): SeenCertificate[] {
  const seen = new Set<string>();
  return cluster.processes.flatMap(process =>
    shownPairs(process, cluster).flatMap(({named, chain: [certificate]}): SeenCertificate[] => {
      if (seen.has(certificate.fingerprint)) return [];
      seen.add(certificate.fingerprint);
      return [{process, named, certificate}];
    }),
  );
}

/** A file of CAs that a process reads. */
export interface SeenAuthorities extends ReadFile {
  readonly process: EtcdProcess;
  readonly authorities: readonly CertificateFacts[];
}

/** What makes two files of CAs one: where they are, or what is in them. */
function sameness(process: EtcdProcess, {named, fact}: ReadFile): string {
  const content = authoritiesOf(fact).map(({fingerprint}) => fingerprint);
  return content.length > 0 ? content.join(' ') : (fact.place ?? JSON.stringify([process.place, named.path]));
}

/** The files of CAs over all processes, each once, however many settings name it. */
export function authoritiesOnce(cluster: Cluster): SeenAuthorities[] {
  const seen = new Set<string>();
  return cluster.processes.flatMap(process =>
    readFilesOf(process, cluster).flatMap((file): SeenAuthorities[] => {
      const key = sameness(process, file);
      if (file.named.purpose !== 'CA certificate' || seen.has(key)) return [];
      seen.add(key);
      return [{...file, process, authorities: authoritiesOf(file.fact)}];
    }),
  );
}

/** Whether one of the CAs has signed what a process shows. Somebody may also name the very certificate that is shown. */
export function isTrustedBy(
  {chain}: ShownPair,
  authorities: readonly CertificateFacts[],
  {facts}: Cluster,
): boolean {
  const [leaf] = chain;
  const isPinned = authorities.some(({fingerprint}) => fingerprint === leaf.fingerprint);
  return isPinned || isVouchedFor(chain, authorities, facts.isIssuedBy);
}

/** Nothing is said of one that has signed itself: who shows that very one passes. */
function mayNotSign({subject, issuer, isCa, keyUsage}: CertificateFacts): boolean {
  if (subject === issuer) return false;
  return !isCa || (keyUsage !== undefined && !keyUsage.includes('keyCertSign'));
}

/** Whether a file of CAs has certificates and no CA: that is said once, and not of all that it does not trust. */
export function hasNoCa(authorities: readonly CertificateFacts[]): boolean {
  return authorities.length > 0 && authorities.every(mayNotSign);
}

/** A path as a word of a command. */
export function asWord(path: string): string {
  return shellQuote(printable(path, 200));
}

/** Whether etcdops itself has made the certificate, so that it can make it anew. */
export function isOfOwnCa({input}: EtcdProcess, {path}: NamedFile): boolean {
  return input === 'spec' && path.startsWith(`${PKI_DIR}/`);
}

/** How a certificate is made anew. */
export function issueAnew(process: EtcdProcess, named: NamedFile, wanted: string): string {
  const node = shellQuote(printable(nameOf(process)));
  return isOfOwnCa(process, named) ? `etcdops tls issue ${node}` : `have it issued ${wanted}`;
}
