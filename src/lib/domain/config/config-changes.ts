import {isDeepStrictEqual} from 'node:util';

/** etcd reads these at the first start of a member, and never again. */
const FIRST_START_ONLY: ReadonlySet<string> = new Set([
  'initial-cluster',
  'initial-cluster-state',
  'initial-cluster-token',
  'initial-advertise-peer-urls',
]);

type Config = Readonly<Record<string, unknown>>;

/** The settings that differ, as far as a member that has data reads them when it starts again. */
export function changedSettings(before: Config, after: Config): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter(name => !FIRST_START_ONLY.has(name) && !isDeepStrictEqual(before[name], after[name]))
    .sort();
}
