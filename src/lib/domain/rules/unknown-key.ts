import {findSetting, settingsOf, yamlPathOf} from '../etcd-settings/lookup.js';
import {ETCD_SETTINGS} from '../etcd-settings/table.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import {nearest} from '../text/nearest.js';

/** What a key of a config file is that the version does not read. */
export type UnknownKey =
  /** The setting has its key elsewhere, such as in a block. */
  | {readonly kind: 'misplaced'; readonly setting: EtcdSetting; readonly path: string}
  /** No version reads that setting from a file. */
  | {readonly kind: 'flag-only'; readonly setting: EtcdSetting}
  | {readonly kind: 'of-another-version'; readonly setting: EtcdSetting}
  /** Nearly a key; `path` is the one that was most likely meant. */
  | {readonly kind: 'misspelt'; readonly path: string}
  | {readonly kind: 'unknown'};

/** `--data_dir`, `dataDir` → `data-dir` */
function asKey(written: string): string {
  return written
    .trim()
    .replace(/^-+/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

const BLOCK_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['client-transport-security', ''],
  ['peer-transport-security', 'peer-'],
  ['discovery-config', 'discovery-'],
  ['discovery-config.client', 'discovery-'],
  ['discovery-config.client.secure', 'discovery-'],
  ['discovery-config.client.auth', 'discovery-'],
  ['socket-options', 'socket-'],
]);

/** The setting that a key means: by the path of any version, or by the name of a flag, with or without its prefix. */
function settingMeant(path: string): EtcdSetting | undefined {
  const at = path.lastIndexOf('.');
  const [block, key] = [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
  const byPath = ETCD_SETTINGS.find(({yamlPath}) => yamlPath === path);
  if (byPath !== undefined || block === '') return byPath ?? findSetting(key);
  const prefix = BLOCK_PREFIXES.get(block);
  return prefix === undefined ? undefined : (findSetting(prefix + key) ?? findSetting(key));
}

/** The keys of each block by its path, which is empty for those of no block. */
type KeysOfBlocks = ReadonlyMap<string, ReadonlySet<string>>;

/** By version: a file may have thousands of unknown keys. */
const KEYS = new Map<string, KeysOfBlocks>();

function keysOf(version: string): KeysOfBlocks {
  const known = KEYS.get(version);
  if (known !== undefined) return known;
  const keys = new Map<string, Set<string>>();
  for (const path of settingsOf(version).flatMap(setting => yamlPathOf(setting, version) ?? [])) {
    const words = path.split('.');
    for (const [depth, key] of words.entries()) {
      const block = words.slice(0, depth).join('.');
      keys.set(block, (keys.get(block) ?? new Set()).add(key));
    }
  }
  KEYS.set(version, keys);
  return keys;
}

/** The key of the same block, or the block, that is written nearly so. */
function nearestPath(path: string, version: string): string | undefined {
  const at = path.lastIndexOf('.') + 1;
  const [prefix, key] = [path.slice(0, at), path.slice(at)];
  const siblings = keysOf(version).get(prefix.slice(0, -1)) ?? [];
  // Older guides had a name for it that no version of today has.
  const wanted = key === 'ca-file' ? 'trusted-ca-file' : key;
  const near = nearest(wanted, siblings, Math.min(3, Math.max(1, key.length >> 2)));
  return near === undefined ? undefined : prefix + near;
}

/** What a key is that the config file of that version does not have. */
export function unknownKeyOf(written: string, version: string): UnknownKey {
  const path = written.split('.').map(asKey).join('.');
  const setting = settingMeant(path);
  const known = setting === undefined ? null : yamlPathOf(setting, version);
  if (known !== null && setting !== undefined)
    return known === path ? {kind: 'misspelt', path} : {kind: 'misplaced', setting, path: known};
  if (setting?.yamlPath === null) return {kind: 'flag-only', setting};
  if (setting !== undefined) return {kind: 'of-another-version', setting};
  const near = nearestPath(path, version);
  return near === undefined ? {kind: 'unknown'} : {kind: 'misspelt', path: near};
}
