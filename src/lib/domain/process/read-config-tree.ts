import {yamlPathOf} from '../etcd-settings/lookup.js';
import {ETCD_SETTINGS} from '../etcd-settings/table.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import type {TreeEntry, TreeMap, TreeNode} from '../inputs/tree.js';
import type {Assignment, IgnoredAssignment} from './etcd-process.js';

export interface ReadConfig {
  readonly values: ReadonlyMap<string, Assignment>;
  readonly ignored: readonly IgnoredAssignment[];
  /** Blocks that should be keys, and keys that should be blocks: etcd cannot decode the file. */
  readonly misshapen: readonly Assignment[];
  /** Keys and blocks with nothing behind them, which is the same as none. */
  readonly empty: readonly Assignment[];
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

interface Walk {
  readonly keys: KeyTable;
  readonly values: Map<string, Assignment>;
  readonly ignored: IgnoredAssignment[];
  readonly misshapen: Assignment[];
  readonly empty: Assignment[];
}

/**
 * Of a key in several spellings the last in the order of bytes counts (capitals first), wherever it stands: etcd's reader
 * sorts them.
 */
function take({values, ignored}: Walk, assignment: Assignment): void {
  const before = values.get(assignment.name);
  if (before === undefined) {
    values.set(assignment.name, assignment);
    return;
  }
  const [loser, winner] = before.written > assignment.written ? [assignment, before] : [before, assignment];
  ignored.push({assignment: loser, why: 'repeated', by: winner});
  values.set(winner.name, winner);
}

function isNothing({value}: TreeEntry): boolean {
  return value.kind === 'scalar' && value.value === null;
}

function walkBlock(walk: Walk, entry: TreeEntry, written: string): void {
  if (entry.value.kind === 'map') walkMap(walk, entry.value, written);
  else (isNothing(entry) ? walk.empty : walk.misshapen).push(toAssignment(written, entry, undefined));
}

function writtenAt({key}: TreeEntry, prefix: string): string {
  return prefix === '' ? key.text : `${prefix}.${key.text}`;
}

/** What stands before the last value of the same key is no part of the file, not even a block with other keys. */
function dropRepeated(walk: Walk, entry: TreeEntry, {written, by}: {written: string; by?: TreeEntry}): void {
  const setting = walk.keys.settings.get(written.toLowerCase());
  if (setting !== undefined) {
    const assignment = toAssignment(written, entry, setting);
    const winner = by === undefined || isNothing(by) ? {} : {by: toAssignment(written, by, setting)};
    walk.ignored.push({assignment, why: 'repeated', ...winner});
  } else if (entry.value.kind === 'map') {
    for (const inner of entry.value.entries) dropRepeated(walk, inner, {written: writtenAt(inner, written)});
  }
}

function walkMap(walk: Walk, {entries: ownLast, inOrder: entries = ownLast}: TreeMap, prefix: string): void {
  const last = new Map(entries.map(entry => [entry.key.text, entry]));
  for (const entry of entries) {
    const written = writtenAt(entry, prefix);
    const counts = last.get(entry.key.text)!;
    if (counts === entry) walkEntry(walk, entry, written);
    // To write a key again that a merge key brings is what merge keys are for.
    else if (!entry.isMerged || counts.isMerged) dropRepeated(walk, entry, {written, by: counts});
  }
}

function walkEntry(walk: Walk, entry: TreeEntry, written: string): void {
  const path = written.toLowerCase();
  const setting = walk.keys.settings.get(path);
  const assignment = toAssignment(written, entry, setting);
  if (walk.keys.blocks.has(path)) walkBlock(walk, entry, written);
  else if (setting === undefined) walk.ignored.push({assignment, why: 'unknown-key'});
  else if (entry.value.kind === 'map') walk.misshapen.push(assignment);
  else if (isNothing(entry)) walk.empty.push(assignment);
  else take(walk, assignment);
}

/**
 * A config file as this version of etcd decodes it: keys without regard to case, what it does not know dropped, the
 * last of several taken, null as nothing.
 * @see https://github.com/etcd-io/etcd/blob/main/server/embed/config.go
 */
export function readConfigTree(root: TreeNode | undefined, keys: KeyTable): ReadConfig {
  const walk: Walk = {keys, values: new Map(), ignored: [], misshapen: [], empty: []};
  if (root?.kind === 'map') walkMap(walk, root, '');
  return walk;
}
