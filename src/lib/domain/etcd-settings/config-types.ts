import {compareVersions} from '../etcd-version/version.js';
import {yamlPathOf} from './lookup.js';
import type {EtcdSetting} from './types.js';

/** What a key of a config file must hold. */
export interface ConfigType {
  readonly wants: 'text' | 'list' | 'number' | 'nanoseconds' | 'boolean';
  /** Go's name of it, as in etcd's messages. */
  readonly goType: string;
  /** Go's name of the key, as in etcd's messages: `configYAML.Config.election-timeout`. */
  readonly field: string;
}

/** Keys that etcd 3.5 and later keep in a struct of their own. */
const IN_CONFIG_JSON: ReadonlySet<string> = new Set([
  'listen-peer-urls',
  'listen-client-urls',
  'listen-client-http-urls',
  'initial-advertise-peer-urls',
  'advertise-client-urls',
  'cors',
  'host-whitelist',
  'feature-gates',
  'client-transport-security',
  'peer-transport-security',
]);

/** Go's type of each block, and where the keys in it belong to. */
const BLOCKS: ReadonlyMap<string, {readonly goType: string; readonly struct: string}> = new Map([
  ['client-transport-security', {goType: 'embed.securityConfig', struct: 'securityConfig'}],
  ['peer-transport-security', {goType: 'embed.securityConfig', struct: 'securityConfig'}],
  ['socket-options', {goType: 'transport.SocketOpts', struct: 'SocketOpts'}],
  ['discovery-config', {goType: 'v3discovery.DiscoveryConfig', struct: 'DiscoveryConfig'}],
  ['discovery-config.client', {goType: 'clientv3.ConfigSpec', struct: 'ConfigSpec'}],
  ['discovery-config.client.secure', {goType: 'clientv3.SecureConfig', struct: 'SecureConfig'}],
  ['discovery-config.client.auth', {goType: 'clientv3.AuthConfig', struct: 'AuthConfig'}],
]);

const GO_TYPES: Readonly<Record<ConfigType['wants'], string>> = {
  text: 'string',
  list: '[]string',
  number: 'uint',
  nanoseconds: 'time.Duration',
  boolean: 'bool',
};

function wantsOf({type, yamlForm}: EtcdSetting): ConfigType['wants'] {
  if (yamlForm === 'list') return 'list';
  if (type === 'duration') return 'nanoseconds';
  return type === 'number' || type === 'boolean' ? type : 'text';
}

/** `client-transport-security.cert-file` → `securityConfig.configJSON.client-transport-security.cert-file` */
export function fieldOf(path: string, version: string): string {
  const [top = ''] = path.split('.');
  if (/^proxy(?:-|$)|^discovery-fallback$/.test(path)) return `configProxy.${path}`;
  const struct = BLOCKS.get(path.slice(0, path.lastIndexOf('.')))?.struct ?? 'configYAML';
  if (compareVersions(version, '3.5.0') < 0) return `${struct}.${path}`;
  return `${struct}.${IN_CONFIG_JSON.has(top) ? 'configJSON' : 'Config'}.${path}`;
}

/** The type of a setting's key in the config file of a version; undefined where it has none. */
export function configTypeOf(setting: EtcdSetting, version: string): ConfigType | undefined {
  const path = yamlPathOf(setting, version);
  if (path === null) return undefined;
  const wants = wantsOf(setting);
  const isNamed = setting.name === 'v2-deprecation';
  const goType = setting.goType ?? (isNamed ? 'config.V2DeprecationEnum' : GO_TYPES[wants]);
  return {wants, goType, field: fieldOf(path, version)};
}

/** The type of a block of keys, such as `client-transport-security`. */
export function blockTypeOf(path: string, version: string): Omit<ConfigType, 'wants'> | undefined {
  const block = BLOCKS.get(path);
  return block === undefined ? undefined : {goType: block.goType, field: fieldOf(path, version)};
}

/** Two keys of 3.4 and 3.5 are texts and take any word, number or boolean for one, unlike all others. */
export function takesAnyScalar({name}: EtcdSetting): boolean {
  return name === 'proxy' || name === 'discovery-fallback';
}
