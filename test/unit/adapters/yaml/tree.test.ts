import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';

import {loadYaml, type Yaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import {
  valueAt,
  type TreeDocument,
  type TreeNode,
  type TreeScalar,
} from '../../../../src/lib/domain/inputs/tree.js';

let yaml: Yaml;

beforeAll(async () => {
  yaml = await loadYaml();
});

const FILE = 'etcd.yaml';

function treesOf(text: string): TreeDocument[] {
  return yaml.parseTrees({file: FILE, path: `/w/${FILE}`, text});
}

function rootOf(text: string): TreeNode {
  const [document] = treesOf(text);
  expect(document?.problems).toEqual([]);
  return document!.root!;
}

/** A tree as JSON; of a key that stands twice the last value, as `entryOf` takes it. */
function plain(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({key, value}) => [key.text, plain(value)]));
}

/** What stands in the text at the place of a node. */
function textAt(text: string, {place}: TreeNode): string {
  const line = text.split('\n')[place.line! - 1]!;
  return line.slice(place.column! - 1, place.column! - 1 + place.length!);
}

describe('values', () => {
  it.each([
    ['a: 1\nb: [x, 2]\nc: {d: true}\n', {a: 1, b: ['x', 2], c: {d: true}}],
    ['a: on\nb: no\nc: ~\nd: "on"\n', {a: true, b: false, c: null, d: 'on'}],
    ['a: 0x10\nb: 1_000\nc: 1e3\n', {a: 16, b: 1000, c: 1000}],
    ['a: 2001-01-01\nb: !!binary aGk=\nc: !own x\n', {a: '2001-01-01', b: 'aGk=', c: 'x'}],
    ['a: |\n  x\n  y\nb: >-\n  x\n  y\n', {a: 'x\ny\n', b: 'x y'}],
    ['a:\nb:\n  - \n', {a: null, b: [null]}],
    ['\ufeffa: 1\n', {a: 1}],
    ['a: 1\r\nb:\r\n  - x\r\n', {a: 1, b: ['x']}],
    ['1: a\ntrue: b\n? [x, y]\n: c\n', {1: 'a', true: 'b', '': 'c'}],
    ['a: 1\na: 2\n', {a: 2}],
    ['a: &x {b: 1}\nc: *x\n', {a: {b: 1}, c: {b: 1}}],
    ['a: &x 1\nb: &x 2\nc: *x\n', {a: 1, b: 2, c: 2}],
    // A reference brings no anchors of its own: the `&y` above `*y` is the second one.
    ['a: &x {b: &y 1}\nc: &y 2\nd: *x\ne: *y\n', {a: {b: 1}, c: 2, d: {b: 1}, e: 2}],
  ])('of %j are %j', (text, value) => {
    expect(plain(rootOf(text))).toEqual(value);
  });

  it.each([
    ['a: &x {b: 1, c: 1}\nd: {<<: *x, c: 2}\n', {b: 1, c: 2}],
    ['a: &x {b: 1, c: 1}\nd: {c: 2, <<: *x}\n', {b: 1, c: 2}],
    ['a: [&x {b: 1}, &y {b: 2, c: 2}]\nd: {<<: [*x, *y]}\n', {b: 1, c: 2}],
    ['d: {<<: {b: 1}}\n', {b: 1}],
    ['d: {"<<": 1}\n', {'<<': 1}],
    ['d: {<<: 1, b: 2}\n', {b: 2}],
  ])('merged by %j are %j', (text, value) => {
    expect(plain(valueAt(rootOf(text), 'd')!)).toEqual(value);
  });

  it('keep a key that stands twice, in order', () => {
    const root = rootOf('a: 1\na: 2\n');

    expect(root).toMatchObject({entries: [{value: {value: 1}}, {value: {value: 2}}]});
  });

  it.each([
    ['a: 0x10', '0x10', false],
    ['a: "1"', '1', true],
    ["a: 'it''s'", "it's", true],
    ['a: !!str 5', '5', false],
    ['a: |-\n  on', 'on', true],
    ['a: 2001-01-01', '2001-01-01', false],
  ])('know how %j is written', (text, written, quoted) => {
    expect(valueAt(rootOf(text), 'a')).toMatchObject({text: written, quoted} satisfies Partial<TreeScalar>);
  });
});

describe('places', () => {
  const text = 'a: &x {b: one}\nc:\n  - "two"\n  - *x\nd: {<<: *x}\ne:\r\n  three\n';
  it.each([
    [['a', 'b'], 'one'],
    [['a'], '{b: one}'],
    [['d', 'b'], 'one'],
    [['e'], 'three'],
  ])('of %j is that of %s', (path, expected) => {
    expect(textAt(text, valueAt(rootOf(text), ...path)!)).toBe(expected);
  });

  it('of a value in quotes is that of the quotes too', () => {
    const list = valueAt(rootOf(text), 'c');

    expect(list).toMatchObject({
      kind: 'list',
      items: [{place: {file: FILE, line: 3, column: 5, length: 5}}, {}],
    });
  });

  it('of nothing is that of its key', () => {
    expect(valueAt(rootOf('a: 1\n? bc\n'), 'bc')?.place).toEqual({file: FILE, line: 2, column: 3, length: 2});
  });
});

describe('documents', () => {
  it.each([
    ['', []],
    ['# nothing\n', []],
    ['---\n', [null]],
    ['a: 1\n---\nb: 2\n...\n', [{a: 1}, {b: 2}]],
    ['%YAML 1.2\n---\na: b\n', [{a: 'b'}]],
  ])('of %j are %j', (text, expected) => {
    expect(treesOf(text).map(({root}) => (root === undefined ? undefined : plain(root)))).toEqual(expected);
  });

  it('have problems of their own', () => {
    const [first, second] = treesOf('a: 1\n---\nb: [\n');

    expect(first).toMatchObject({problems: [], root: {kind: 'map'}});
    expect(second?.root).toBeUndefined();
    expect(second?.problems[0]?.place).toMatchObject({file: FILE, line: 4});
  });
});

/** Each level names the one before ten times: a thousand million values in a kilobyte. */
const BOMB = [
  'a0: &a0 [x]',
  ...Array.from({length: 9}, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(10)}]`),
].join('\n');

/** References to references, each some levels deeper. */
const TOWER = [
  'a0: &a0 [x]',
  ...Array.from({length: 30}, (_, at) => `a${at + 1}: &a${at + 1} ${'['.repeat(9)}*a${at}${']'.repeat(9)}`),
].join('\n');

describe('problems', () => {
  it.each([
    ['a tab as indentation', 'a:\n\tb: 1\n', 'Tabs are not allowed as indentation', 2],
    ['an open bracket', 'a: [1, 2\n', 'must be sufficiently indented', 2],
    ['a reference to nothing', 'a: 1\nb: *x\n', '*x refers to &x, which does not stand above it', 2],
    ['a reference to what follows', 'a: *x\nb: &x 1\n', 'which does not stand above it', 1],
    ['a reference to itself', 'a: &x\n  b: *x\n', '*x refers to &x, which contains it', 2],
    ['an alias bomb', BOMB, 'its references make it too large', 7],
    ['references nested too deeply', TOWER, 'it is nested too deeply', 24],
    ['201 levels', `${'['.repeat(202)}${']'.repeat(202)}`, 'it is nested too deeply', 1],
    ['10,000 brackets', '['.repeat(10_000), 'it is nested too deeply', 1],
    ['a binary', 'a: 1\nb: \u0000\u0001\u007f', 'control characters are not allowed', 2],
    ['a byte order mark inside', 'a: 1\n\ufeffb: 2', 'control characters are not allowed', 2],
    ['half a character', 'a: \ud800', 'control characters are not allowed', 1],
  ])('say so of %s', (_, text, message, line) => {
    const [document] = treesOf(text);

    expect(document?.root).toBeUndefined();
    expect(document?.problems[0]?.message).toContain(message);
    expect(document?.problems[0]?.place).toMatchObject({file: FILE, line});
  });

  it.each([
    ['200 levels', `${'['.repeat(200)}${']'.repeat(200)}`],
    ['a long line of blanks', `a: 1\n${' '.repeat(100_000)}\nb: 2\n`],
    ['the same value referred to a thousand times', `a: &x {b: 1}\nc: [${'*x, '.repeat(1000)}]\n`],
  ])('are none with %s', (_, text) => {
    expect(treesOf(text)).toMatchObject([{problems: [], root: {}}]);
  });
});

describe('any text', () => {
  const word = fc.constantFrom(
    ...[
      'a',
      'b: ',
      '- ',
      '? ',
      ': ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&x ',
      '*x',
      '<<: *x',
      '"',
      "'",
      '|',
      '>-',
      '\n',
      '\n  ',
      '\n    ',
    ],
    ...[
      '\t',
      '#',
      '---\n',
      '...\n',
      '%YAML 1.2\n',
      '!!str ',
      '!x ',
      '~',
      '0x1',
      '\\',
      '\r\n',
      '\u0000',
      '\ufeff',
      '\u2028',
    ],
  );
  const texts = fc.oneof(
    fc.array(word, {maxLength: 40}).map(words => words.join('')),
    fc.string({unit: 'binary', maxLength: 60}),
  );

  it('is read without an exception, and each value has a place in it', () => {
    fc.assert(
      fc.property(texts, text => {
        const lines = text.split('\n').length;
        const check = (node: TreeNode): void => {
          expect(node.place.line).toBeLessThanOrEqual(lines);
          if (node.kind === 'list') node.items.forEach(check);
          if (node.kind === 'map') node.entries.forEach(({key, value}) => [key, value].forEach(check));
        };
        for (const {root, problems} of treesOf(text)) {
          if (root !== undefined) check(root);
          expect(root === undefined || problems.length === 0).toBe(true);
        }
      }),
      {numRuns: 3000},
    );
  });
});
