import {areOfOneCluster} from '../machine/static-bootstrap.js';
import type {CertificateFacts} from '../pki/certificate.js';
import {authoritiesOf} from '../pki/tls-file.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {nameOf} from '../process/values.js';
import {plural} from '../text/plural.js';
import type {Cluster} from './cluster.js';
import {exampleAuthority, exampleCertificate, fileWith, peerTlsExample} from './example-certificates.js';
import type {ClusterRule, Report} from './rule.js';
import {
  hasNoCa,
  isOfOwnCa,
  isTrustedBy,
  issueAnew,
  readFilesOf,
  shownPairs,
  type ReadFile,
  type ShownPair,
} from './tls-pairs.js';
import {quoted} from './wording.js';

/** CAs by which members look at their peers, with what these members themselves show. */
interface PeerCas extends ReadFile {
  readonly authorities: readonly CertificateFacts[];
  readonly members: readonly EtcdProcess[];
}

/** Members of a cluster mostly have one file in common; more than these nobody has. */
const MOST_POOLS = 20;

function peerCasOf(cluster: Cluster): PeerCas[] {
  const pools = new Map<string, PeerCas>();
  for (const process of cluster.members) {
    const file = readFilesOf(process, cluster).find(({named}) => named.setting === 'peer-trusted-ca-file');
    const authorities = file === undefined ? [] : authoritiesOf(file.fact);
    // What is wrong with a file that has no CA, another rule says.
    if (file === undefined || authorities.length === 0 || hasNoCa(authorities)) continue;
    const content = authorities.map(({fingerprint}) => fingerprint).join(' ');
    const known = pools.get(content) ?? {...file, authorities, members: []};
    pools.set(content, {...known, members: [...known.members, process]});
  }
  // What most members trust is what is meant.
  return [...pools.values()].sort((a, b) => b.members.length - a.members.length).slice(0, MOST_POOLS);
}

interface PeerPair {
  readonly process: EtcdProcess;
  readonly pair: ShownPair;
}

function peerPairsOf(cluster: Cluster): PeerPair[] {
  return cluster.members.flatMap(process =>
    shownPairs(process, cluster)
      .filter(({kind, ca}) => kind === 'peer' || ca?.named.setting === 'peer-trusted-ca-file')
      .map(pair => ({process, pair})),
  );
}

/** A certificate that members with these CAs turn away. */
interface Distrust extends PeerPair {
  readonly pool: PeerCas;
  /** Who turns it away; the member itself where it would. */
  readonly by: EtcdProcess;
}

function distrustOf({process, pair}: PeerPair, pools: readonly PeerCas[], cluster: Cluster): Distrust[] {
  const refusing = pools.filter(({authorities}) => !isTrustedBy(pair, authorities, cluster));
  const own = refusing.find(({members}) => members.includes(process));
  if (own !== undefined) return [{process, pair, pool: own, by: process}];
  for (const pool of refusing) {
    const by = pool.members.find(member => areOfOneCluster(process, member));
    if (by !== undefined) return [{process, pair, pool, by}];
  }
  return [];
}

/** Of two sides that turn each other away the smaller one is told. */
function withoutEcho(distrusts: readonly Distrust[], pools: readonly PeerCas[]): Distrust[] {
  const ownOf = (process: EtcdProcess): number => pools.findIndex(({members}) => members.includes(process));
  return distrusts.filter(({process, pool}) => {
    const own = ownOf(process);
    if (own === -1 || pools.indexOf(pool) <= own) return true;
    return !distrusts.some(other => other.pool === pools[own] && pool.members.includes(other.process));
  });
}

function pairReport({process, pair: {named, chain}, pool, by}: Distrust): Report {
  const whose = by === process ? '' : ` of ${quoted(nameOf(by))}`;
  return {
    place: named.place,
    member: nameOf(process),
    message: `${named.written}: ${quoted(named.path)} is signed by ${quoted(chain[0].issuer)}, which is no CA of ${quoted(pool.named.path)}, the peer-trusted-ca-file${whose}`,
    fix: issueAnew(process, named, 'by that CA, or add its CA to that file'),
  };
}

/** Where a file has signed none of what several members show, it is the file that is wrong. */
function fileReport(pool: PeerCas, [first, ...rest]: readonly [Distrust, ...Distrust[]]): Report {
  const {named} = pool;
  const [{issuer}] = first.pair.chain;
  return {
    place: named.place,
    member: nameOf(first.process),
    message: `${named.written}: ${quoted(named.path)} has signed none of the certificates that ${plural(rest.length + 1, 'member')} show each other; that of ${quoted(nameOf(first.process))} is signed by ${quoted(issuer)}`,
    fix: isOfOwnCa(first.process, named)
      ? 'put the CA back that has signed them, or etcdops tls issue'
      : `put the certificate of ${quoted(issuer)} into that file`,
  };
}

function untrustedReports(cluster: Cluster): Report[] {
  const pools = peerCasOf(cluster);
  if (pools.length === 0) return [];
  const pairs = peerPairsOf(cluster);
  const all = pairs.flatMap(pair => distrustOf(pair, pools, cluster));
  const distrusts = withoutEcho(all, pools);
  const ofFiles = pools.flatMap(pool => {
    const [first, ...rest] = distrusts.filter(({by, process, pool: its}) => its === pool && by === process);
    const shown = pairs.filter(({process}) => pool.members.includes(process));
    const isOfAll = rest.length > 0 && rest.length + 1 === shown.length;
    return first !== undefined && isOfAll ? [{pool, report: fileReport(pool, [first, ...rest])}] : [];
  });
  const said = new Set(ofFiles.map(({pool}) => pool));
  return [
    ...ofFiles.map(({report}) => report),
    ...distrusts.filter(({pool}) => !said.has(pool)).map(pairReport),
  ];
}

/** Rules about who trusts whom. */
export const TLS_PEER_TRUST_RULES: readonly ClusterRule[] = [
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
        exampleAuthority({subject: 'CN=Between', issuer: 'CN=orders CA', publicKeyId: 'between'}),
      ),
    }),
    compare: untrustedReports,
  },
];
