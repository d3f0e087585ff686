/** The environment of etcd's tools: ours, without what would name another cluster to them or change a flag. */
export function toolEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.entries(env).filter(([name]) => !/^ETCD/.test(name));
  return {...Object.fromEntries(inherited), ETCDCTL_API: '3'};
}
