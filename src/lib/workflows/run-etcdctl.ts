import {join} from 'node:path';

import {membersOf} from '../domain/nodes/node-urls.js';
import {OpsError} from '../errors/ops-error.js';
import {etcdctlVariables} from '../queries/cluster-env.js';
import {readState} from '../queries/cluster-state.js';
import {resolveEtcd} from '../queries/resolve-etcd.js';
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

/**
 * etcdctl on the terminal of etcdops; resolves to its exit code. The endpoints go in as a variable, which a flag of
 * the user's would shadow fatally, so then it is left out. With our own endpoints the cluster that answers must be
 * ours: another one may have the same ports by now.
 */
export async function runEtcdctl(context: ClusterContext, args: readonly string[]): Promise<number> {
  const {adapters, loaded} = context;
  const {spec, folder} = loaded;
  if (args.length === 0) {
    throw new OpsError('E_USAGE', 'there is nothing for etcdctl to do: its arguments stand behind --', {
      hints: ['etcdops ctl -- get "" --prefix --keys-only'],
    });
  }
  const ownEndpoints = isGiven(args, 'endpoints');
  const [{dir}, {clusterId}] = await Promise.all([resolveEtcd(adapters, spec), readState(adapters, folder)]);
  if (!ownEndpoints) await assertRecordedCluster(context, membersOf(spec), clusterId);
  const inherited = Object.entries(adapters.env).filter(([name]) => !/^ETCD(CTL)?_/.test(name));
  const env = {...Object.fromEntries(inherited), ...variablesBeside(args, etcdctlVariables(loaded))};
  const exitCode = await adapters.runner.attach(join(dir, 'etcdctl'), args, {env, signal: adapters.signal});
  // Ctrl-C reached etcdctl too, whose exit code counts; the deadline is ours alone.
  const reason: unknown = adapters.signal.reason;
  if (reason instanceof OpsError && reason.code === 'E_TIMEOUT') throw reason;
  return exitCode;
}
