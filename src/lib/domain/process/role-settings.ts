import {GATEWAY_SETTINGS, GRPC_PROXY_SETTINGS} from '../etcd-settings/companion-settings.js';
import {ETCDCTL_SETTINGS} from '../etcd-settings/etcdctl-settings.js';
import {settingExists} from '../etcd-settings/lookup.js';
import {ETCD_SETTINGS} from '../etcd-settings/table.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import {nearest} from '../text/nearest.js';
import type {ProcessRole} from './etcd-process.js';

const TABLES: Readonly<Record<ProcessRole, readonly EtcdSetting[]>> = {
  member: ETCD_SETTINGS,
  'v2-proxy': ETCD_SETTINGS,
  gateway: GATEWAY_SETTINGS,
  'grpc-proxy': GRPC_PROXY_SETTINGS,
  etcdctl: ETCDCTL_SETTINGS,
};

const INDEXES = new Map<readonly EtcdSetting[], ReadonlyMap<string, EtcdSetting>>();

/** The row of a flag of that role, in whichever version it exists. */
export function settingOf(role: ProcessRole, name: string): EtcdSetting | undefined {
  const table = TABLES[role];
  let index = INDEXES.get(table);
  if (index === undefined) {
    index = new Map(table.map(setting => [setting.name, setting]));
    INDEXES.set(table, index);
  }
  return index.get(name);
}

/** Every flag that this version has for the role, in the order of the table. */
export function settingsOfRole(role: ProcessRole, version: string): EtcdSetting[] {
  return TABLES[role].filter(setting => settingExists(setting, version));
}

/** Names of other programs, of etcdctl's v2 API and of older guides for what is called otherwise: the first that exists. */
const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['advertise-peer-urls', ['initial-advertise-peer-urls']],
  ['ca-file', ['trusted-ca-file', 'cacert']],
  ['ca-cert', ['trusted-ca-file', 'cacert']],
  ['cacert', ['trusted-ca-file']],
  ['cert', ['cert-file']],
  ['cert-file', ['cert']],
  ['cluster', ['initial-cluster']],
  ['cluster-state', ['initial-cluster-state']],
  ['cluster-token', ['initial-cluster-token']],
  ['key', ['key-file']],
  ['key-file', ['key']],
  ['output', ['write-out']],
  ['peer-ca-file', ['peer-trusted-ca-file']],
  ['peers', ['endpoints']],
  ['timeout', ['command-timeout']],
  ['total-timeout', ['command-timeout']],
  ['username', ['user']],
]);

/** The flag most likely meant by a name that this version does not have; undefined when none is near. */
export function nearestFlag(role: ProcessRole, name: string, version: string): string | undefined {
  const names = settingsOfRole(role, version).map(setting => setting.name);
  const wanted = name.toLowerCase().replaceAll('_', '-');
  const known = OTHER_NAMES.get(wanted)?.find(other => names.includes(other));
  return known ?? nearest(wanted, names, Math.min(3, Math.max(1, name.length >> 2)));
}
