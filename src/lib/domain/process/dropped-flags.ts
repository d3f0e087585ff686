/**
 * Names of etcd 0.4, all without a value, that each version accepts and then drops; and what took the place of some.
 * @see https://github.com/etcd-io/etcd/blob/main/server/etcdmain/config.go
 */
const DROPPED_FLAGS: ReadonlyMap<string, string | undefined> = new Map([
  ['cluster-active-size', undefined],
  ['cluster-remove-delay', undefined],
  ['cluster-sync-interval', undefined],
  ['config', 'config-file'],
  ['force', undefined],
  ['max-result-buffer', undefined],
  ['max-retry-attempts', undefined],
  ['peer-heartbeat-interval', 'heartbeat-interval'],
  ['peer-election-timeout', 'election-timeout'],
  ['retry-interval', undefined],
  ['snapshot', undefined],
  ['v', 'log-level'],
  ['vv', 'log-level'],
]);

/** Whether etcd takes the flag, or its variable, and drops it. */
export function isDroppedFlag(name: string): boolean {
  return DROPPED_FLAGS.has(name);
}

/** The flag that took its place, by name. */
export function successorOf(name: string): string | undefined {
  return DROPPED_FLAGS.get(name);
}
