import type {Adapters} from '../../adapters/adapters.js';
import {judgeTargets, type Seen, type TargetsVerdict} from '../../domain/proxies/judge-targets.js';
import {clientSrvNames, needsInsecureDiscovery} from '../../domain/proxies/srv-discovery.js';
import type {Target} from '../../domain/proxies/targets.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';

const TIMEOUT_MS = 2000;

/** Connects to each, all at once, and looks at what is spoken there. */
export async function checkTargets(
  {probeWire}: Pick<Adapters, 'probeWire'>,
  targets: readonly Target[],
  allowUnreachable: boolean,
): Promise<TargetsVerdict> {
  const look = ({host, port}: Target): Promise<Seen> =>
    probeWire({host, port, timeoutMs: TIMEOUT_MS}).then(
      wire => ({wire}),
      (error: unknown) => ({error: errorMessage(error)}),
    );
  const found = await Promise.all(targets.map(async target => ({target, seen: await look(target)})));
  return judgeTargets(found, allowUnreachable);
}

export interface FoundMembers {
  readonly targets: readonly Target[];
  /** Whether `--insecure-discovery` has to be set for etcd to take them. */
  readonly insecure: boolean;
}

/** The members that DNS names, as etcd's gateway and gRPC proxy will find them. Throws E_PREFLIGHT where it names none. */
export async function membersByDns(
  {lookupSrv}: Pick<Adapters, 'lookupSrv'>,
  domain: string,
  service?: string,
): Promise<FoundMembers> {
  const names = clientSrvNames(domain, service);
  const [tls, plain] = await Promise.all([lookupSrv(names.tls), lookupSrv(names.plain)]);
  if (tls.length + plain.length === 0) {
    throw new OpsError('E_PREFLIGHT', `DNS has no SRV records for clients of ${printable(domain, 100)}`, {
      hints: [`see what it has: dig +short SRV ${names.tls}`, `dig +short SRV ${names.plain}`],
    });
  }
  const insecure = needsInsecureDiscovery({tls: tls.length, plain: plain.length});
  const taken = insecure ? plain : tls;
  const targets = taken.map(({host, port}) => ({
    text: `${insecure ? 'http' : 'https'}://${host}:${port}`,
    host,
    port,
    wire: insecure ? ('plain' as const) : ('tls' as const),
  }));
  return {targets, insecure};
}
