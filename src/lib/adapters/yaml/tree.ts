import type {LineIndex, SourceText} from '../../domain/inputs/place.js';
import type {TreeDocument, TreeEntry, TreeNode, TreeScalar} from '../../domain/inputs/tree.js';
import {errorMessage} from '../../errors/ops-error.js';

type YamlModule = typeof import('yaml');
type Place = ReturnType<LineIndex['placeOf']>;

/** Values of a document with all references resolved; more is no configuration but an attack on memory. */
const MAX_NODES = 500_000;
const MAX_DEPTH = 200;

/** Thrown inside a conversion, caught where it began. */
class TooMuch extends Error {}

interface Conversion {
  readonly yaml: YamlModule;
  readonly document: InstanceType<YamlModule['Document']>;
  readonly lines: LineIndex;
  nodes: number;
}

function placeOf({lines}: Conversion, range: readonly number[] | null | undefined): Place {
  const [start = 0, end = start] = range ?? [];
  return lines.placeOf(start, end - start);
}

/** A `<<` key brings in what another map has; its own keys win, so they come behind. */
function mergedEntries(conversion: Conversion, value: unknown, depth: number): TreeEntry[] {
  const node = convert(conversion, value, depth);
  if (node.kind === 'map') return [...node.entries];
  return node.kind === 'list' ? node.items.flatMap(item => (item.kind === 'map' ? item.entries : [])) : [];
}

function keyOf(conversion: Conversion, key: unknown, depth: number): TreeScalar {
  const node = convert(conversion, key, depth);
  if (node.kind === 'scalar') return node;
  return {kind: 'scalar', value: null, text: '', quoted: false, place: node.place};
}

function convert(conversion: Conversion, node: unknown, depth: number): TreeNode {
  const {yaml, document} = conversion;
  if (++conversion.nodes > MAX_NODES) throw new TooMuch('its references make it too large');
  if (depth > MAX_DEPTH) throw new TooMuch('it is nested too deeply');
  if (yaml.isAlias(node)) return convert(conversion, node.resolve(document), depth + 1);
  if (yaml.isMap(node)) {
    const merged: TreeEntry[] = [];
    const own: TreeEntry[] = [];
    for (const {key, value} of node.items) {
      if (yaml.isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
        merged.push(...mergedEntries(conversion, value, depth + 1));
        continue;
      }
      const converted = keyOf(conversion, key, depth + 1);
      own.push({
        key: converted,
        value: value === null ? nothingAt(converted) : convert(conversion, value, depth + 1),
      });
    }
    return {kind: 'map', entries: [...merged, ...own], place: placeOf(conversion, node.range)};
  }
  if (yaml.isSeq(node)) {
    const items = node.items.map(item => convert(conversion, item, depth + 1));
    return {kind: 'list', items, place: placeOf(conversion, node.range)};
  }
  return scalarOf(conversion, node);
}

function nothingAt({place}: TreeScalar): TreeScalar {
  return {kind: 'scalar', value: null, text: '', quoted: false, place};
}

function scalarOf(conversion: Conversion, node: unknown): TreeScalar {
  const {yaml} = conversion;
  if (!yaml.isScalar(node)) {
    return {kind: 'scalar', value: null, text: '', quoted: false, place: placeOf(conversion, undefined)};
  }
  const {value, source, type, range} = node;
  const plain = type === undefined || type === 'PLAIN';
  const isKnown = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  const text = source ?? (isKnown ? String(value ?? '') : '');
  return {
    kind: 'scalar',
    // A date or a binary is a text to whoever decodes it into a text.
    value: isKnown ? (value as TreeScalar['value']) : text,
    text: plain ? text : String(value),
    quoted: !plain,
    place: placeOf(conversion, range?.slice(0, 2)),
  };
}

function problemsOf(
  document: InstanceType<YamlModule['Document']>,
  lines: LineIndex,
): TreeDocument['problems'] {
  return document.errors.map(({message, pos}) => ({
    message: message.startsWith('Maximum call stack') ? 'it is nested too deeply' : message,
    place: lines.placeOf(pos[0]),
  }));
}

/** Every document of a text with the places of its values. Never throws: what cannot be read is a problem of it. */
export function parseTrees(yaml: YamlModule, source: SourceText, lines: LineIndex): TreeDocument[] {
  const failed = (error: unknown): TreeDocument => {
    const message = error instanceof RangeError ? 'it is nested too deeply' : errorMessage(error);
    return {problems: [{message, place: {file: source.file, line: 1}}]};
  };
  let documents: InstanceType<YamlModule['Document']>[];
  try {
    const parsed = yaml.parseAllDocuments(source.text, {
      version: '1.1',
      prettyErrors: false,
      // As etcd's reader: the last one counts.
      uniqueKeys: false,
    });
    documents = 'empty' in parsed ? [] : parsed;
  } catch (error) {
    return [failed(error)];
  }
  return documents.map(document => {
    const problems = problemsOf(document, lines);
    const {contents} = document;
    if (problems.length > 0 || contents === null) return {problems};
    try {
      return {root: convert({yaml, document, lines, nodes: 0}, contents, 0), problems};
    } catch (error) {
      return failed(error);
    }
  });
}
