import {isIP} from 'node:net';

import type {Adapters} from '../../adapters/adapters.js';
import type {Dns} from '../../adapters/dns/dns.js';
import {canonicalIp} from '../../domain/pki/san.js';
import {followAliases, type Followed} from '../../domain/srv/follow-aliases.js';
import {hostsToAsk, servicesOf} from '../../domain/srv/judge-srv.js';
import type {NameServer} from '../../domain/srv/name-server.js';
import {
  hostKey,
  type DnsFacts,
  type HostAnswer,
  type HostRecord,
  type SrvAnswer,
} from '../../domain/srv/srv-answers.js';
import {isInDomain, type SrvPlan} from '../../domain/srv/srv-plan.js';
import {OpsError} from '../../errors/ops-error.js';

type Asker = Pick<Adapters, 'dns' | 'signal'>;

/** Whom to ask, for how long. */
export interface DnsAsking {
  readonly dns: Dns;
  readonly server?: NameServer | undefined;
  readonly signal: AbortSignal;
}

interface PlanAsking extends DnsAsking {
  readonly domain: string;
}

/** The SRV records of a name. Throws E_UNREACHABLE where no name server answers. */
export async function askService({dns, ...rest}: DnsAsking, name: string): Promise<SrvAnswer> {
  const answer = await dns.query({...rest, name, type: 'SRV'});
  if ('failure' in answer) return answer;
  const records = answer.records.flatMap(record =>
    record.type === 'SRV' ? [{...record.data, ttl: record.ttl}] : [],
  );
  return {records, ...(answer.isUnknownName ? {isUnknown: true} : {})};
}

interface Records {
  readonly records: readonly HostRecord[];
  readonly failure?: string;
}

async function recordsOf({dns, ...rest}: DnsAsking, name: string): Promise<Records> {
  const answers = await Promise.all((['A', 'AAAA'] as const).map(type => dns.query({...rest, name, type})));
  const records = answers.flatMap(answer => ('records' in answer ? answer.records : []));
  const failure = answers.flatMap(answer => ('failure' in answer ? [answer.failure] : []))[0];
  return {
    records: records.filter(record => record.type !== 'SRV'),
    ...(failure === undefined ? {} : {failure}),
  };
}

/** Of another zone the name server that was named knows nothing: those of the system do. */
async function recordsElsewhere(asking: DnsAsking, name: string): Promise<Records> {
  const found = await recordsOf(asking, name);
  if (found.records.length > 0 || asking.server === undefined) return found;
  return recordsOf({...asking, server: undefined}, name).catch((error: unknown) => {
    if (asking.signal.aborted) throw error;
    return found;
  });
}

/** Aliases of aliases that an answer leaves to the asker; resolvers give up sooner or later too. */
const MAX_HOPS = 8;

interface InDns {
  readonly addresses: readonly string[];
  readonly alias?: string;
  readonly ttl?: number;
  readonly failure?: string;
}

/** Asks on where an answer names an alias and not where that leads. */
async function wayOn(asking: DnsAsking, host: string, known: readonly HostRecord[]): Promise<Followed> {
  let records = known;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const way = followAliases(host, records);
    if (way.aliases.length === 0 || way.addresses.length > 0 || way.isCircle) return way;
    const more = await recordsElsewhere(asking, way.end);
    if (more.records.length === 0) return way;
    records = [...records, ...more.records];
  }
  return followAliases(host, records);
}

async function inDns(asking: PlanAsking, host: string): Promise<InDns> {
  const ask = isInDomain(host, asking.domain) ? recordsOf : recordsElsewhere;
  const {records, failure} = await ask(asking, host);
  const {addresses, aliases, isCircle} = await wayOn(asking, host, records);
  const [alias] = aliases;
  const [first] = records;
  const why = isCircle ? 'its aliases lead in a circle' : failure;
  return {
    addresses: inOrder(addresses),
    ...(alias === undefined ? {} : {alias}),
    ...(first === undefined ? {} : {ttl: first.ttl}),
    ...(why === undefined || addresses.length > 0 ? {} : {failure: why}),
  };
}

/** etcd takes an IPv4 address where there is one. */
function inOrder(addresses: readonly string[]): string[] {
  return [...addresses].sort((a, b) => isIP(a) - isIP(b));
}

/** The name server has answered before: where it says nothing of one host, that is about the host. */
async function inDnsOnly(asking: PlanAsking, host: string): Promise<InDns> {
  return inDns(asking, host).catch((error: unknown) => {
    if (error instanceof OpsError && error.code === 'E_UNREACHABLE')
      return {addresses: [], failure: 'no answer'};
    throw error;
  });
}

/** @param known what this machine says otherwise than DNS */
async function besides(
  {dns}: DnsAsking,
  host: string,
  {known, found: {failure, ...found}}: {known: readonly string[]; found: InDns},
): Promise<HostAnswer> {
  const inFile = new Set((await dns.inHostsFile(host)).map(canonicalIp));
  const isByFile = known.some(address => inFile.has(canonicalIp(address)));
  if (!isByFile && failure === undefined) return {...found, here: inOrder(known)};
  return {
    ...found,
    addresses: inOrder(known),
    ...(isByFile ? {inDns: found.addresses} : {}),
    ...(failure === undefined ? {} : {dnsFailure: failure}),
  };
}

/**
 * A host as etcd sees it: where no name server is named, also by the hosts file. What DNS says of aliases and times
 * comes from DNS alone.
 */
async function askHost(asking: PlanAsking, host: string): Promise<HostAnswer> {
  const isOfSystem = asking.server === undefined;
  const [found, known] = await Promise.all([
    inDnsOnly(asking, host),
    isOfSystem ? asking.dns.addressesOf(host) : [],
  ]);
  const there = new Set(found.addresses.map(canonicalIp));
  if (known.some(address => !there.has(canonicalIp(address)))) return besides(asking, host, {known, found});
  const {failure, ...answer} = found;
  return failure === undefined ? answer : {failure};
}

/** Small name servers drop what comes all at once. */
const HOSTS_AT_ONCE = 8;

async function askHosts(asking: PlanAsking, hosts: readonly string[]): Promise<Map<string, HostAnswer>> {
  const answers = new Map<string, HostAnswer>();
  const left = [...hosts];
  const worker = async (): Promise<void> => {
    for (let host = left.shift(); host !== undefined; host = left.shift())
      answers.set(hostKey(host), await askHost(asking, host));
  };
  await Promise.all(Array.from({length: Math.min(HOSTS_AT_ONCE, hosts.length)}, worker));
  return answers;
}

/** Asks for all that decides whether the plan stands in DNS. Throws E_UNREACHABLE where no name server answers. */
export async function askDns(
  adapters: Asker,
  plan: SrvPlan,
  server: NameServer | undefined,
): Promise<DnsFacts> {
  const asking = {dns: await adapters.dns(), server, signal: adapters.signal, domain: plan.domain};
  const names = servicesOf(plan);
  // One first: with a dead name server every question would wait for itself.
  const [first, ...others] = names;
  const answers = [
    await askService(asking, first!),
    ...(await Promise.all(others.map(name => askService(asking, name)))),
  ];
  const services = new Map(names.map((name, index) => [name, answers[index]!]));
  return {services, hosts: await askHosts(asking, hostsToAsk(plan, services))};
}
