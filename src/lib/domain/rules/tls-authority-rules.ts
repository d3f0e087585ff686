import {areOfOneCluster} from '../machine/static-bootstrap.js';
import type {CertificateFacts} from '../pki/certificate.js';
import {authoritiesOf, isVouchedFor} from '../pki/tls-file.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {nameOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {
  clientTlsExample,
  exampleAuthority,
  exampleCertificate,
  fileWith,
  peerTlsExample,
} from './example-certificates.js';
import type {ClusterRule, ProcessRule, Report} from './rule.js';
import {
  authoritiesOnce,
  issueAnew,
  readFilesOf,
  shownPairs,
  type SeenAuthorities,
  type ShownPair,
} from './tls-pairs.js';
import {quoted} from './wording.js';

function emptyReports(process: EtcdProcess, cluster: Cluster): Report[] {
  return readFilesOf(process, cluster).flatMap(({named, fact}): Report[] =>
    named.purpose !== 'CA certificate' || fact.blocks.length > 0
      ? []
      : [
          {
            place: named.place,
            message: `${named.written}: ${quoted(named.path)} has no certificate in PEM${fact.isDer ? ', it is DER' : ''}: nobody is trusted`,
            fix: 'put the certificate of the CA there, -----BEGIN CERTIFICATE-----',
          },
        ],
  );
}

/** Nothing is said of one that has signed itself: who shows that very one passes. */
function mayNotSign({subject, issuer, isCa, keyUsage}: CertificateFacts): boolean {
  if (subject === issuer) return false;
  return !isCa || (keyUsage !== undefined && !keyUsage.includes('keyCertSign'));
}

function notCaReports(cluster: Cluster): Report[] {
  return authoritiesOnce(cluster).flatMap(({process, named, authorities}): Report[] => {
    const [first] = authorities;
    if (first === undefined || !authorities.every(mayNotSign)) return [];
    return [
      {
        place: named.place,
        member: nameOf(process),
        message: `${named.written}: ${quoted(named.path)} is no CA but a certificate of ${quoted(first.issuer)}: no other certificate passes`,
        fix: `name the file with the certificate of ${printable(first.issuer, 120)}`,
      },
    ];
  });
}

/** Files of CAs with which members of the cluster look at a peer, its own first. */
interface PeerCas extends SeenAuthorities {
  readonly members: readonly EtcdProcess[];
}

/** Members of a cluster mostly have one file in common; more than these nobody has. */
const MOST_POOLS = 20;

function peerCasOf(cluster: Cluster): PeerCas[] {
  const pools = new Map<string, PeerCas>();
  for (const process of cluster.members) {
    const file = readFilesOf(process, cluster).find(({named}) => named.setting === 'peer-trusted-ca-file');
    const authorities = file === undefined ? [] : authoritiesOf(file.fact);
    if (file === undefined || authorities.length === 0) continue;
    const content = authorities.map(({fingerprint}) => fingerprint).join(' ');
    const known = pools.get(content) ?? {process, named: file.named, authorities, members: []};
    pools.set(content, {...known, members: [...known.members, process]});
  }
  return [...pools.values()].slice(0, MOST_POOLS);
}

function isShownToPeers({kind, ca}: ShownPair): boolean {
  return kind === 'peer' || ca?.named.setting === 'peer-trusted-ca-file';
}

/** Who does not trust a certificate, the process itself first. */
function distrusting(process: EtcdProcess, {chain}: ShownPair, scene: {cluster: Cluster; pools: PeerCas[]}) {
  const {cluster, pools} = scene;
  const [leaf] = chain;
  const refusing = pools.filter(({authorities}) => {
    const isPinned = authorities.some(({fingerprint}) => fingerprint === leaf.fingerprint);
    return !isPinned && !isVouchedFor(chain, authorities, cluster.facts.isIssuedBy);
  });
  const own = refusing.find(({members}) => members.includes(process));
  if (own !== undefined) return {process, pool: own};
  for (const pool of refusing) {
    const other = pool.members.find(member => areOfOneCluster(process, member));
    if (other !== undefined) return {process: other, pool};
  }
  return undefined;
}

function untrustedReports(cluster: Cluster): Report[] {
  const pools = peerCasOf(cluster);
  if (pools.length === 0) return [];
  return cluster.members.flatMap(process =>
    shownPairs(process, cluster)
      .filter(isShownToPeers)
      .flatMap((pair): Report[] => {
        const found = distrusting(process, pair, {cluster, pools});
        if (found === undefined) return [];
        const {named, chain} = pair;
        const whose = found.process === process ? '' : ` of ${quoted(nameOf(found.process))}`;
        return [
          {
            place: named.place,
            member: nameOf(process),
            message: `${named.written}: ${quoted(named.path)} is signed by ${quoted(chain[0].issuer)}, which is no CA of ${quoted(found.pool.named.path)}, the peer-trusted-ca-file${whose}`,
            fix: issueAnew(process, named, 'by that CA, or add its CA to that file'),
          },
        ];
      }),
  );
}

/** Rules about a CA file for itself. */
export const TLS_AUTHORITY_RULES: readonly ProcessRule[] = [
  {
    id: 'tls-ca-empty',
    severity: 'error',
    title: 'A CA file without a certificate',
    why: 'etcd takes a file without PEM, an empty one or one in DER for a list of no CAs at all. It starts and turns everybody away: certificate signed by unknown authority.',
    etcd: 'accepts',
    bad: clientTlsExample({'/etc/etcd/ca.crt': {blocks: []}}),
    good: clientTlsExample(),
    check: emptyReports,
  },
];

/** Rules about who trusts whom. */
export const TLS_AUTHORITY_COMPARING_RULES: readonly ClusterRule[] = [
  {
    id: 'tls-ca-not-ca',
    severity: 'error',
    title: 'A certificate that may not sign others in the place of a CA',
    why: 'By its basic constraints or its key usage the certificate is none of a CA: often that of a server was named by mistake. etcd starts, and takes nothing that anybody but the owner of this very certificate shows.',
    etcd: 'accepts',
    bad: clientTlsExample({'/etc/etcd/ca.crt': fileWith(exampleCertificate())}),
    good: clientTlsExample({
      '/etc/etcd/ca.crt': fileWith(exampleAuthority({issuer: 'CN=Root', publicKeyId: 'between'})),
    }),
    compare: notCaReports,
  },
  {
    id: 'tls-peer-untrusted',
    severity: 'error',
    title: 'A certificate of a peer that is of another CA than the members trust',
    why: 'Each member compares what the others show with its peer-trusted-ca-file. One whose certificate comes from elsewhere starts and never finds the others: remote error: tls: bad certificate. While one CA takes over from another, the file holds both.',
    etcd: 'accepts',
    bad: peerTlsExample({'/etc/etcd/own.crt': fileWith(exampleCertificate({issuer: 'CN=Other CA'}))}),
    good: peerTlsExample({
      '/etc/etcd/own.crt': fileWith(
        exampleCertificate({issuer: 'CN=Between'}),
        exampleAuthority({subject: 'CN=Between', publicKeyId: 'between'}),
      ),
    }),
    compare: untrustedReports,
  },
];
