import {expect, it} from 'vitest';

import type {Dns, DnsAnswer} from '../../../src/lib/adapters/dns/dns.js';
import type {HostAnswer} from '../../../src/lib/domain/srv/srv-answers.js';
import {planSrv} from '../../../src/lib/domain/srv/srv-plan.js';
import {OpsError} from '../../../src/lib/errors/ops-error.js';
import {askDns} from '../../../src/lib/queries/srv/ask-dns.js';
import {aMember, aSpec} from '../../fakes/spec.js';

const PLAN = planSrv(aSpec({nodes: [aMember(0, {host: '10.0.0.1'})]}), {domain: 'a.test'});
const HOST = 'infra0.a.test';

interface Says {
  /** Addresses in DNS, or why there is no answer. */
  readonly dns: readonly string[] | 'SERVFAIL' | 'silence';
  readonly system?: readonly string[];
  readonly hostsFile?: readonly string[];
}

function answerOf(dns: Says['dns'], name: string, type: string): DnsAnswer {
  if (name !== HOST || dns === 'silence') return {records: [], isUnknownName: false};
  if (dns === 'SERVFAIL') return {failure: dns};
  const records = type === 'A' ? dns.map(data => ({type: 'A' as const, name, ttl: 60, data})) : [];
  return {records, isUnknownName: false};
}

async function hostBy({dns: inDns, system = [], hostsFile = []}: Says): Promise<HostAnswer | undefined> {
  const dns: Dns = {
    query: ({name, type}) =>
      inDns === 'silence' && name === HOST
        ? Promise.reject(new OpsError('E_UNREACHABLE', 'no name server answers'))
        : Promise.resolve(answerOf(inDns, name, type)),
    addressesOf: () => Promise.resolve(system),
    inHostsFile: () => Promise.resolve(hostsFile),
  };
  const asker = {dns: () => Promise.resolve(dns), signal: new AbortController().signal};
  return (await askDns(asker, PLAN, undefined)).hosts.get(HOST);
}

const [PLANNED, OTHER] = ['10.0.0.1', '10.0.0.9'];

it.each<[string, Says, HostAnswer]>([
  ['says what the system says', {dns: [PLANNED], system: [PLANNED]}, {addresses: [PLANNED], ttl: 60}],
  [
    'is hidden by the hosts file',
    {dns: [PLANNED], system: [OTHER], hostsFile: [OTHER]},
    {addresses: [OTHER], inDns: [PLANNED], ttl: 60},
  ],
  [
    'gives another answer the next time',
    {dns: [PLANNED], system: [OTHER], hostsFile: []},
    {addresses: [PLANNED], here: [OTHER], ttl: 60},
  ],
  ['fails', {dns: 'SERVFAIL'}, {failure: 'SERVFAIL'}],
  ['is silent', {dns: 'silence'}, {failure: 'no answer'}],
  [
    'fails for what the hosts file knows',
    {dns: 'SERVFAIL', system: [PLANNED], hostsFile: [PLANNED]},
    {addresses: [PLANNED], inDns: [], dnsFailure: 'SERVFAIL'},
  ],
  [
    'is silent on what the system knows',
    {dns: 'silence', system: [PLANNED]},
    {addresses: [PLANNED], dnsFailure: 'no answer'},
  ],
])('DNS %s', async (_, says, wanted) => {
  expect(await hostBy(says)).toEqual(wanted);
});

type Named = readonly string[] | 'REFUSED' | 'silence';

/** What a server that is named, and those of the system, say of the only host. */
async function hostAt(host: string, named: Named, system: Named): Promise<HostAnswer | undefined> {
  const plan = planSrv(aSpec({nodes: [aMember(0, {host})]}), {domain: 'a.test'});
  const dns: Dns = {
    query: ({name, type, server}) => {
      const says = name !== host ? [] : server === undefined ? system : named;
      if (says === 'silence') return Promise.reject(new OpsError('E_UNREACHABLE', 'no name server answers'));
      if (says === 'REFUSED') return Promise.resolve({failure: says});
      const records = type === 'A' ? says.map(data => ({type, name, ttl: 60, data})) : [];
      return Promise.resolve({records, isUnknownName: false});
    },
    addressesOf: () => Promise.reject(new Error('the system is not asked as a whole')),
    inHostsFile: () => Promise.resolve([]),
  };
  const asker = {dns: () => Promise.resolve(dns), signal: new AbortController().signal};
  return (await askDns(asker, plan, {address: '10.0.0.53', port: 53})).hosts.get(host);
}

it.each<[what: string, named: Named, system: Named, wanted: HostAnswer]>([
  ['what the named server says', [PLANNED], [OTHER], {addresses: [PLANNED], ttl: 60}],
  ['what the system says, where the named one has nothing', [], [PLANNED], {addresses: [PLANNED], ttl: 60}],
  [
    'what the system says, where the named one refuses',
    'REFUSED',
    [PLANNED],
    {addresses: [PLANNED], ttl: 60},
  ],
  ['nothing, where both have nothing', [], [], {addresses: []}],
  ['nothing, where the system refuses as well', [], 'REFUSED', {failure: 'REFUSED'}],
  ['what the named one refuses, where the system is silent', 'REFUSED', 'silence', {failure: 'REFUSED'}],
])('a host of another zone is %s', async (_, named, system, wanted) => {
  expect(await hostAt('m0.b.test', named, system)).toEqual(wanted);
});

it('of the zone itself the named server alone is asked', async () => {
  expect(await hostAt('m0.a.test', [], [PLANNED])).toEqual({addresses: []});
});
