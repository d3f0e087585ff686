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

function isNull({value}: TreeEntry): boolean {
  return value.kind === 'scalar' && value.value === null;
}

class ConfigTreeReader {
  readonly values = new Map<string, Assignment>();
  readonly ignored: IgnoredAssignment[] = [];
  readonly misshapen: Assignment[] = [];
  readonly #keys: KeyTable;

  constructor(keys: KeyTable) {
    this.#keys = keys;
  }

  readBlock(entries: readonly TreeEntry[], prefix: string): void {
    const last = new Map(entries.map(entry => [entry.key.text, entry]));
    for (const entry of entries) {
      const counts = last.get(entry.key.text)!;
      if (counts === entry) this.#readEntry(entry, prefix);
      else this.#dropRepeated(entry, prefix, counts);
    }
  }

  #readEntry(entry: TreeEntry, prefix: string): void {
    const {written, path, setting} = this.#meaningOf(entry, prefix);
    const isBlock = this.#keys.blocks.has(path);
    if (!isBlock && setting === undefined) {
      this.ignored.push({assignment: toAssignment(written, entry, undefined), why: 'unknown-key'});
    } else if (isNull(entry)) {
      return;
    } else if (isBlock && entry.value.kind === 'map') {
      this.readBlock(entry.value.entries, written);
    } else if (isBlock || entry.value.kind === 'map') {
      this.misshapen.push(toAssignment(written, entry, setting));
    } else {
      this.#take(toAssignment(written, entry, setting));
    }
  }

  /** Of two spellings of a key etcd takes the one that sorts last: the one in small letters. */
  #take(assignment: Assignment): void {
    const before = this.values.get(assignment.name);
    if (before === undefined || before.written < assignment.written) {
      if (before !== undefined) this.ignored.push({assignment: before, why: 'repeated', by: assignment});
      this.values.set(assignment.name, assignment);
    } else {
      this.ignored.push({assignment, why: 'repeated', by: before});
    }
  }

  /** Of a key that stands twice YAML has only the last value: nothing of a block before that counts. */
  #dropRepeated(entry: TreeEntry, prefix: string, counts?: TreeEntry): void {
    const {written, path, setting} = this.#meaningOf(entry, prefix);
    if (setting !== undefined) {
      const by = counts === undefined || isNull(counts) ? {} : {by: toAssignment(written, counts, setting)};
      this.ignored.push({assignment: toAssignment(written, entry, setting), why: 'repeated', ...by});
    } else if (this.#keys.blocks.has(path) && entry.value.kind === 'map') {
      for (const inner of entry.value.entries) this.#dropRepeated(inner, written);
    }
  }

  #meaningOf({key}: TreeEntry, prefix: string): {written: string; path: string; setting?: EtcdSetting} {
    const written = prefix === '' ? key.text : `${prefix}.${key.text}`;
    const path = written.toLowerCase();
    const setting = this.#keys.settings.get(path);
    return {written, path, ...(setting === undefined ? {} : {setting})};
  }
}

/**
 * A config file as this version of etcd decodes it: keys without regard to case, what it does not know dropped, the
 * last of several taken, null as nothing. It makes JSON of the YAML first, and that sorts the keys.
 * @see https://github.com/etcd-io/etcd/blob/main/server/embed/config.go
 * @see https://github.com/kubernetes-sigs/yaml/blob/master/yaml.go
 */
export function readConfigTree(root: TreeNode | undefined, keys: KeyTable): ReadConfig {
  const reader = new ConfigTreeReader(keys);
  if (root?.kind === 'map') reader.readBlock(root.entries, '');
  return reader;
}
