import {compareVersions} from '../etcd-version/version.js';
import {coversHost, formatSan, sanOf} from '../pki/san.js';
import {authoritiesOf} from '../pki/tls-file.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {canonicalHost} from '../process/host-kind.js';
import {printable} from '../text/printable.js';
import {knownOf} from './assignments.js';
import type {Cluster} from './cluster.js';
import {exampleAuthority, exampleCertificate, fileWith, keyFileWith} from './example-certificates.js';
import {isEveryAddress} from './host-port.js';
import {isWhole} from './judged.js';
import {isSet} from './listeners.js';
import {advertisedAddressOf, connectsToItself} from './proxy-endpoints.js';
import type {ProcessRule, Report, RuleExample} from './rule.js';
import {canonicalSans, lackingUsages} from './tls-names.js';
import {authoritiesOnce, hasNoCa, isTrustedBy, issueAnew, shownPairs, type ShownPair} from './tls-pairs.js';
import {quoted} from './wording.js';

function example(sans: readonly string[]): RuleExample {
  const words = ['--listen-addr 10.0.1.20:2379', '--advertise-client-url 10.0.1.20:2379'];
  const tls = [
    '--cert-file /etc/etcd/own.crt',
    '--key-file /etc/etcd/own.key',
    '--trusted-ca-file /etc/etcd/ca.crt',
  ];
  const start = ['etcd grpc-proxy start --endpoints 10.0.1.10:2379', ...words, ...tls];
  return {
    version: '3.6.16',
    files: {'proxy.sh': `${start.join(' \\\n  ')}\n`},
    machine: {
      now: new Date('2026-06-01T12:00:00Z'),
      tlsFiles: {
        '/etc/etcd/own.crt': fileWith(exampleCertificate({sans: sans.map(sanOf)})),
        '/etc/etcd/own.key': keyFileWith(),
        '/etc/etcd/ca.crt': fileWith(exampleAuthority()),
      },
    },
  };
}

function towardsMembers(...words: readonly string[]): RuleExample['files'] {
  const start = ['etcd grpc-proxy start --endpoints https://10.0.1.10:2379', ...words];
  return {'proxy.sh': `${start.join(' \\\n  ')}\n`};
}

/** What is wrong with a certificate in the eyes of the proxy that shows it, with what mends that. */
interface Distrust {
  readonly why: string;
  readonly wanted: string;
}

function nameDistrust(process: EtcdProcess, {chain: [leaf]}: ShownPair): Distrust | undefined {
  const address = advertisedAddressOf(process);
  if (address === undefined || isEveryAddress(address)) return undefined;
  const host = canonicalHost(address.host);
  if (coversHost(canonicalSans(leaf), host)) return undefined;
  return {
    why: `does not name ${printable(host)}, which it advertises`,
    wanted: `with subjectAltName=${printable(formatSan(sanOf(host)))} as well`,
  };
}

/** Without a CA those of the system count, to which no own one belongs: one that is named here is an own one. */
function comesFromOwnCa(pair: ShownPair, cluster: Cluster): boolean {
  const [{subject, issuer}] = pair.chain;
  return (
    subject === issuer ||
    authoritiesOnce(cluster).some(({authorities}) => isTrustedBy(pair, authorities, cluster))
  );
}

function trustDistrust(process: EtcdProcess, pair: ShownPair, cluster: Cluster): Distrust | undefined {
  const {ca, chain} = pair;
  const issuer = quoted(chain[0].issuer);
  if (!isSet(process, 'trusted-ca-file')) {
    return comesFromOwnCa(pair, cluster)
      ? {why: `is signed by ${issuer}, and there is no --trusted-ca-file that says so`, wanted: ''}
      : undefined;
  }
  const authorities = ca === undefined ? [] : authoritiesOf(ca.fact);
  if (authorities.length === 0 || hasNoCa(authorities)) return undefined;
  if (!isTrustedBy(pair, authorities, cluster))
    return {why: `is signed by ${issuer}, which is no CA of its --trusted-ca-file`, wanted: 'by that CA'};
  // With a CA the proxy asks everybody for a certificate, itself included, and shows this one.
  if (lackingUsages(chain[0], ['clientAuth']).length === 0) return undefined;
  return {
    why: 'lacks the extended key usage clientAuth, and the proxy shows it to itself',
    wanted: 'with extendedKeyUsage=serverAuth,clientAuth',
  };
}

function ownReports(process: EtcdProcess, cluster: Cluster): Report[] {
  if (process.role !== 'grpc-proxy' || !connectsToItself(process)) return [];
  if (advertisedAddressOf(process) === undefined) return [];
  const pair = shownPairs(process, cluster).find(({kind}) => kind === 'server');
  const found = pair && (nameDistrust(process, pair) ?? trustDistrust(process, pair, cluster));
  if (pair === undefined || found === undefined) return [];
  const {written, path, place} = pair.named;
  return [
    {
      place,
      message: `${written}: ${quoted(path)} ${found.why}: the proxy ends after 5 seconds`,
      fix:
        found.wanted === ''
          ? 'add --trusted-ca-file=FILE with its CA; clients then have to show a certificate too'
          : issueAnew(process, pair.named, found.wanted),
      etcdSays: 'context deadline exceeded',
    },
  ];
}

/** Rules about the certificate that a gRPC proxy shows to its clients. */
export const GRPC_PROXY_TLS_RULES: readonly ProcessRule[] = [
  {
    id: 'grpc-proxy-own-certificate',
    severity: 'error',
    title: 'A gRPC proxy that refuses its own certificate',
    why: 'From 3.5.28 and 3.6.9 on, and not in 3.7, a gRPC proxy connects to the address that it advertises as a client of its own: with the CA of --trusted-ca-file, or those of the system, and with its certificate for clients as its own. Where that does not name the address, comes from another CA or is for servers alone, it ends after five seconds.',
    etcd: 'refuses',
    bad: example(['10.0.1.21']),
    good: example(['10.0.1.20']),
    check: ownReports,
  },
  {
    id: 'grpc-proxy-ca-alone',
    severity: 'error',
    title: 'A gRPC proxy with a CA for the members and no certificate for them',
    why: 'To see that it has no common name a gRPC proxy opens the certificate that it shows to the members as soon as --cacert is given. From 3.5 on it ends where there is none.',
    etcd: 'refuses',
    bad: {files: towardsMembers('--cacert /etc/etcd/ca.crt')},
    good: {
      files: towardsMembers(
        '--cacert /etc/etcd/ca.crt',
        '--cert /etc/etcd/proxy.crt',
        '--key /etc/etcd/proxy.key',
      ),
    },
    check: process => {
      const ca = process.role === 'grpc-proxy' ? knownOf(process, 'cacert') : undefined;
      if (ca === undefined || ca.value === '' || compareVersions(process.version, '3.5.0') < 0) return [];
      if (!isWhole(process) || isSet(process, 'cert') || isSet(process, 'key')) return [];
      return [
        {
          place: ca.place,
          message: `${ca.written} stands without --cert and --key, which etcd ${process.version} opens then`,
          fix: 'add --cert=FILE and --key=FILE, a certificate for clients without a common name',
          etcdSays: 'open : no such file or directory',
        },
      ];
    },
  },
];
