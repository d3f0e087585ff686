import {has} from '../etcd-version/capabilities.js';
import {bootstrapOf, nonEmpty} from '../process/bootstrap.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {askedDomainProblem} from '../srv/domain-name.js';
import type {Cluster} from './cluster.js';
import {begins, isWhole, placeOf} from './judged.js';
import {exampleMember} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';

/** Members ask at their first start, all others at each. */
function asks(process: EtcdProcess, cluster: Cluster): boolean {
  return process.role === 'member' ? begins(process, cluster) : isWhole(process);
}

function domainReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const given = nonEmpty(process, 'discovery-srv');
  if (given === undefined || given.unresolved || !asks(process, cluster)) return [];
  const problem = askedDomainProblem(given.value);
  if (problem === undefined) return [];
  return [
    {
      place: given.place,
      message: `discovery-srv: ${problem}`,
      fix: 'write the domain alone, as it stands in DNS, such as example.com',
      etcdSays: 'no such host',
    },
  ];
}

/** etcd 3.4 leaves the records without TLS out, in every release. */
function plainPeerReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const {version} = process;
  const {peerUrls = []} = bootstrapOf(process);
  const isPlain = peerUrls.length > 0 && peerUrls.every(({scheme}) => scheme === 'http');
  if (nonEmpty(process, 'discovery-srv') === undefined || !isPlain) return [];
  if (has(version, 'plainPeersByDns') || !begins(process, cluster)) return [];
  return [
    {
      place: placeOf(process, 'initial-advertise-peer-urls', 'discovery-srv'),
      message: `etcd ${version} finds no members without TLS by SRV records: it takes _etcd-server-ssl alone`,
      fix: 'advertise https to peers, with certificates, or take an etcd 3.5 or later',
      etcdSays: 'error setting up initial cluster',
    },
  ];
}

/** Rules about members that are looked for by SRV records. */
export const SRV_DISCOVERY_RULES: readonly ProcessRule[] = [
  {
    id: 'discovery-srv-domain',
    severity: 'error',
    title: 'A domain of SRV records that DNS cannot have',
    why: 'etcd asks for _etcd-server-ssl._tcp. and the domain as it is written. Where that is no DNS name nobody is asked, and etcd ends.',
    etcd: 'refuses',
    bad: exampleMember({'initial-cluster': null, 'discovery-srv': 'https://example.com'}),
    good: exampleMember({'initial-cluster': null, 'discovery-srv': 'example.com'}),
    check: domainReports,
  },
  {
    id: 'srv-needs-tls',
    severity: 'error',
    title: 'SRV records without TLS for an etcd 3.4',
    why: 'Every 3.4 takes the SRV records of members with TLS alone, and ends where the member itself has none.',
    etcd: 'refuses',
    bad: exampleMember({'initial-cluster': null, 'discovery-srv': 'example.com'}, {version: '3.4.45'}),
    good: exampleMember({'initial-cluster': null, 'discovery-srv': 'example.com'}, {version: '3.5.35'}),
    check: plainPeerReports,
  },
];
