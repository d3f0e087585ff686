import {yamlPathOf} from '../etcd-settings/lookup.js';
import {ETCD_SETTINGS} from '../etcd-settings/table.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import type {TreeEntry, TreeNode} from '../inputs/tree.js';
import type {Assignment, IgnoredAssignment} from './etcd-process.js';

export interface ReadConfig {
  readonly values: ReadonlyMap<string, Assignment>;
  readonly ignored: readonly IgnoredAssignment[];
  /** Blocks that should be keys, and keys that should be blocks: etcd cannot decode the file. */
  readonly misshapen: readonly Assignment[];
}

/** The keys of a version, in lower case: etcd's decoder does not look at case. */
interface KeyTable {
  readonly settings: ReadonlyMap<string, EtcdSetting>;
  /** Paths that are blocks of keys. */
  readonly blocks: ReadonlySet<string>;
}

function keyTableOf(version: string): KeyTable {
  const settings = new Map<string, EtcdSetting>();
  const blocks = new Set<string>();
  for (const setting of ETCD_SETTINGS) {
    const path = yamlPathOf(setting, version);
    if (path === null) continue;
    settings.set(path, setting);
    const parts = path.split('.');
    for (let length = 1; length < parts.length; length++) blocks.add(parts.slice(0, length).join('.'));
  }
  return {settings, blocks};
}

/** One table for each version: hundreds of files are read with the same one. */
export class ConfigKeys {
  readonly #tables = new Map<string, KeyTable>();

  of(version: string): KeyTable {
    const known = this.#tables.get(version);
    if (known !== undefined) return known;
    const table = keyTableOf(version);
    this.#tables.set(version, table);
    return table;
  }
}

/** A value as a flag would have it; a block has none. */
function flagText(node: TreeNode): string {
  if (node.kind === 'scalar') return node.value === null ? '' : String(node.value);
  if (node.kind === 'list') return node.items.map(flagText).join(',');
  return '';
}

function toAssignment(path: string, {key, value}: TreeEntry, setting: EtcdSetting | undefined): Assignment {
  return {
    name: setting?.name ?? path,
    written: path,
    via: 'config-file',
    value: flagText(value),
    place: value.kind === 'scalar' && value.value !== null ? value.place : key.place,
    node: value,
    ...(setting === undefined ? {} : {setting}),
  };
}

/**
 * A config file as this version of etcd decodes it: keys without regard to case, what it does not know dropped, the
 * last of several taken, null as nothing.
 * @see https://github.com/etcd-io/etcd/blob/main/server/embed/config.go
 */
export function readConfigTree(root: TreeNode | undefined, keys: KeyTable): ReadConfig {
  const values = new Map<string, Assignment>();
  const ignored: IgnoredAssignment[] = [];
  const misshapen: Assignment[] = [];

  const take = (assignment: Assignment): void => {
    const before = values.get(assignment.name);
    if (before !== undefined) ignored.push({assignment: before, why: 'repeated', by: assignment});
    values.set(assignment.name, assignment);
  };
  const walk = (node: TreeNode, prefix: string): void => {
    if (node.kind !== 'map') return;
    for (const entry of node.entries) {
      const written = prefix === '' ? entry.key.text : `${prefix}.${entry.key.text}`;
      const path = written.toLowerCase();
      const setting = keys.settings.get(path);
      const isNothing = entry.value.kind === 'scalar' && entry.value.value === null;
      if (keys.blocks.has(path)) {
        if (entry.value.kind === 'map') walk(entry.value, written);
        else if (!isNothing) misshapen.push(toAssignment(written, entry, undefined));
      } else if (setting === undefined) {
        ignored.push({assignment: toAssignment(written, entry, undefined), why: 'unknown-key'});
      } else if (entry.value.kind === 'map') {
        misshapen.push(toAssignment(written, entry, setting));
      } else if (!isNothing) {
        take(toAssignment(written, entry, setting));
      }
    }
  };
  if (root !== undefined) walk(root, '');
  return {values, ignored, misshapen};
}
