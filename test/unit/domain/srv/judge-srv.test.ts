import {describe, expect, it} from 'vitest';

import {judgeSrv, servicesOf} from '../../../../src/lib/domain/srv/judge-srv.js';
import type {DnsFacts, FoundSrv, HostAnswer, SrvAnswer} from '../../../../src/lib/domain/srv/srv-answers.js';
import {isSrv, planSrv, type SrvPlan} from '../../../../src/lib/domain/srv/srv-plan.js';
import {aMember, aSpec} from '../../../fakes/spec.js';

const SERVER = '_etcd-server._tcp.a.test';
const SERVER_TLS = '_etcd-server-ssl._tcp.a.test';
const CLIENT = '_etcd-client._tcp.a.test';
const nodes = [0, 1, 2].map(index => aMember(index, {host: `10.0.0.${index + 1}`}));
const PLAN = planSrv(aSpec({nodes}), {domain: 'a.test'});

/** DNS as the plan has it. */
function asPlanned(plan: SrvPlan): {services: Map<string, SrvAnswer>; hosts: Map<string, HostAnswer>} {
  const services = new Map<string, SrvAnswer>(servicesOf(plan).map(name => [name, {records: []}]));
  const hosts = new Map<string, HostAnswer>();
  for (const record of plan.records) {
    if (isSrv(record)) services.set(record.name, {records: [...recordsOf(services, record.name), record]});
    else hosts.set(record.name, {addresses: [record.address], ttl: 300});
  }
  return {services, hosts};
}

function recordsOf(services: ReadonlyMap<string, SrvAnswer>, name: string): readonly FoundSrv[] {
  const answer = services.get(name);
  return answer !== undefined && 'records' in answer ? answer.records : [];
}

function peer(port: number, target: string, change: Partial<FoundSrv> = {}): FoundSrv {
  return {priority: 0, weight: 0, port, target, ttl: 300, ...change};
}

const PEERS = [
  peer(2380, 'infra0.a.test'),
  peer(2390, 'infra1.a.test'),
  peer(2400, 'infra2.a.test'),
] as const;

/** The plan's DNS with other records of peers, and hosts that lead elsewhere. */
function facts(
  records: readonly FoundSrv[],
  {
    hosts = {},
    services = {},
  }: {hosts?: Record<string, HostAnswer>; services?: Record<string, SrvAnswer>} = {},
): DnsFacts {
  const right = asPlanned(PLAN);
  return {
    services: new Map([...right.services, [SERVER, {records}], ...Object.entries(services)]),
    hosts: new Map([...right.hosts, ...Object.entries(hosts)]),
  };
}

function brief({findings}: ReturnType<typeof judgeSrv>): string[] {
  return findings.map(({rule, severity, message}) => `${severity} ${rule}: ${message}`);
}

const [first, ...others] = PEERS;

describe('judgeSrv', () => {
  it('finds nothing where DNS has what the plan says, in whatever order and with other weights', () => {
    const records = [...PEERS].reverse().map(record => ({...record, priority: 10, weight: 5}));
    expect(judgeSrv(PLAN, facts(records))).toEqual({ok: true, findings: [], diff: {add: [], remove: []}});
  });

  it.each<[string, DnsFacts, string[]]>([
    [
      'a record is missing',
      facts(others),
      ['error srv-missing: infra0 has no record: etcd would not know of it'],
    ],
    [
      'port and priority are swapped',
      facts([peer(0, 'infra0.a.test', {priority: 2380}), ...others]),
      ['error srv-swapped: the record of infra0 has port 0 and priority 2380: port and priority are swapped'],
    ],
    [
      'port and weight are swapped',
      facts([peer(0, 'infra0.a.test', {weight: 2380, priority: 1}), ...others]),
      ['error srv-swapped: the record of infra0 has port 0 and weight 2380: port and weight are swapped'],
    ],
    [
      'the port is 0',
      facts([peer(0, 'infra0.a.test'), ...others]),
      ['error srv-null-target: a record names port 0'],
    ],
    [
      'the port is another one',
      facts([peer(2379, 'infra0.a.test'), ...others]),
      ['error srv-port: the record of infra0 names port 2379; infra0 is on 2380'],
    ],
    [
      'the target is "."',
      facts([peer(2380, ''), ...others]),
      [
        'warning srv-null-target: a record names the host ".", which means "no such service"',
        'error srv-missing: infra0 has no record: etcd would not know of it',
      ],
    ],
    [
      'another name leads to the member',
      facts([peer(2380, 'node-a.a.test'), ...others], {hosts: {'node-a.a.test': {addresses: ['10.0.0.1']}}}),
      [
        'error srv-other-name: the record of infra0 names node-a.a.test, which leads to it, but the spec knows it as infra0.a.test: etcd would give it another peer URL and another id',
      ],
    ],
    [
      'a record is too many',
      facts([...PEERS, peer(2380, 'old.a.test')]),
      ['error srv-extra: old.a.test:2380 is no member of the spec: the members would wait for it'],
    ],
    [
      'a record is too many that leads nowhere',
      facts([...PEERS, peer(2380, 'old.a.test')], {hosts: {'old.a.test': {addresses: []}}}),
      [
        'warning srv-extra: old.a.test:2380 is no member of the spec and has no address: etcd leaves it out until it has one',
      ],
    ],
    [
      'a member has two records',
      facts([...PEERS, peer(2380, 'infra0.a.test', {priority: 9})]),
      ['error srv-duplicate: infra0 has more than one record, each of which etcd takes for a member'],
    ],
    [
      'a name is spelt otherwise',
      facts([peer(2380, 'Infra0.A.test'), ...others]),
      [
        'warning srv-spelling: the record of infra0 spells its host Infra0.A.test, and etcd takes that into the peer URL; the spec says infra0.a.test',
      ],
    ],
    [
      'both kinds of services are there',
      facts(PEERS, {services: {[SERVER_TLS]: {records: [first]}}}),
      [
        'error srv-wrong-scheme: the cluster speaks without TLS, and DNS has 1 record for https as well: etcd takes both kinds together, and waits for members that nobody starts',
      ],
    ],
    [
      'there are no records of clients, who alone suffer',
      facts(PEERS, {services: {[CLIENT]: {records: []}}}),
      ['warning srv-missing: DNS has no SRV record of that name: clients would find no member'],
    ],
    [
      'there is no such name',
      facts(PEERS, {services: {[SERVER]: {records: [], isUnknown: true}}}),
      ['error srv-missing: DNS has no such name (NXDOMAIN): etcd would find no member'],
    ],
    [
      'a host has no address',
      facts(PEERS, {hosts: {'infra1.a.test': {addresses: []}}}),
      [
        'error srv-target-unknown: infra1.a.test, the host of infra1, has no address: etcd drops its record without a word',
      ],
    ],
    [
      'a host leads elsewhere',
      facts(PEERS, {hosts: {'infra1.a.test': {addresses: ['10.9.9.9'], ttl: 300}}}),
      [
        'error srv-target-address: infra1.a.test, the host of infra1, leads to 10.9.9.9; infra1 is on 10.0.0.2',
      ],
    ],
    [
      'a host leads elsewhere as well',
      facts(PEERS, {hosts: {'infra1.a.test': {addresses: ['10.0.0.2', '10.9.9.9'], ttl: 300}}}),
      [
        'warning srv-target-address: infra1.a.test, the host of infra1, leads to 10.9.9.9 besides 10.0.0.2: etcd looks at the first address alone, and name servers change the order',
      ],
    ],
    [
      'a host is an alias',
      facts(PEERS, {hosts: {'infra1.a.test': {addresses: ['10.0.0.2'], alias: 'real.a.test', ttl: 300}}}),
      [
        'warning srv-target-alias: infra1.a.test, the host of infra1, is an alias (CNAME) of real.a.test: etcd follows it, but SRV records may not name aliases (RFC 2782), and some resolvers refuse them',
      ],
    ],
    [
      'a TTL is 0',
      facts(PEERS.map(record => ({...record, ttl: 0}))),
      [
        `info srv-ttl-zero: TTL 0 of ${SERVER}: no resolver may keep it, so that every look-up depends on the name server`,
      ],
    ],
    [
      'the name server fails',
      facts(PEERS, {services: {[SERVER]: {failure: 'SERVFAIL'}, [SERVER_TLS]: {failure: 'SERVFAIL'}}}),
      [
        `error srv-lookup-failed: the name server has no answer for ${SERVER}: SERVFAIL`,
        `warning srv-lookup-failed: the name server has no answer for ${SERVER_TLS}: SERVFAIL`,
      ],
    ],
    [
      'the name server fails for a host',
      facts(PEERS, {hosts: {'infra1.a.test': {failure: 'REFUSED'}}}),
      ['error srv-lookup-failed: the name server has no answer for infra1.a.test: REFUSED'],
    ],
  ])('%s', (_, found, wanted) => {
    const verdict = judgeSrv(PLAN, found);
    expect(brief(verdict)).toEqual(wanted);
    expect(verdict.ok).toBe(wanted.every(line => line.startsWith('info')));
  });

  it('says which of the numbers are swapped where the port is not 0', () => {
    const swapped = (change: Partial<FoundSrv>): string =>
      brief(judgeSrv(PLAN, facts([peer(10, 'infra0.a.test', change), ...others])))[0]!;
    expect(swapped({priority: 2380, weight: 20})).toBe(
      'error srv-swapped: the record of infra0 has port 10 and priority 2380: port and priority are swapped',
    );
    expect(swapped({priority: 20, weight: 2380})).toContain('port and weight are swapped');
  });

  it('gives the lines that mend it', () => {
    const {diff} = judgeSrv(
      PLAN,
      facts([peer(2379, 'infra0.a.test'), ...others], {
        hosts: {'infra1.a.test': {addresses: ['10.9.9.9'], ttl: 300}},
      }),
    );
    expect(diff).toEqual({
      add: [`${SERVER}. 300 IN SRV 0 0 2380 infra0.a.test.`, 'infra1.a.test. 300 IN A 10.0.0.2'],
      remove: [`${SERVER}. 300 IN SRV 0 0 2379 infra0.a.test.`, 'infra1.a.test. 300 IN A 10.9.9.9'],
    });
  });

  it('shows no control characters of an answer', () => {
    const evil = 'x\u001b[2J.a.test';
    const found = facts([peer(2380, evil), ...others], {
      hosts: {
        'infra1.a.test': {addresses: ['10.0.0.2'], alias: evil},
        'infra2.a.test': {failure: 'x\u001b[31m'},
      },
    });
    expect(JSON.stringify(judgeSrv(PLAN, found))).not.toContain('\\u001b');
  });

  it('an IPv6 address is one however it is written', () => {
    const plan = planSrv(aSpec({nodes: [aMember(0, {host: '2001:db8::5'})]}), {domain: 'a.test'});
    const {services, hosts} = asPlanned(plan);
    hosts.set('infra0.a.test', {addresses: ['2001:0db8:0:0::0005']});
    expect(judgeSrv(plan, {services, hosts}).findings).toEqual([]);
  });
});
