import type {Adapters} from '../../adapters/adapters.js';
import {judgeTargets, type JudgeOptions, type TargetsVerdict} from '../../domain/proxies/judge-targets.js';
import {srvNames, type SrvKind} from '../../domain/proxies/srv-discovery.js';
import type {Target} from '../../domain/proxies/targets.js';
import {printable} from '../../domain/text/printable.js';
import type {FoundSrv} from '../../domain/srv/srv-answers.js';
import {OpsError} from '../../errors/ops-error.js';
import {seeWire} from '../see-wire.js';
import {askService, type DnsAsking} from '../srv/ask-dns.js';

/** Connects to each, all at once, and looks at what is spoken there. */
export async function checkTargets(
  adapters: Pick<Adapters, 'probeWire'>,
  targets: readonly Target[],
  options: JudgeOptions,
): Promise<TargetsVerdict> {
  const found = await Promise.all(
    targets.map(async target => ({target, seen: await seeWire(adapters, target)})),
  );
  return judgeTargets(found, options);
}

/** The members that DNS names, as etcd will find them. */
export interface FoundMembers {
  readonly tls: readonly Target[];
  readonly plain: readonly Target[];
}

function toTargets(records: readonly FoundSrv[], wire: 'plain' | 'tls'): Target[] {
  const scheme = wire === 'tls' ? 'https' : 'http';
  return [...records]
    .sort((a, b) => a.priority - b.priority)
    .filter(({target, port}) => target !== '' && port > 0)
    .map(({target: host, port}) => ({text: `${scheme}://${host}:${port}`, host, port, wire}));
}

async function recordsOf(asking: DnsAsking, name: string): Promise<readonly FoundSrv[]> {
  const answer = await askService(asking, name);
  if ('records' in answer) return answer.records;
  const message = `the SRV records of ${name} cannot be had: ${printable(answer.failure, 100)}`;
  throw new OpsError('E_UNREACHABLE', message, {
    hints: ['see which name server this machine asks: cat /etc/resolv.conf'],
  });
}

/** Throws E_PREFLIGHT where DNS names no member, and E_UNREACHABLE where it has no answer. */
export async function membersByDns(
  {dns, signal}: Pick<Adapters, 'dns' | 'signal'>,
  kind: SrvKind,
  {domain, service}: {domain: string; service?: string | undefined},
): Promise<FoundMembers> {
  if (domain === '') {
    throw new OpsError('E_USAGE', '--discovery-srv: the domain is empty', {
      hints: ['write for example --discovery-srv example.com'],
    });
  }
  const names = srvNames(kind, domain, service);
  const asking = {dns: await dns(), signal};
  const [tls, plain] = await Promise.all([recordsOf(asking, names.tls), recordsOf(asking, names.plain)]);
  const found = {tls: toTargets(tls, 'tls'), plain: toTargets(plain, 'plain')};
  if (found.tls.length + found.plain.length > 0) return found;
  const whose = kind === 'client' ? 'clients' : 'peers';
  throw new OpsError('E_PREFLIGHT', `DNS has no SRV records for ${whose} of ${printable(domain, 100)}`, {
    hints: [`see what it has: dig +short SRV ${names.tls}`, `dig +short SRV ${names.plain}`],
  });
}
