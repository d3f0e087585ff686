import type {Place} from './place.js';

/**
 * A YAML document with the place of everything: references and merge keys (`<<`) are resolved, and a key that stands
 * twice is there twice, in order. What a merge key brings stands first: the keys of the map itself win.
 */
export type TreeNode = TreeScalar | TreeMap | TreeList;

export interface TreeScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it stands in the file, without its quotes: `0x10`, `1_000`, `on`. */
  readonly text: string;
  /** It stands in quotes or in a block, so that it is a text whatever it looks like. */
  readonly quoted: boolean;
  /** It goes on over the end of its line: its parts do not stand one behind the other. */
  readonly isFolded?: true;
  readonly place: Place;
}

export interface TreeEntry {
  readonly key: TreeScalar;
  readonly value: TreeNode;
  /** A merge key brought it. */
  readonly isMerged?: true;
}

export interface TreeMap {
  readonly kind: 'map';
  readonly entries: readonly TreeEntry[];
  /** As go-yaml 2 takes them, which etcd reads with: what a merge key brings stands where that key does, and wins there. */
  readonly inOrder?: readonly TreeEntry[];
  readonly place: Place;
}

export interface TreeList {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
  readonly place: Place;
}

/** One document of a file; `root` is missing where it is empty. */
export interface TreeDocument {
  readonly root?: TreeNode;
  readonly problems: readonly {readonly message: string; readonly place: Place}[];
}

/** The last entry of that key, as YAML readers that allow a key twice take it. */
function entryOf(node: TreeNode | undefined, key: string): TreeEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  return node.entries.findLast(entry => entry.key.text === key);
}

/** The value at a path of keys. */
export function valueAt(node: TreeNode | undefined, ...path: readonly string[]): TreeNode | undefined {
  return path.reduce<TreeNode | undefined>((parent, key) => entryOf(parent, key)?.value, node);
}

/** The items of a list; none where it is something else. */
export function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The text of a scalar; undefined for maps, lists and null. */
export function textOf(node: TreeNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? node.text : undefined;
}
