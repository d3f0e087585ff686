import type {Adapters} from '../../adapters/adapters.js';
import type {PlannedStart} from './plan-start.js';

/** A v2 proxy would read them, and what was checked would not be what runs. */
function withoutEtcdVariables({env, progress}: Pick<Adapters, 'env' | 'progress'>): Record<string, string> {
  const isEtcds = (name: string): boolean => /^ETCD(CTL|OPS)?_/.test(name);
  const dropped = Object.keys(env).filter(name => isEtcds(name) && !/^ETCD(CTL|OPS)_/.test(name));
  if (dropped.length > 0) progress.warn(`not passed on: ${dropped.join(', ')}; give the flags instead`);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isEtcds(name)));
}

/** In the foreground, on the terminal of etcdops. TERM is passed on. Resolves to etcd's exit code. */
export async function runProxy(
  adapters: Pick<Adapters, 'env' | 'progress' | 'runner' | 'signal'> & {readonly endDeadline: () => void},
  {program, args, folder}: PlannedStart,
): Promise<number> {
  const {runner, signal} = adapters;
  adapters.endDeadline();
  return runner.attach(program, args, {cwd: folder, env: withoutEtcdVariables(adapters), signal});
}
