import type {Assignment, EtcdProcess} from '../process/etcd-process.js';

const DISCOVERY_NAMES: ReadonlySet<string> = new Set([
  'discovery',
  'discovery-token',
  'discovery-endpoints',
  'discovery-config',
]);

/**
 * Whether discovery is dropped and there is no list of members either: a rule of its own says what becomes of the
 * member then, so that those about unknown names have nothing to add.
 */
export function isUnreadDiscovery({values}: EtcdProcess, {name}: Assignment): boolean {
  return DISCOVERY_NAMES.has(name.toLowerCase()) && !values.has('initial-cluster');
}
