import {coversHost, formatSan, sanOf} from '../pki/san.js';
import {addressesOf} from '../process/addresses.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {canonicalHost} from '../process/host-kind.js';
import {nameOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {exampleAuthority, exampleCertificate, fileWith, keyFileWith} from './example-certificates.js';
import {isEveryAddress} from './host-port.js';
import {endpointsOf, listenAddressOf} from './proxy-endpoints.js';
import type {ClusterRule, Report, RuleExample} from './rule.js';
import {canonicalSans} from './tls-names.js';
import {issueAnew, shownPairs} from './tls-pairs.js';
import {quoted} from './wording.js';

function example(...hosts: readonly string[]): RuleExample {
  const member = [
    'etcd --name infra0 --listen-client-urls https://10.0.1.10:2379 --advertise-client-urls https://10.0.1.10:2379',
    '--cert-file /etc/etcd/own.crt --key-file /etc/etcd/own.key',
  ];
  const gateway = 'etcd gateway start --listen-addr 10.0.1.20:2379 --endpoints 10.0.1.10:2379';
  return {
    files: {'infra0.sh': `${member.join(' \\\n  ')}\n`, 'gateway.sh': `${gateway}\n`},
    machine: {
      now: new Date('2026-06-01T12:00:00Z'),
      tlsFiles: {
        '/etc/etcd/own.crt': fileWith(exampleCertificate({sans: hosts.map(sanOf)})),
        '/etc/etcd/own.key': keyFileWith(),
        '/etc/etcd/ca.crt': fileWith(exampleAuthority()),
      },
    },
  };
}

/** Whether a gateway forwards to a member that serves TLS. */
function forwardsTo(gateway: EtcdProcess, member: EtcdProcess): boolean {
  const addresses = addressesOf(member);
  const urls = [...addresses['advertise-client-urls'].urls, ...addresses['listen-client-urls'].urls];
  const served = new Set(
    urls.filter(({scheme}) => scheme === 'https').map(({host, port}) => `${canonicalHost(host)} ${port}`),
  );
  return (endpointsOf(gateway)?.endpoints ?? []).some(
    ({hostPort}) => hostPort !== undefined && served.has(`${canonicalHost(hostPort.host)} ${hostPort.port}`),
  );
}

/** The host by which clients come to a gateway; undefined where only they know it. */
function hostOf(gateway: EtcdProcess): string | undefined {
  const address = listenAddressOf(gateway);
  return address === undefined || isEveryAddress(address) ? undefined : canonicalHost(address.host);
}

function reportsOf(gateway: EtcdProcess, cluster: Cluster): Report[] {
  const host = hostOf(gateway);
  if (host === undefined) return [];
  return cluster.members
    .filter(member => forwardsTo(gateway, member))
    .flatMap(member =>
      shownPairs(member, cluster)
        .filter(({kind}) => kind === 'server')
        .flatMap(({named, chain: [leaf]}): Report[] => {
          const sans = canonicalSans(leaf);
          // A name of DNS may be that of the gateway; a spec says by which host it is reached.
          const isByName = gateway.input !== 'spec' && sans.some(({type}) => type === 'dns');
          if (isByName || coversHost(sans, host)) return [];
          const wanted = printable(formatSan(sanOf(host)));
          return [
            {
              place: named.place,
              member: nameOf(member),
              message: `${named.written}: ${quoted(named.path)} does not name ${printable(host)}, where clients come to it through a gateway`,
              fix: issueAnew(member, named, `with subjectAltName=${wanted} as well`),
            },
          ];
        }),
    );
}

/** Rules about members behind a gateway. */
export const GATEWAY_CERTIFICATE_RULES: readonly ClusterRule[] = [
  {
    id: 'gateway-certificate-names',
    severity: 'warning',
    title: 'A certificate of a member that does not name a gateway in front of it',
    why: 'A gateway passes TLS through: a client that connects to the gateway is shown the certificate of the member behind it, compares the host of the gateway with its names, and turns away where it is none of them. Clients that come to the member itself see no difference.',
    etcd: 'accepts',
    bad: example('10.0.1.10'),
    good: example('10.0.1.10', '10.0.1.20'),
    compare: cluster =>
      cluster.nodes.filter(({role}) => role === 'gateway').flatMap(gateway => reportsOf(gateway, cluster)),
  },
];
