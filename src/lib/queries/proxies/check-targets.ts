import type {Adapters} from '../../adapters/adapters.js';
import {
  judgeTargets,
  type JudgeOptions,
  type Seen,
  type TargetsVerdict,
} from '../../domain/proxies/judge-targets.js';
import {srvNames, type SrvKind} from '../../domain/proxies/srv-discovery.js';
import type {Target} from '../../domain/proxies/targets.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';

const TIMEOUT_MS = 2000;

/** Connects to each, all at once, and looks at what is spoken there. */
export async function checkTargets(
  {probeWire}: Pick<Adapters, 'probeWire'>,
  targets: readonly Target[],
  options: JudgeOptions,
): Promise<TargetsVerdict> {
  const look = ({host, port}: Target): Promise<Seen> =>
    probeWire({host, port, timeoutMs: TIMEOUT_MS}).then(
      wire => ({wire}),
      (error: unknown) => ({error: errorMessage(error)}),
    );
  const found = await Promise.all(targets.map(async target => ({target, seen: await look(target)})));
  return judgeTargets(found, options);
}

/** The members that DNS names, as etcd will find them. */
export interface FoundMembers {
  readonly tls: readonly Target[];
  readonly plain: readonly Target[];
}

function toTargets(records: readonly {host: string; port: number}[], wire: 'plain' | 'tls'): Target[] {
  const scheme = wire === 'tls' ? 'https' : 'http';
  return records.map(({host, port}) => ({text: `${scheme}://${host}:${port}`, host, port, wire}));
}

/** Throws E_PREFLIGHT where DNS names no member. */
export async function membersByDns(
  {lookupSrv}: Pick<Adapters, 'lookupSrv'>,
  kind: SrvKind,
  {domain, service}: {domain: string; service?: string | undefined},
): Promise<FoundMembers> {
  if (domain === '') {
    throw new OpsError('E_USAGE', '--discovery-srv: the domain is empty', {
      hints: ['write for example --discovery-srv example.com'],
    });
  }
  const names = srvNames(kind, domain, service);
  const [tls, plain] = await Promise.all([lookupSrv(names.tls), lookupSrv(names.plain)]);
  if (tls.length + plain.length === 0) {
    const whose = kind === 'client' ? 'clients' : 'peers';
    throw new OpsError('E_PREFLIGHT', `DNS has no SRV records for ${whose} of ${printable(domain, 100)}`, {
      hints: [`see what it has: dig +short SRV ${names.tls}`, `dig +short SRV ${names.plain}`],
    });
  }
  return {tls: toTargets(tls, 'tls'), plain: toTargets(plain, 'plain')};
}
