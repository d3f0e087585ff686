import {isIP} from 'node:net';

import type {Adapters} from '../../adapters/adapters.js';
import type {Dns, DnsAnswer} from '../../adapters/dns/dns.js';
import {hostsToAsk, servicesOf} from '../../domain/srv/judge-srv.js';
import type {NameServer} from '../../domain/srv/name-server.js';
import {hostKey, type DnsFacts, type HostAnswer, type SrvAnswer} from '../../domain/srv/srv-answers.js';
import type {SrvPlan} from '../../domain/srv/srv-plan.js';
import {OpsError} from '../../errors/ops-error.js';

type Asker = Pick<Adapters, 'dns' | 'signal'>;

interface Asking {
  readonly dns: Dns;
  readonly server: NameServer | undefined;
  readonly signal: AbortSignal;
}

async function askService({dns, ...rest}: Asking, name: string): Promise<SrvAnswer> {
  const answer = await dns.query({...rest, name, type: 'SRV'});
  if ('failure' in answer) return answer;
  const records = answer.records.flatMap(({type, ttl, data}) => (type === 'SRV' ? [{...data, ttl}] : []));
  return {records, ...(answer.isUnknownName ? {isUnknown: true} : {})};
}

function addressesIn(answer: DnsAnswer): string[] {
  if ('failure' in answer) return [];
  return answer.records.flatMap(({type, data}) => (type === 'A' || type === 'AAAA' ? [data] : []));
}

/** etcd takes an IPv4 address where there is one. */
function inOrder(addresses: readonly string[]): string[] {
  return [...addresses].sort((a, b) => isIP(a) - isIP(b));
}

/**
 * A host as etcd sees it: where no name server is named, also by the hosts file. What DNS says of aliases and times
 * comes from DNS alone.
 */
async function askHost({dns, ...rest}: Asking, host: string): Promise<HostAnswer> {
  const isOfSystem = rest.server === undefined;
  const [a, aaaa, known] = await Promise.all([
    dns.query({...rest, name: host, type: 'A'}),
    dns.query({...rest, name: host, type: 'AAAA'}),
    isOfSystem ? dns.addressesOf(host) : [],
  ]);
  const addresses = inOrder(known.length > 0 ? known : [...addressesIn(a), ...addressesIn(aaaa)]);
  if ('failure' in a) return addresses.length > 0 ? {addresses} : a;
  const alias = a.records.findLast(({type}) => type === 'CNAME');
  const ttl = a.records[0]?.ttl;
  return {
    addresses,
    ...(alias?.type === 'CNAME' ? {alias: alias.data} : {}),
    ...(ttl === undefined ? {} : {ttl}),
  };
}

/** The name server has answered before: where it says nothing of one host, that is about the host. */
async function askHostOnly(asking: Asking, host: string): Promise<HostAnswer> {
  return askHost(asking, host).catch((error: unknown) => {
    if (error instanceof OpsError && error.code === 'E_UNREACHABLE') return {failure: 'no answer'};
    throw error;
  });
}

/** Asks for all that decides whether the plan stands in DNS. Throws E_UNREACHABLE where no name server answers. */
export async function askDns(
  adapters: Asker,
  plan: SrvPlan,
  server: NameServer | undefined,
): Promise<DnsFacts> {
  const asking = {dns: await adapters.dns(), server, signal: adapters.signal};
  const names = servicesOf(plan);
  // One first: with a dead name server every question would wait for itself.
  const [first, ...others] = names;
  const answers = [
    await askService(asking, first!),
    ...(await Promise.all(others.map(name => askService(asking, name)))),
  ];
  const services = new Map(names.map((name, index) => [name, answers[index]!]));
  const hosts = new Map<string, HostAnswer>();
  for (const host of hostsToAsk(plan, services)) hosts.set(hostKey(host), await askHostOnly(asking, host));
  return {services, hosts};
}
