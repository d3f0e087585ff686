import {join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import {etcdctlVariables} from '../queries/cluster-env.js';
import {resolveEtcd, type BinaryFinder} from '../queries/resolve-etcd.js';

/**
 * etcdctl on the terminal of etcdops; resolves to its exit code. The endpoints go in as a variable, which a flag of
 * the user's would shadow fatally, so then it is left out.
 */
export async function runEtcdctl(
  adapters: Pick<Adapters, 'runner' | 'env' | 'signal'> & BinaryFinder,
  spec: ClusterSpec,
  args: readonly string[],
): Promise<number> {
  if (args.length === 0) {
    throw new OpsError('E_USAGE', 'there is nothing for etcdctl to do: its arguments stand behind --', {
      hints: ['etcdops ctl -- get "" --prefix --keys-only'],
    });
  }
  const {dir} = await resolveEtcd(adapters, spec);
  const inherited = Object.entries(adapters.env).filter(([name]) => !/^ETCD(CTL)?_/.test(name));
  const ownEndpoints = args.some(arg => /^--?endpoints(=|$)/.test(arg));
  const env = {...Object.fromEntries(inherited), ...(ownEndpoints ? {} : etcdctlVariables(spec))};
  return adapters.runner.attach(join(dir, 'etcdctl'), args, {env});
}
