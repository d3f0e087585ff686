import type {CertificateFacts, ExtendedKeyUsage} from '../pki/certificate.js';
import {authoritiesOf} from '../pki/tls-file.js';
import {coversHost, formatSan, sanOf} from '../pki/san.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {isTrue} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {clientTlsExample, exampleCertificate, fileWith, peerTlsExample} from './example-certificates.js';
import {canonicalSans, lackingUsages, wantedNames} from './tls-names.js';
import {isSecure, listenUrlsOf} from './listeners.js';
import type {ProcessRule, Report} from './rule.js';
import {hasNoCa, isTrustedBy, issueAnew, shownPairs, type ReadFile, type ShownPair} from './tls-pairs.js';
import {firstGiven, secureListeners, tlsSidesOf} from './tls-sides.js';
import {enumerated, quoted} from './wording.js';

const SHOWN_NAMES = 6;

function nameReports(process: EtcdProcess, cluster: Cluster): Report[] {
  return shownPairs(process, cluster).flatMap((pair): Report[] => {
    const {
      named,
      chain: [leaf],
    } = pair;
    const sans = canonicalSans(leaf);
    const missing = wantedNames(process, pair, cluster).filter(({host}) => !coversHost(sans, host));
    const [first] = missing;
    if (first === undefined) return [];
    const hosts = enumerated(missing.map(({host}) => printable(host)));
    const names = enumerated(
      sans.map(san => printable(formatSan(san), 80)),
      SHOWN_NAMES,
    );
    const wanted = missing.map(({host}) => printable(formatSan(sanOf(host)))).join(',');
    return [
      {
        place: named.place,
        message: `${named.written}: ${quoted(named.path)} does not name ${hosts} of ${first.why}; it names ${names === '' ? 'nobody' : names}`,
        fix: issueAnew(process, named, `with subjectAltName=${wanted} as well`),
      },
    ];
  });
}

/** Whether the side of a member that a certificate is for asks those who come for a certificate. */
function asksForCertificates(process: EtcdProcess, side: 'client' | 'peer'): boolean {
  const found = tlsSidesOf(process).find(one => one.side === side);
  return found !== undefined && (found.hasCa || found.asksForCertificates);
}

function peerUsages(process: EtcdProcess): ExtendedKeyUsage[] {
  const isServed = listenUrlsOf(process, 'listen-peer-urls').some(isSecure);
  const isShown =
    asksForCertificates(process, 'peer') && firstGiven(process, ['peer-client-cert-file']) === undefined;
  return [...(isServed ? ['serverAuth'] : []), ...(isShown ? ['clientAuth'] : [])];
}

function neededUsages(process: EtcdProcess, kind: ShownPair['kind']): ExtendedKeyUsage[] {
  if (kind === 'peer') return peerUsages(process);
  return [kind === 'server' ? 'serverAuth' : 'clientAuth'];
}

function usageText({extendedKeyUsage = []}: CertificateFacts): string {
  return extendedKeyUsage.length === 0 ? 'none' : enumerated(extendedKeyUsage.map(usage => printable(usage)));
}

const ROLES: Readonly<Record<ShownPair['kind'], string>> = {
  server: 'clients come to it',
  peer: 'a member shows it as server and as client of the others',
  client: 'a client shows it',
  'proxy-client': 'a proxy shows it as a client of the members',
};

function usageReports(process: EtcdProcess, cluster: Cluster): Report[] {
  return shownPairs(process, cluster).flatMap(({kind, named, chain: [leaf]}): Report[] => {
    const lacking = lackingUsages(leaf, neededUsages(process, kind));
    if (lacking.length === 0) return [];
    return [
      {
        place: named.place,
        message: `${named.written}: ${quoted(named.path)} lacks the extended key usage ${lacking.join(' and ')} (it has ${usageText(leaf)}): ${ROLES[kind]}`,
        fix: issueAnew(process, named, `with extendedKeyUsage=${lacking.join(',')} as well`),
      },
    ];
  });
}

/** The pair with which a member's own gateway goes to the member; nothing where it asks for no certificate. */
function gatewayPair(process: EtcdProcess, cluster: Cluster): ShownPair | undefined {
  const side = tlsSidesOf(process).find(one => one.side === 'client');
  if (side === undefined || secureListeners(side).length === 0 || !asksForCertificates(process, 'client'))
    return undefined;
  const hasOwn = firstGiven(process, ['client-cert-file', 'client-key-file']) !== undefined;
  if (hasOwn || !isTrue(process, 'enable-grpc-gateway')) return undefined;
  return shownPairs(process, cluster).find(({kind}) => kind === 'server');
}

/** Whether the CA is one that the member's peers do not come from either: then the CA is wrong, which is said of them. */
function isSaidOfPeers(process: EtcdProcess, {named: {path}}: ReadFile, cluster: Cluster): boolean {
  return shownPairs(process, cluster).some(
    pair =>
      pair.kind === 'peer' &&
      pair.ca?.named.path === path &&
      !isTrustedBy(pair, authoritiesOf(pair.ca.fact), cluster),
  );
}

/** Why the member refuses the certificate that it shows to itself. */
function whyGatewayFails(process: EtcdProcess, pair: ShownPair, cluster: Cluster): string | undefined {
  const {chain, ca} = pair;
  const [leaf] = chain;
  if (lackingUsages(leaf, ['clientAuth']).length > 0)
    return `lacks the extended key usage clientAuth (it has ${usageText(leaf)})`;
  const authorities = ca === undefined ? [] : authoritiesOf(ca.fact);
  if (ca === undefined || authorities.length === 0 || hasNoCa(authorities)) return undefined;
  if (isTrustedBy(pair, authorities, cluster) || isSaidOfPeers(process, ca, cluster)) return undefined;
  return `is signed by ${quoted(leaf.issuer)}, which is no CA of ${ca.named.written}`;
}

function gatewayReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const pair = gatewayPair(process, cluster);
  const why = pair === undefined ? undefined : whyGatewayFails(process, pair, cluster);
  if (pair === undefined || why === undefined) return [];
  const {written, path, place} = pair.named;
  return [
    {
      place,
      message: `${written}: ${quoted(path)} ${why}: the member turns its own JSON gateway away`,
      fix: issueAnew(
        process,
        pair.named,
        'by that CA with extendedKeyUsage=serverAuth,clientAuth, or set enable-grpc-gateway to false',
      ),
    },
  ];
}

/** Rules about certificates that etcd takes and that do not do in their place. */
export const TLS_FITNESS_RULES: readonly ProcessRule[] = [
  {
    id: 'tls-cert-names',
    severity: 'error',
    title: 'A certificate that does not name the host by which others come',
    why: 'Who connects compares the host of the URL with the names (SANs) of the certificate, and turns away where it is none of them; the common name does not count. Others take these URLs from the cluster itself: members those of initial-advertise-peer-urls, clients with the list of members those of advertise-client-urls. A name with an asterisk stands for one label.',
    etcd: 'accepts',
    bad: peerTlsExample({
      '/etc/etcd/own.crt': fileWith(exampleCertificate({sans: [{type: 'ip', value: '10.0.0.9'}]})),
    }),
    good: peerTlsExample(),
    check: nameReports,
  },
  {
    id: 'tls-cert-usage',
    severity: 'error',
    title: 'A certificate that is not for what it is used for',
    why: 'A server has to have the extended key usage serverAuth and a client clientAuth; a peer is both, since members dial each other. With one of them alone a cluster may look well, because the connection came about from the other side, and break with the next restart.',
    etcd: 'accepts',
    bad: peerTlsExample({
      '/etc/etcd/own.crt': fileWith(exampleCertificate({extendedKeyUsage: ['serverAuth']})),
    }),
    good: peerTlsExample(),
    check: usageReports,
  },
  {
    id: 'tls-gateway-certificate',
    severity: 'warning',
    title: 'A certificate that a member refuses to its own JSON gateway',
    why: 'The gateway of /v3/ is a client of the member in whose process it runs. Without client-cert-file (etcd 3.5) it shows the certificate of the server: where clients have to show one, that needs clientAuth and has to come from their CA. Otherwise only gRPC works, and the log has a rejected connection for each try.',
    etcd: 'accepts',
    bad: clientTlsExample({
      '/etc/etcd/own.crt': fileWith(exampleCertificate({extendedKeyUsage: ['serverAuth']})),
    }),
    good: clientTlsExample(),
    check: gatewayReports,
  },
];
