import {versionInRanges} from './lookup.js';
import type {EtcdSetting} from './types.js';
import {SINCE_3_6} from './version-ranges.js';

/** As other rows, but for the name: that of a key, since no flag has it. */
function row(path: string, rest: Omit<EtcdSetting, 'name' | 'yamlPath'>): EtcdSetting {
  return {name: path, yamlPath: path, ...rest};
}

/**
 * Keys that etcd reads from a config file and for which it has no flag and no variable.
 * @see https://github.com/etcd-io/etcd/blob/main/server/embed/config.go `securityConfig`
 * @see https://github.com/etcd-io/etcd/blob/main/client/v3/config.go `ConfigSpec`
 */
const CONFIG_ONLY_KEYS: readonly EtcdSetting[] = [
  row('client-transport-security.allowed-cn', {
    type: 'string-list',
    yamlForm: 'list',
    listSince: '3.5.15',
    ranges: [{since: '3.5.14'}],
  }),
  row('client-transport-security.skip-client-san-verification', {type: 'boolean', ranges: SINCE_3_6}),
  row('discovery-config.client.max-request-bytes', {type: 'number', goType: 'int', ranges: SINCE_3_6}),
  row('discovery-config.client.max-recv-bytes', {type: 'number', goType: 'int', ranges: SINCE_3_6}),
  row('discovery-config.client.secure.server-name', {type: 'string', ranges: SINCE_3_6}),
];

/** The key that this version reads although no flag has it; undefined for any other. Case does not count, as in etcd. */
export function configOnlyKey(path: string, version: string): EtcdSetting | undefined {
  const key = CONFIG_ONLY_KEYS.find(({name}) => name === path.toLowerCase());
  return key !== undefined && versionInRanges(key.ranges, version) ? key : undefined;
}
