import type {Adapters} from '../../adapters/adapters.js';
import type {RequestProblem} from '../../domain/bootstrap/plan-bootstrap.js';
import {parseDiscoveryUrl, v2TokenUrl} from '../../domain/discovery/discovery-url.js';
import type {DiscoveryMethod} from '../../domain/discovery/method.js';
import type {DiscoveryWish} from '../../domain/discovery/plan-request.js';
import {OpsError} from '../../errors/ops-error.js';
import type {DiscoveryClient} from '../../queries/discovery/open-registry.js';
import {newDiscoveryToken, type TokenMaker} from './new-token.js';

/** A discovery service as a user names it. */
export interface NamedService extends Pick<DiscoveryWish, 'url' | 'endpoints' | 'token'> {
  /** Absolute paths. */
  readonly client: DiscoveryClient;
}

/** What to write where one of them is wrong. */
export const SERVICE_FIXES: Readonly<Record<string, string>> = {
  '--discovery-url': 'write the URL that etcdops discovery new or serve has shown',
  '--discovery-endpoints': '--discovery-endpoints http://10.0.0.9:2379',
  '--discovery-token': 'leave it out: a new one is made',
};

/** Throws E_USAGE with all problems at once, where there are any. */
export function assertNamed(
  problems: readonly RequestProblem[],
  fixes: Readonly<Record<string, string>>,
): void {
  if (problems.length === 0) return;
  throw new OpsError('E_USAGE', problems.map(({flag, message}) => `${flag}: ${message}`).join('\n  '), {
    hints: [...new Set(problems.flatMap(({flag}) => fixes[flag] ?? []))],
  });
}

/** A token that there is, or that a v2 service is asked for now. */
export async function v2Method(
  adapters: TokenMaker,
  url: string,
  {size, isAsked}: {size: number; isAsked: boolean},
): Promise<DiscoveryMethod> {
  if (parseDiscoveryUrl(url) !== undefined) return {method: 'discovery', url};
  if (!isAsked) return {method: 'discovery', url: v2TokenUrl(url, 'TOKEN')};
  const {url: made} = await newDiscoveryToken(adapters, {size, service: url, protocol: 'v2'});
  return {method: 'discovery', url: made!};
}

/** A token of an etcd that is the service. */
export function v3Method(
  {random}: Pick<Adapters, 'random'>,
  {endpoints = [], token, client}: NamedService,
  cluster: string,
): DiscoveryMethod {
  return {
    method: 'discovery',
    endpoints: [...endpoints],
    token: token ?? `${cluster}-${random.hex(4)}`,
    ...(Object.keys(client).length === 0 ? {} : {client}),
  };
}
