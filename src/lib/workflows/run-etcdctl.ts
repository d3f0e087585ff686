import {join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import type {SrvPlace} from '../domain/nodes/srv-target.js';
import {OpsError} from '../errors/ops-error.js';
import {etcdctlVariables} from '../queries/cluster-env.js';
import {readState} from '../queries/cluster-state.js';
import {findEtcd, resolveEtcd, type BinaryFinder} from '../queries/resolve-etcd.js';
import {endpointsByDns} from '../queries/srv/endpoints-by-dns.js';
import {assertRecordedCluster} from './cluster-identity.js';
import type {ClusterContext} from './cluster-run.js';

function isGiven(args: readonly string[], flag: string): boolean {
  return args.some(arg => new RegExp(`^--?${flag}(=|$)`).test(arg));
}

/** Without those whose flag the user gives: etcdctl ends where both are set. */
function variablesBeside(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const flagOf = (name: string): string => name.slice('ETCDCTL_'.length).toLowerCase().replaceAll('_', '-');
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !isGiven(args, flagOf(name))));
}

function assertArguments(args: readonly string[]): void {
  if (args.length > 0) return;
  throw new OpsError('E_USAGE', 'there is nothing for etcdctl to do: its arguments stand behind --', {
    hints: ['etcdops ctl -- get "" --prefix --keys-only'],
  });
}

type Attacher = Pick<Adapters, 'env' | 'runner' | 'signal'>;

/** @param variables of etcdctl's own; those of the environment are not passed on */
async function attach(
  {env, runner, signal}: Attacher,
  dir: string,
  {args, variables}: {args: readonly string[]; variables: Readonly<Record<string, string>>},
): Promise<number> {
  const inherited = Object.entries(env).filter(([name]) => !/^ETCD(CTL)?_/.test(name));
  const exitCode = await runner.attach(join(dir, 'etcdctl'), args, {
    env: {...Object.fromEntries(inherited), ...variablesBeside(args, variables)},
    signal,
  });
  // Ctrl-C reached etcdctl too, whose exit code counts; the deadline is ours alone.
  const reason: unknown = signal.reason;
  if (reason instanceof OpsError && reason.code === 'E_TIMEOUT') throw reason;
  return exitCode;
}

/**
 * etcdctl on the terminal of etcdops; resolves to its exit code. The endpoints go in as a variable, which a flag of
 * the user's would shadow fatally, so then it is left out. With our own endpoints the cluster that answers must be
 * ours: another one may have the same ports by now.
 */
export async function runEtcdctl(context: ClusterContext, args: readonly string[]): Promise<number> {
  const {adapters, loaded} = context;
  const {spec, folder} = loaded;
  assertArguments(args);
  const ownEndpoints = isGiven(args, 'endpoints');
  const [{dir}, {clusterId}] = await Promise.all([resolveEtcd(adapters, spec), readState(adapters, folder)]);
  if (!ownEndpoints) await assertRecordedCluster(context, membersOf(spec), clusterId);
  return attach(adapters, dir, {args, variables: etcdctlVariables(loaded)});
}

/** What would lead elsewhere than DNS does, or to an API that is gone. */
const LEADS_ELSEWHERE = /^ETCDCTL_(?:API|ENDPOINTS|DISCOVERY_SRV(?:_NAME)?|INSECURE_DISCOVERY)$/;

/**
 * The same for a cluster that DNS names. etcdctl could look there itself, but `endpoint` and `defrag` would go to
 * 127.0.0.1:2379 all the same. Certificates and user are those of etcdctl's own flags and variables.
 * @see https://github.com/etcd-io/etcd/issues/17886
 */
export async function runEtcdctlByDns(
  adapters: Attacher & BinaryFinder & Pick<Adapters, 'dns'>,
  place: SrvPlace,
  args: readonly string[],
): Promise<number> {
  assertArguments(args);
  const [bin, endpoints] = await Promise.all([
    findEtcd(adapters, undefined, () => true),
    endpointsByDns(adapters, place),
  ]);
  if (bin === undefined) {
    throw new OpsError('E_ETCD_BINARY', 'no etcd is at hand whose etcdctl could ask the cluster', {
      hints: ['etcdops etcd install', 'or name its folder: --etcd-bin-dir DIR'],
    });
  }
  const own = Object.entries(adapters.env).filter(
    ([name]) => name.startsWith('ETCDCTL_') && !LEADS_ELSEWHERE.test(name),
  );
  const variables = {...Object.fromEntries(own), ETCDCTL_ENDPOINTS: endpoints.join(',')};
  return attach(adapters, bin.dir, {args, variables});
}
