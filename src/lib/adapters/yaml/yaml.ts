import {isDeepStrictEqual} from 'node:util';

import {LineIndex, type SourceText} from '../../domain/inputs/place.js';
import type {TreeDocument} from '../../domain/inputs/tree.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {isTooDeep, TOO_DEEP} from './nesting.js';
import {offsetOf} from './offset-of.js';
import {readPlainBlock} from './plain-block.js';
import {parseTrees} from './tree.js';

export interface YamlProblem {
  readonly message: string;
  readonly fix: string;
  /** From 1. */
  readonly line: number;
}

/** A parsed document that still knows where each value stands and what comments it has. */
export interface YamlDocument {
  readonly problems: readonly YamlProblem[];
  /** The plain value; throws an `OpsError` where aliases would blow it up. */
  toValue(): unknown;
  /** The line (from 1) of the value, key or nearest parent that exists. */
  lineOf(path: readonly (string | number)[]): number | undefined;
  set(path: readonly (string | number)[], value: unknown): void;
  /** With the comments that belong to it; those of its neighbours stay. */
  delete(path: readonly (string | number)[]): void;
  toString(): string;
}

/** YAML as etcd reads it: version 1.1, in which `on`, `no` and `1_000` are no texts. */
export interface Yaml {
  parse(text: string): YamlDocument;
  /** Every document of a file that is not ours, as etcd's reader takes it; its problems are in the result. */
  parseTrees(source: SourceText): TreeDocument[];
  /** Reads its own output back before it returns it. */
  stringify(value: object, options?: StringifyOptions): string;
}

export interface StringifyOptions {
  /** Put above the first key, one `#` line for each of its lines. */
  readonly comment?: string;
  /** Blocks of keys below the first level stand on one line where they fit. */
  readonly compact?: boolean;
}

/** What fits on a line with some room to spare. */
const COMPACT_LENGTH = 110;

/** More references than this to anchors is no configuration but an attack on the reader's memory. */
const MAX_ALIASES = 100;

const MERGE_TAG = 'tag:yaml.org,2002:merge';

type YamlModule = typeof import('yaml');

interface Words {
  readonly message: string;
  readonly fix: string;
}

interface ParserError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

const NESTED: Words = {message: TOO_DEEP, fix: 'write plain keys, a few levels deep'};

/** The line at an offset, as it may be shown. */
function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return printable(/^[^\n]{0,80}/.exec(text.slice(start))?.[0] ?? '');
}

/** The words of the parser, or better ones where its own do not help, and what to write. */
function wordsFor(text: string, {code, message, pos}: ParserError): Words {
  const line = lineAt(text, pos[0]);
  if (message.startsWith('Maximum call stack')) return NESTED;
  switch (code) {
    case 'DUPLICATE_KEY':
      return duplicateKey(text, pos[0]);
    case 'TAB_AS_INDENT':
      return {message: `a tab begins the line "${line}"`, fix: 'indent with spaces'};
    case 'TAG_RESOLVE_FAILED':
      return {
        message: `an unknown tag in "${line}"`,
        fix: 'write the value alone, without the word that begins with !',
      };
    case 'MULTIPLE_DOCS':
      return {message, fix: 'remove the line --- and what stands below it'};
    default:
      return {
        message: `${message} ("${line}")`,
        fix: 'write key: value, with quotes around a value that has : # { [ in it',
      };
  }
}

/** yaml says only that keys must be unique; which one stands at the position. */
function duplicateKey(text: string, offset: number): Words {
  const [key = ''] = /^[^:\n]{1,80}/.exec(text.slice(offset)) ?? [];
  return {
    message: `the key "${printable(key.trim())}" stands here for the second time`,
    fix: 'remove one of the two',
  };
}

function parseDocument(yaml: YamlModule, text: string): YamlDocument {
  const lineCounter = new yaml.LineCounter();
  const tooDeep = isTooDeep(text) ? [{...NESTED, line: 1}] : [];
  const document = yaml.parseDocument(tooDeep.length > 0 ? '' : text, {
    version: '1.1',
    lineCounter,
    prettyErrors: false,
    uniqueKeys: true,
  });
  return {
    problems: [
      ...tooDeep,
      ...[...document.errors, ...document.warnings].map(problem => ({
        ...wordsFor(text, problem),
        line: lineCounter.linePos(problem.pos[0]).line,
      })),
    ],
    toValue() {
      try {
        return document.toJS({maxAliasCount: MAX_ALIASES}) as unknown;
      } catch (error) {
        const why = error instanceof RangeError ? TOO_DEEP : errorMessage(error);
        throw new OpsError('E_SPEC_UNREADABLE', `the YAML cannot be read: ${why}`, {
          cause: error,
          hints: ['write the values out where references (*name) stand'],
        });
      }
    },
    lineOf(path) {
      for (let length = path.length; length >= 0; length--) {
        const offset = offsetOf(yaml, document.contents, path.slice(0, length));
        if (offset !== undefined) return lineCounter.linePos(offset).line;
      }
      return undefined;
    },
    set(path, value) {
      const isBlock = typeof value === 'object' && value !== null;
      const flow = isBlock && JSON.stringify(value).length <= COMPACT_LENGTH;
      document.setIn(path, isBlock ? document.createNode(value, {flow}) : value);
    },
    delete(path) {
      document.deleteIn(path);
      const parent = document.getIn(path.slice(0, -1), true);
      // The blank line that parted it from the one before it, which there is none of any more.
      const first = yaml.isSeq(parent) ? parent.items[0] : undefined;
      if (yaml.isNode(first)) first.spaceBefore = false;
    },
    toString: () => document.toString({lineWidth: 0, flowCollectionPadding: false}),
  };
}

/**
 * Quotes what some reader might take for a number: `0o17`, `1e_3`, `0X1F` are texts to YAML 1.1 and numbers to etcd's
 * reader. Addresses and versions, with two dots and more, are texts to all. `<<` would draw another block in.
 */
function quoteMisleading(yaml: YamlModule, document: InstanceType<YamlModule['Document']>): void {
  yaml.visit(document, {
    Scalar(_, scalar) {
      const {value} = scalar;
      // A tab is seen where it is written `\t`.
      if (value === '<<' || (typeof value === 'string' && value.includes('\t'))) scalar.type = 'QUOTE_DOUBLE';
      if (typeof value !== 'string' || !/^[-+]?\.?\d[\da-fxob_.+-]*$/i.test(value)) return;
      if (value.split('.').length <= 2) scalar.type = 'QUOTE_DOUBLE';
    },
  });
}

function makeCompact(yaml: YamlModule, document: InstanceType<YamlModule['Document']>): void {
  yaml.visit(document, {
    Collection(_, collection, path) {
      const isRoot = path.length <= 1;
      // A list of blocks keeps a line for each, also where there is only one.
      const isPlain = yaml.isMap(collection) || collection.items.every(item => yaml.isScalar(item));
      const fits = !isRoot && isPlain && JSON.stringify(collection.toJSON()).length <= COMPACT_LENGTH;
      if (fits) collection.flow = true;
    },
  });
}

function hasBigInt(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  return Object.values(value).some(hasBigInt);
}

/** As the reader gives it when it keeps all digits. */
function withBigInts(value: unknown): unknown {
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withBigInts);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withBigInts(item)]));
}

/** In both versions: etcd's reader takes a little of each. */
function readsBack(yaml: YamlModule, text: string, value: object): boolean {
  if (isDeepStrictEqual(readPlainBlock(text), value)) return true;
  const intAsBigInt = hasBigInt(value);
  const expected = intAsBigInt ? withBigInts(value) : value;
  const tokens = [...new yaml.Parser().parse(text)];
  return (['1.1', '1.2'] as const).every(version => {
    const [document, ...others] = new yaml.Composer({version, intAsBigInt}).compose(tokens);
    const isRead = document !== undefined && document.errors.length === 0 && others.length === 0;
    return isRead && isDeepStrictEqual(document.toJS(), expected);
  });
}

export async function loadYaml(): Promise<Yaml> {
  const {default: yaml} = await import('yaml');
  return {
    parse: text => parseDocument(yaml, text),
    parseTrees: source => parseTrees(yaml, source, new LineIndex(source)),
    stringify(value, {comment, compact = false} = {}) {
      const document = new yaml.Document(value, {
        version: '1.1',
        aliasDuplicateObjects: false,
        // Ours are keys; with this tag the package would write `<<` bare, which is an order to merge.
        customTags: tags => tags.filter(tag => typeof tag === 'string' || tag.tag !== MERGE_TAG),
      });
      quoteMisleading(yaml, document);
      if (compact) makeCompact(yaml, document);
      if (comment !== undefined) document.commentBefore = comment.replace(/^/gm, ' ');
      const text = document.toString({lineWidth: 0, flowCollectionPadding: false});
      if (!readsBack(yaml, text, value)) {
        throw new OpsError('E_BUG', 'YAML that was written does not read back as what was meant');
      }
      return text;
    },
  };
}
