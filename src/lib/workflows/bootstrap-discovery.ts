import {FLAG_FIXES} from '../domain/bootstrap/plan-bootstrap.js';
import {clientFlags} from '../domain/discovery/client-flags.js';
import {parseDiscoveryUrl} from '../domain/discovery/discovery-url.js';
import type {DiscoveryMethod} from '../domain/discovery/method.js';
import {
  planDiscoveryRequest,
  wishProblems,
  type DiscoveryWish,
  type PlannedDiscovery,
} from '../domain/discovery/plan-request.js';
import {has} from '../domain/etcd-version/capabilities.js';
import {WHO_HAS_A_PORT} from '../domain/machine/who-has-a-port.js';
import {isHostOf} from '../domain/nodes/hosts.js';
import {PORT_BLOCK} from '../domain/nodes/ports.js';
import {OpsError} from '../errors/ops-error.js';
import {openRegistry, placeOfMethod, type DiscoveryClient} from '../queries/discovery/open-registry.js';
import {assertToken} from '../queries/discovery/token-problem.js';
import {bootstrapStatic, type BootstrapInput, type BootstrapResult} from './bootstrap-static.js';
import type {ClusterContext} from './cluster-run.js';
import {assertNamed, SERVICE_FIXES, v2Method, v3Method} from './discovery/named-method.js';
import {ownServiceMethod} from './discovery/own-method.js';

export interface DiscoveryBootstrapInput extends Omit<BootstrapInput, 'method'> {
  readonly wish: DiscoveryWish;
  /** Absolute paths. */
  readonly client: DiscoveryClient;
}

type Bootstrapper = ClusterContext['adapters'];

const FIXES: Readonly<Record<string, string>> = {
  ...FLAG_FIXES,
  ...SERVICE_FIXES,
  '--size': 'leave --size out: it is as many as there are members',
};

/** All hosts that are not this machine, to which no service of ours here is known. */
function remoteHosts(
  {host: machine}: Bootstrapper,
  {members, host}: DiscoveryBootstrapInput['request'],
): string[] {
  const own = machine.ownAddresses();
  const hosts = typeof members === 'number' ? [host] : members.map(member => member.host);
  return hosts.filter(name => !isHostOf(name, own));
}

/** A service of our own, in the block of ports behind those of the nodes. */
async function ownService(
  adapters: Bootstrapper,
  {request, cluster}: {request: PlannedDiscovery['request']; cluster: string},
  version: string,
): Promise<DiscoveryMethod> {
  const remote = remoteHosts(adapters, request);
  if (remote.length > 0) {
    throw new OpsError(
      'E_USAGE',
      `no discovery service is named, and not all hosts are this machine: ${remote.join(', ')}`,
      {
        hints: [
          'etcdops discovery serve --size N --listen IP runs one that all reach; it shows the line to type',
          'or name one: --discovery-url URL (etcd up to 3.5), --discovery-endpoints URL (3.6 and later)',
        ],
      },
    );
  }
  const {members, proxies, gateways, grpcProxies, basePort} = request;
  const count = (typeof members === 'number' ? members : members.length) + proxies + gateways + grpcProxies;
  return ownServiceMethod(adapters, {
    cluster,
    version,
    port: basePort + count * PORT_BLOCK,
    hints: ['choose other ports: --base-port 12379', WHO_HAS_A_PORT],
  });
}

/** How to get a token that is new, and to see who has this one. */
function newTokenHints(
  {url, token, endpoints = [], client}: DiscoveryMethod,
  size: number,
): [string, string] {
  if (url !== undefined)
    return [
      `etcdops discovery new --size ${size} --service ${parseDiscoveryUrl(url)?.service ?? 'URL'}`,
      `etcdops discovery status ${url}`,
    ];
  const place = `--endpoints ${endpoints.join(',')}${clientFlags(client)}`;
  return [`etcdops discovery new --size ${size} ${place}`, `etcdops discovery status ${token} ${place}`];
}

/** Before anything is written: with a service that does not answer, or a token that is used up, nobody would ever start. */
async function assertUsable(adapters: Bootstrapper, method: DiscoveryMethod, size: number): Promise<void> {
  const place = placeOfMethod(method);
  if (place === undefined) return;
  const options = {folder: adapters.cwd, toldBy: 'bootstrap', size} as const;
  const content = await openRegistry(adapters, place, options).read();
  const token = method.url ?? method.token ?? '';
  if (content.keys.length > 0 && content.size !== undefined) {
    const message = `the discovery token ${token} is in use: ${content.keys.length} have registered under it`;
    throw new OpsError('E_PREFLIGHT', message, {
      hints: newTokenHints(method, size),
    });
  }
  assertToken(token, {content, expected: [], size, unregistered: []}, newTokenHints(method, size)[0]);
}

/** How the members are to find each other, as the spec has it. */
async function methodFor(
  adapters: Bootstrapper,
  input: DiscoveryBootstrapInput,
  {planned, version}: {planned: PlannedDiscovery; version: string},
): Promise<DiscoveryMethod> {
  const {size, request} = planned;
  const {url, endpoints} = input.wish;
  if (url === undefined && endpoints === undefined)
    return ownService(adapters, {request, cluster: request.cluster}, version);
  // What this etcd does not have at all is a finding of the spec, which comes next.
  const isAsked = !input.dryRun && has(version, url === undefined ? 'v3Discovery' : 'v2Discovery');
  const method =
    url === undefined
      ? v3Method(adapters, {...input.wish, client: input.client}, request.cluster)
      : await v2Method(adapters, url, {size, isAsked});
  if (isAsked && input.start) await assertUsable(adapters, method, size);
  return method;
}

/** A refusal of proxies that nobody asked for by name needs to say where they come from. */
function ofBeyond({size, beyond}: PlannedDiscovery): (error: unknown) => never {
  return error => {
    if (!(error instanceof OpsError) || error.code !== 'E_UNSUPPORTED' || beyond === 0) throw error;
    const message = `--size ${size} leaves ${beyond} over, which could only be v2 proxies: ${error.message}`;
    throw new OpsError(error.code, message, {
      cause: error,
      hints: ['--members as many as --size', ...error.hints],
    });
  };
}

/** Writes the spec and the artifacts of a cluster whose members find each other by a discovery service. */
export async function bootstrapDiscovery(
  adapters: Bootstrapper,
  input: DiscoveryBootstrapInput,
): Promise<BootstrapResult> {
  assertNamed(wishProblems(input.request, input.wish), FIXES);
  const planned = planDiscoveryRequest(input.request, input.wish);
  const {size, beyond, request} = planned;
  if (beyond > 0)
    adapters.progress.warn(
      `${beyond} beyond the size ${size}: v2 proxies (etcd up to 3.5), since the cluster is full`,
    );
  return bootstrapStatic(adapters, {
    ...input,
    request,
    method: version => methodFor(adapters, input, {planned, version}),
  }).catch(ofBeyond(planned));
}
