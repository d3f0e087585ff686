import {
  unknownKeyReason,
  weakKeyReason,
  weakSignatureReason,
  type CertificateFacts,
} from '../pki/certificate.js';
import {dateFault, dateFlaw, linkFault, type CertificateFaultId} from '../pki/judge-certificate.js';
import {authoritiesOf, weakLinks} from '../pki/tls-file.js';
import {nameOf} from '../process/values.js';
import {shellQuote} from '../text/shell-quote.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {clientTlsExample, exampleAuthority, exampleCertificate, fileWith} from './example-certificates.js';
import type {ClusterRule, Report} from './rule.js';
import {authoritiesOnce, isOfOwnCa, shownOnce, shownPairs, type SeenCertificate} from './tls-pairs.js';
import {quoted} from './wording.js';

/** A certificate whose dates count, with the message without the name of the file. */
interface Dated {
  readonly seen: Omit<SeenCertificate, 'certificate'>;
  readonly certificate: CertificateFacts;
  /** It stands between the one that is shown and its CA. */
  readonly isLink?: true;
}

/** What a certificate rests on besides its CA, where its dates are over or not there yet. */
function datedLinks(cluster: Cluster): Dated[] {
  const {now, isIssuedBy} = cluster.facts;
  const flaw = (certificate: CertificateFacts): number => dateFlaw(certificate, now);
  return cluster.processes.flatMap(process =>
    shownPairs(process, cluster).flatMap(({named, chain, ca}) =>
      weakLinks(chain, ca === undefined ? [] : authoritiesOf(ca.fact), {isIssuedBy, flaw}).map(
        (certificate): Dated => {
          const isOfChain = chain.some(({fingerprint}) => fingerprint === certificate.fingerprint);
          const where = isOfChain || ca === undefined ? named : ca.named;
          return {seen: {process, named: where}, certificate, isLink: true};
        },
      ),
    ),
  );
}

/** A certificate whose dates count. Of several CAs in one file the one that lasts longest: the others give way to it. */
function dated(cluster: Cluster): Dated[] {
  const {now} = cluster.facts;
  const rank = ({notBefore, notAfter}: CertificateFacts): number =>
    now < notBefore ? 0 : notAfter.getTime();
  const authorities = authoritiesOnce(cluster).flatMap(seen => {
    const [certificate] = [...seen.authorities].sort((a, b) => rank(b) - rank(a));
    return certificate === undefined ? [] : [{seen, certificate}];
  });
  const known = new Set(authorities.map(({certificate}) => certificate.fingerprint));
  const isNew = ({certificate: {fingerprint}}: Pick<Dated, 'certificate'>): boolean => {
    const isFirst = !known.has(fingerprint);
    known.add(fingerprint);
    return isFirst;
  };
  const shown = shownOnce(cluster).filter(isNew);
  return [
    ...shown.map(seen => ({seen, certificate: seen.certificate})),
    ...authorities,
    ...datedLinks(cluster).filter(isNew),
  ];
}

const LINK_FIX =
  'put the new certificate of that CA in its place, behind the first of the file, or have that one issued anew by a CA that is valid';

function dateFix({process, named}: Omit<SeenCertificate, 'certificate'>, id: CertificateFaultId): string {
  if (id === 'cert-not-yet-valid')
    return 'set the clock of this machine, or have the certificate issued anew';
  if (isOfOwnCa(process, named) && named.purpose !== 'CA certificate')
    return `etcdops tls renew ${shellQuote(printable(nameOf(process)))}`;
  return named.purpose === 'CA certificate'
    ? 'add a new CA to the file, then have the certificates issued anew by that one'
    : 'have it issued anew; etcd takes a new certificate up without a restart';
}

function dateReports(cluster: Cluster, id: CertificateFaultId): Report[] {
  return dated(cluster).flatMap(({seen, certificate, isLink = false}): Report[] => {
    const fault = (isLink ? linkFault : dateFault)(certificate, cluster.facts.now);
    if (fault?.id !== id) return [];
    const {process, named} = seen;
    return [
      {
        place: named.place,
        member: nameOf(process),
        message: `${named.written}: ${quoted(named.path)} ${fault.message}`,
        fix: isLink ? LINK_FIX : dateFix(seen, id),
      },
    ];
  });
}

function weakReports(cluster: Cluster, why: (certificate: CertificateFacts) => string | undefined): Report[] {
  return shownOnce(cluster).flatMap(({process, named, certificate}): Report[] => {
    const reason = why(certificate);
    if (reason === undefined) return [];
    return [
      {
        place: named.place,
        member: nameOf(process),
        message: `${named.written}: ${quoted(named.path)}: ${reason}`,
        fix: 'have it issued anew with a key of ECDSA P-256 or RSA 2048, signed with SHA-256',
      },
    ];
  });
}

/** Nobody checks the signature of what signed itself: it is trusted as it is, or not at all. */
function weakSignature({subject, issuer, signatureAlgorithm}: CertificateFacts): string | undefined {
  const isOwn = subject === issuer;
  return !isOwn && weakSignatureReason(signatureAlgorithm) !== undefined
    ? `it is signed with ${printable(signatureAlgorithm)}`
    : undefined;
}

function certificateExample(changes: Partial<CertificateFacts>): ReturnType<typeof clientTlsExample> {
  return clientTlsExample({'/etc/etcd/own.crt': fileWith(exampleCertificate(changes))});
}

const ROTATION = clientTlsExample({
  '/etc/etcd/ca.crt': fileWith(
    exampleAuthority({notAfter: new Date('2026-05-01T00:00:00Z')}),
    exampleAuthority({publicKeyId: 'next'}),
  ),
});

/** Rules about what a certificate is at any place: its dates, and what it is made with. */
export const TLS_DATE_RULES: readonly ClusterRule[] = [
  {
    id: 'tls-cert-expired',
    severity: 'error',
    title: 'A certificate or CA that has expired',
    why: 'etcd starts with it and says nothing, and everybody who compares certificates turns away. What stands between a certificate and its CA counts too. Of several CAs in one file one that is valid is enough.',
    etcd: 'accepts',
    bad: certificateExample({notAfter: new Date('2026-05-01T00:00:00Z')}),
    good: ROTATION,
    compare: cluster => dateReports(cluster, 'cert-expired'),
  },
  {
    id: 'tls-cert-not-yet-valid',
    severity: 'error',
    title: 'A certificate or CA that is not valid yet',
    why: 'By the clock of this machine its time has not come. Where a clock is wrong, that of the machine that made it or that of this one, every connection fails until the time comes.',
    etcd: 'accepts',
    bad: certificateExample({notBefore: new Date('2026-06-01T13:00:00Z')}),
    good: clientTlsExample(),
    compare: cluster => dateReports(cluster, 'cert-not-yet-valid'),
  },
  {
    id: 'tls-cert-expires-soon',
    severity: 'warning',
    title: 'A certificate or CA that expires within 30 days',
    why: 'When it has expired, members and clients turn each other away, all of them at the same moment where they were made together. etcd takes new certificates up without a restart; a new CA needs one.',
    etcd: 'accepts',
    bad: certificateExample({notAfter: new Date('2026-06-20T00:00:00Z')}),
    good: clientTlsExample(),
    compare: cluster => dateReports(cluster, 'cert-expires-soon'),
  },
  {
    id: 'tls-cert-weak-signature',
    severity: 'error',
    title: 'A certificate that is signed with SHA-1 or MD5',
    why: 'Go takes no such signature since its version 1.18, with which all but the oldest versions of etcd are built, nor does any client of today.',
    etcd: 'accepts',
    bad: certificateExample({signatureAlgorithm: 'sha1WithRSAEncryption'}),
    good: clientTlsExample(),
    compare: cluster => weakReports(cluster, weakSignature),
  },
  {
    id: 'tls-cert-weak-key',
    severity: 'warning',
    title: 'A certificate with a key that is too short',
    why: 'RSA needs 2048 bits since 2013. etcd takes less; newer versions of Go and many clients do not.',
    etcd: 'accepts',
    bad: certificateExample({keyType: 'rsa-1024'}),
    good: certificateExample({keyType: 'rsa-2048'}),
    compare: cluster =>
      weakReports(cluster, ({keyType}) =>
        unknownKeyReason(keyType) === undefined ? weakKeyReason(keyType) : undefined,
      ),
  },
];
