import type {FileSettings} from '../process/file-settings.js';

/** etcd reads these at the first start of a member, and never again. */
const FIRST_START_ONLY: ReadonlySet<string> = new Set([
  'initial-cluster',
  'initial-cluster-state',
  'initial-cluster-token',
  'initial-advertise-peer-urls',
]);

/** The settings that differ, as far as a member that has data reads them when it starts again. */
export function changedSettings(before: FileSettings, after: FileSettings): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .filter(name => !FIRST_START_ONLY.has(name) && before.get(name) !== after.get(name))
    .sort();
}
