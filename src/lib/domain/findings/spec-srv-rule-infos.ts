import type {SpecRuleInfo} from './spec-rule-info.js';

const SRV = 'bootstrap: {method: srv, domain: example.com}';
const REST = 'role: member, host: 10.0.0.1, ports: {client: 2379, peer: 2380}';
const SECOND = 'role: member, host: 10.0.0.2, ports: {client: 2379, peer: 2380}';
const THIRD = '{name: infra2, role: member, host: 10.0.0.3, ports: {client: 2379, peer: 2380}}';

/** As long as one may be where no name comes on top. */
const LONG_DOMAIN = `${`${'a'.repeat(63)}.`.repeat(3)}${'a'.repeat(38)}`;

function nodes(...names: readonly [string, string]): string {
  const [first, second] = names;
  return `${SRV}\nnodes:\n  - {name: ${first}, ${REST}}\n  - {name: ${second}, ${SECOND}}\n  - ${THIRD}`;
}

/** Rules about members that find each other by SRV records. */
export const SPEC_SRV_RULE_INFOS: readonly SpecRuleInfo[] = [
  {
    id: 'srv-needs-tls',
    severity: 'error',
    title: 'SRV records without TLS for an etcd 3.4',
    why: 'Every 3.4 ends with "couldn\'t resolve during SRV discovery": it takes the records of members with TLS alone.',
    bad: `etcd: {version: 3.4.45}\n${SRV}\ntls: {mode: none}`,
    good: `etcd: {version: 3.4.45}\n${SRV}\ntls: {mode: ca}`,
  },
  {
    id: 'srv-name-length',
    severity: 'error',
    title: 'A domain and a service name that are too long together',
    why: 'etcd looks for _etcd-server-ssl-NAME._tcp.DOMAIN, and DNS has no name of more than 253 characters.',
    bad: `bootstrap: {method: srv, domain: ${LONG_DOMAIN}, name: blue}`,
    good: 'bootstrap: {method: srv, domain: example.com, name: blue}',
  },
  {
    id: 'srv-target-name',
    severity: 'error',
    title: 'A member that no SRV record can name',
    why: 'A record names a host. Where the host of a member is an IP address, its name and the domain make one, and that has to be a DNS name.',
    bad: nodes('infra_0', 'infra1'),
    good: nodes('infra-0', 'infra1'),
  },
  {
    id: 'srv-same-target',
    severity: 'error',
    title: 'Two members that are one in DNS',
    why: 'DNS knows no difference between small and capital letters, and etcd takes one host and port for one member.',
    bad: nodes('infra0', 'INFRA0'),
    good: nodes('infra0', 'infra1'),
  },
  {
    id: 'srv-number-name',
    severity: 'error',
    title: 'A number as the name of a member that is found by SRV',
    why: 'Records tell no names, so that etcd calls the other members 0, 1, … for a start. One that is called so itself ends with "--initial-cluster has 0=… but missing from …".',
    bad: nodes('"0"', 'infra1'),
    good: nodes('infra0', 'infra1'),
  },
];
