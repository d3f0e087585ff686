import {nameOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {clientTlsExample, exampleAuthority, exampleCertificate, fileWith} from './example-certificates.js';
import type {ClusterRule, Report} from './rule.js';
import {authoritiesOnce, hasNoCa, type SeenAuthorities} from './tls-pairs.js';
import {quoted} from './wording.js';

/** One report for a file, at the first setting that names it. */
function reportFile({process, named}: SeenAuthorities, wrong: string, fix: string): Report {
  const {written, path, place} = named;
  return {place, member: nameOf(process), message: `${written}: ${quoted(path)} ${wrong}`, fix};
}

function emptyReports(cluster: Cluster): Report[] {
  return authoritiesOnce(cluster)
    .filter(({fact}) => fact.blocks.length === 0)
    .map(file =>
      reportFile(
        file,
        `has no certificate in PEM${file.fact.isDer ? ', it is DER' : ''}: nobody is trusted`,
        'put the certificate of the CA there, -----BEGIN CERTIFICATE-----',
      ),
    );
}

/** A CA file is read whole, whatever the labels in it say. */
function strangeReports(cluster: Cluster): Report[] {
  return authoritiesOnce(cluster).flatMap((file): Report[] => {
    const strange = file.fact.blocks.find(({certificate}) => certificate === undefined);
    if (strange === undefined) return [];
    const label = printable(strange.label);
    const what = label === 'CERTIFICATE' ? 'a certificate that cannot be read' : `a block ${label}`;
    const fix = label.endsWith('PRIVATE KEY')
      ? 'take the private key out of the file, and keep it from other machines'
      : 'take out of the file what is no certificate';
    return [reportFile(file, `holds ${what}, and each block of a CA file has to be a certificate`, fix)];
  });
}

function notCaReports(cluster: Cluster): Report[] {
  return authoritiesOnce(cluster).flatMap((file): Report[] => {
    const [first] = file.authorities;
    if (first === undefined || !hasNoCa(file.authorities)) return [];
    return [
      reportFile(
        file,
        `is no CA but a certificate of ${quoted(first.issuer)}: no other certificate passes`,
        `name the file with the certificate of ${printable(first.issuer, 120)}`,
      ),
    ];
  });
}

/** Rules about a CA file for itself. */
export const TLS_AUTHORITY_RULES: readonly ClusterRule[] = [
  {
    id: 'tls-ca-not-certificates',
    severity: 'error',
    title: 'A CA file with something that is no certificate',
    why: 'etcd takes every block of a CA file for a certificate and ends where one is none: a private key, a request, parameters. A key of a CA has no place there in any case.',
    etcd: 'refuses',
    bad: clientTlsExample({'/etc/etcd/ca.crt': {blocks: [{label: 'PRIVATE KEY'}]}}),
    good: clientTlsExample(),
    compare: strangeReports,
  },
  {
    id: 'tls-ca-empty',
    severity: 'error',
    title: 'A CA file without a certificate',
    why: 'etcd takes a file without PEM, an empty one or one in DER for a list of no CAs at all. It starts and turns everybody away: certificate signed by unknown authority.',
    etcd: 'accepts',
    bad: clientTlsExample({'/etc/etcd/ca.crt': {blocks: []}}),
    good: clientTlsExample(),
    compare: emptyReports,
  },
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
];
