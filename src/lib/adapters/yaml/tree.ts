import type {LineIndex, Place, SourceText} from '../../domain/inputs/place.js';
import type {
  TreeDocument,
  TreeEntry,
  TreeList,
  TreeMap,
  TreeNode,
  TreeScalar,
} from '../../domain/inputs/tree.js';
import {errorMessage} from '../../errors/ops-error.js';
import {isTooDeep, MAX_DEPTH, TOO_DEEP} from './nesting.js';
import {withoutStacks} from './without-stacks.js';

type YamlModule = typeof import('yaml');
type Document = InstanceType<YamlModule['Document']>;
type Range = readonly number[] | null | undefined;

/** Values of a document with all references resolved; more is no configuration but an attack on memory. */
const MAX_NODES = 500_000;

/** What `&name` stands for. */
interface Anchored {
  readonly node: TreeNode;
  /** Values in it, and levels below it. */
  readonly size: number;
  readonly height: number;
}

/** A document that cannot be turned into a tree; caught where the conversion began. */
class Unreadable extends Error {
  readonly range: Range;

  constructor(message: string, range: Range) {
    super(message);
    this.range = range;
  }
}

function rangeOf(node: unknown): Range {
  return typeof node === 'object' && node !== null && 'range' in node ? (node.range as Range) : undefined;
}

/**
 * Turns a document into a tree. What a reference stands for is converted once and shared, so that a file of a kilobyte
 * cannot fill the memory; it counts each time all the same, since whoever reads the tree goes through it each time.
 */
class TreeMaker {
  readonly #yaml: YamlModule;
  readonly #lines: LineIndex;
  /** By name: the last one above, as references mean it; undefined while it is being converted. */
  readonly #anchors = new Map<string, Anchored | undefined>();
  #nodes = 0;
  #deepest = 0;

  constructor(yaml: YamlModule, lines: LineIndex) {
    this.#yaml = yaml;
    this.#lines = lines;
  }

  convert(node: unknown, depth = 0): TreeNode {
    this.#count(1, depth, node);
    if (this.#yaml.isAlias(node)) return this.#referred(node.source, depth, node);
    const anchor = this.#yaml.isNode(node) ? node.anchor : undefined;
    if (anchor === undefined) return this.#converted(node, depth);
    const [nodesBefore, deepestBefore] = [this.#nodes, this.#deepest];
    this.#anchors.set(anchor, undefined);
    this.#deepest = depth;
    const converted = this.#converted(node, depth);
    this.#anchors.set(anchor, {
      node: converted,
      size: this.#nodes - nodesBefore + 1,
      height: this.#deepest - depth,
    });
    this.#deepest = Math.max(this.#deepest, deepestBefore);
    return converted;
  }

  placeOf(range: Range): Place {
    const [start = 0, end = start] = range ?? [];
    return this.#lines.placeOf(start, end - start);
  }

  #isFolded(range: Range): boolean {
    const [start = 0, end = start] = range ?? [];
    return this.#lines.placeOf(start).line !== this.#lines.placeOf(end).line;
  }

  #count(nodes: number, depth: number, node: unknown): void {
    this.#nodes += nodes;
    this.#deepest = Math.max(this.#deepest, depth);
    if (this.#nodes > MAX_NODES) throw new Unreadable('its references make it too large', rangeOf(node));
    if (depth > MAX_DEPTH) throw new Unreadable(TOO_DEEP, rangeOf(node));
  }

  #referred(name: string, depth: number, alias: unknown): TreeNode {
    const anchored = this.#anchors.get(name);
    if (anchored !== undefined) {
      this.#count(anchored.size, depth + anchored.height, alias);
      return anchored.node;
    }
    const why = this.#anchors.has(name) ? 'which contains it' : 'which does not stand above it';
    throw new Unreadable(`*${name} refers to &${name}, ${why}`, rangeOf(alias));
  }

  #converted(node: unknown, depth: number): TreeNode {
    if (this.#yaml.isMap(node)) return this.#map(node, depth);
    if (!this.#yaml.isSeq(node)) return this.#scalar(node);
    const items = node.items.map(item => this.convert(item, depth + 1));
    return {kind: 'list', items, place: this.placeOf(node.range)} satisfies TreeList;
  }

  #map(
    {items, range}: {items: readonly {key: unknown; value: unknown}[]; range?: Range},
    depth: number,
  ): TreeMap {
    const all: TreeEntry[] = [];
    for (const {key, value} of items) {
      if (this.#isMergeKey(key)) {
        const merged = mergedEntries(this.convert(value, depth + 1));
        all.push(...merged.map(entry => ({...entry, isMerged: true as const})));
        continue;
      }
      const converted = this.#key(key, depth + 1);
      all.push({
        key: converted,
        value: value === null ? nothingAt(converted.place) : this.convert(value, depth + 1),
      });
    }
    const merged = all.filter(({isMerged}) => isMerged);
    const place = this.placeOf(range);
    if (merged.length === 0) return {kind: 'map', entries: all, place};
    const own = all.filter(({isMerged}) => !isMerged);
    return {kind: 'map', entries: [...merged, ...own], inOrder: all, place};
  }

  /** `<<` in quotes is a key like any other. */
  #isMergeKey(key: unknown): boolean {
    return this.#yaml.isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
  }

  #key(key: unknown, depth: number): TreeScalar {
    const node = this.convert(key, depth);
    return node.kind === 'scalar' ? node : nothingAt(node.place);
  }

  #scalar(node: unknown): TreeScalar {
    if (!this.#yaml.isScalar(node)) return nothingAt(this.placeOf(rangeOf(node)));
    const {value, source = '', type} = node;
    const quoted = type !== undefined && type !== 'PLAIN';
    return {
      kind: 'scalar',
      value: isPlainValue(value) ? value : source,
      text: quoted && typeof value === 'string' ? value : source,
      quoted,
      ...(this.#isFolded(node.range) ? {isFolded: true} : {}),
      place: this.placeOf(node.range?.slice(0, 2)),
    };
  }
}

/** A date or a binary is a text to whoever decodes it into a text. */
function isPlainValue(value: unknown): value is TreeScalar['value'] {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function nothingAt(place: Place): TreeScalar {
  return {kind: 'scalar', value: null, text: '', quoted: false, place};
}

/** What `<<` brings in. Of several maps the first one wins, and the last entry of a key counts. */
function mergedEntries(node: TreeNode): TreeEntry[] {
  if (node.kind === 'map') return [...node.entries];
  const maps = node.kind === 'list' ? node.items.toReversed() : [];
  return maps.flatMap(item => (item.kind === 'map' ? item.entries : []));
}

function treeOf(yaml: YamlModule, document: Document, lines: LineIndex): TreeDocument {
  const problems = document.errors.map(({message, pos}) => ({
    message: message.startsWith('Maximum call stack') ? TOO_DEEP : message,
    place: lines.placeOf(pos[0]),
  }));
  if (problems.length > 0 || document.contents === null) return {problems};
  const maker = new TreeMaker(yaml, lines);
  try {
    return {root: maker.convert(document.contents), problems};
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return {problems: [{message: error.message, place: maker.placeOf(error.range)}]};
  }
}

/**
 * What etcd's reader takes, and that of compose and Kubernetes too: no control characters, and no byte order mark but at
 * the beginning.
 * @see https://github.com/yaml/go-yaml/blob/v2/readerc.go
 */
const UNREADABLE_CHARACTER =
  /(?!^)\ufeff|[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Every document of a text with the places of its values. Never throws: what cannot be read is a problem of it. */
export function parseTrees(yaml: YamlModule, source: SourceText, lines: LineIndex): TreeDocument[] {
  const failed = (message: string, offset = 0): TreeDocument[] => [
    {problems: [{message, place: lines.placeOf(offset)}]},
  ];
  const unreadable = source.text.search(UNREADABLE_CHARACTER);
  if (unreadable !== -1) return failed('control characters are not allowed', unreadable);
  if (isTooDeep(source.text)) return failed(TOO_DEEP);
  try {
    const documents = withoutStacks(() =>
      yaml.parseAllDocuments(source.text, {
        version: '1.1',
        prettyErrors: false,
        // As etcd's reader: the last one counts.
        uniqueKeys: false,
      }),
    );
    return 'empty' in documents ? [] : documents.map(document => treeOf(yaml, document, lines));
  } catch (error) {
    return failed(errorMessage(error));
  }
}
