import {fieldOf, type ConfigType} from './config-types.js';
import {versionInRanges} from './lookup.js';
import type {VersionRange} from './types.js';
import {SINCE_3_6} from './version-ranges.js';

interface ConfigOnlyKey {
  /** Dotted where nested. */
  readonly path: string;
  readonly ranges: readonly VersionRange[];
  readonly wants: ConfigType['wants'];
  readonly goType: string;
}

/**
 * Keys that etcd reads from a config file and for which it has no flag and no variable.
 * @see https://github.com/etcd-io/etcd/blob/main/server/embed/config.go `securityConfig`
 * @see https://github.com/etcd-io/etcd/blob/main/client/v3/config.go `ConfigSpec`
 */
const CONFIG_ONLY_KEYS: readonly ConfigOnlyKey[] = [
  {
    path: 'client-transport-security.allowed-cn',
    ranges: [{since: '3.5.15'}],
    wants: 'list',
    goType: '[]string',
  },
  {
    path: 'client-transport-security.skip-client-san-verification',
    ranges: SINCE_3_6,
    wants: 'boolean',
    goType: 'bool',
  },
  {path: 'discovery-config.client.max-request-bytes', ranges: SINCE_3_6, wants: 'number', goType: 'int'},
  {path: 'discovery-config.client.max-recv-bytes', ranges: SINCE_3_6, wants: 'number', goType: 'int'},
  {path: 'discovery-config.client.secure.server-name', ranges: SINCE_3_6, wants: 'text', goType: 'string'},
];

function keyOf(path: string, version: string): ConfigOnlyKey | undefined {
  const key = CONFIG_ONLY_KEYS.find(known => known.path === path.toLowerCase());
  return key !== undefined && versionInRanges(key.ranges, version) ? key : undefined;
}

/** What such a key must hold; undefined for any other. */
export function typeOfConfigOnlyKey(path: string, version: string): ConfigType | undefined {
  const key = keyOf(path, version);
  if (key === undefined) return undefined;
  const {wants, goType} = key;
  return {wants, goType, field: fieldOf(key.path, version)};
}

/** Whether that version reads the key although no flag has it. Case does not count, as in etcd. */
export function isConfigOnlyKey(path: string, version: string): boolean {
  return keyOf(path, version) !== undefined;
}
