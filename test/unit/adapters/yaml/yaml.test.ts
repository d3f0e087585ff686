import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';

import {loadYaml, type Yaml} from '../../../../src/lib/adapters/yaml/yaml.js';

let yaml: Yaml;

beforeAll(async () => {
  yaml = await loadYaml();
});

describe('stringify', () => {
  // What etcd's own reader takes for a boolean, a number or nothing (asked of real etcd 3.4 and 3.7).
  it.each([
    ...'on off yes no y n Y NO true null ~ .inf .5 1.0 1e3 017'.split(' '),
    ...'1_000 1_0.5 1e_3 0x1f 0X1F 0x_1f 0o17 0O17 0o_7 0b11 0B11'.split(' '),
  ])('quotes the text %s', text => {
    const written = yaml.stringify({key: text});

    expect(written).toMatch(/^key: ["']/);
    expect(yaml.parse(written).toValue()).toEqual({key: text});
  });

  it.each([
    ['an empty text', ''],
    ['a text with a colon', 'a: b'],
    ['a text with a comment sign', 'a #b'],
    ['a text that begins with a star', '*a'],
    ['a text with a line end', 'a\nb\n'],
    ['spaces at the ends', ' a '],
    ['control characters', 'a\u0007b\u001b'],
    ['letters of all kinds', 'Größe 漢字 🙂'],
    ['a list of nothing', []],
    ['a block of nothing', {}],
    ['false', false],
    ['a large number', 8589934592],
    ['a duration in nanoseconds', 3_600_000_000_000],
    ['null', null],
  ])('keeps %s', (_, value) => {
    expect(yaml.parse(yaml.stringify({key: value})).toValue()).toEqual({key: value});
  });

  it('keeps all digits of a number that only a big integer holds', () => {
    const text = yaml.stringify({quota: 9_223_372_036_854_775_807n, other: 5, list: ['5']});

    expect(text).toBe('quota: 9223372036854775807\nother: 5\nlist:\n  - "5"\n');
  });

  it('shows a tab as what it is', () => {
    expect(yaml.stringify({a: '\t"', b: "it's\t"})).toBe('a: "\\t\\""\nb: "it\'s\\t"\n');
  });

  it('writes << as the text that it is', () => {
    const value = {'<<': {a: 1}, b: '<<', c: [{'<<': []}]};

    expect(yaml.parse(yaml.stringify(value)).toValue()).toEqual(value);
    expect(yaml.parse(yaml.stringify(value, {compact: true})).toValue()).toEqual(value);
  });

  it('keeps any value that JSON can hold', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter(key => key !== '__proto__'),
          fc.jsonValue({maxDepth: 2}),
        ),
        value => {
          const plain = JSON.parse(JSON.stringify(value)) as object;
          expect(yaml.parse(yaml.stringify(plain)).toValue()).toEqual(plain);
        },
      ),
      {numRuns: 200},
    );
  });

  it('writes no anchors for a value that stands in two places', () => {
    const shared = {a: 1};

    expect(yaml.stringify({one: shared, two: shared})).toBe('one:\n  a: 1\ntwo:\n  a: 1\n');
  });

  it('never breaks a long line', () => {
    const long = 'word '.repeat(100).trim();

    expect(yaml.stringify({key: long})).toBe(`key: ${long}\n`);
  });

  it('writes a comment above the first key', () => {
    const written = yaml.stringify({a: 1}, {comment: 'Made by etcdops.\nDo not edit.'});

    expect(written).toMatch(/^# Made by etcdops\.\n# Do not edit\.\n+a: 1\n$/);
  });

  it('puts short blocks below the first level on one line', () => {
    const node = (name: string) => ({name, role: 'member', host: '127.0.0.1', ports: {client: 2379}});
    const value = {
      etcd: {version: '3.7.3'},
      nodes: [node('infra0'), node('infra1')],
      long: {text: 'x'.repeat(120)},
    };

    expect(yaml.stringify(value, {compact: true}).split('\n')).toEqual([
      'etcd: {version: 3.7.3}',
      'nodes:',
      '  - {name: infra0, role: member, host: 127.0.0.1, ports: {client: 2379}}',
      '  - {name: infra1, role: member, host: 127.0.0.1, ports: {client: 2379}}',
      'long:',
      `  text: ${'x'.repeat(120)}`,
      '',
    ]);
  });
});

describe('parse', () => {
  it('reads as YAML 1.1', () => {
    const text = 'a: on\nb: no\nc: 1_000\nd: 0x1f\ne: "on"\nf: 3.7\ng: 3.7.3\n';

    expect(yaml.parse(text).toValue()).toEqual({
      a: true,
      b: false,
      c: 1000,
      d: 31,
      e: 'on',
      f: 3.7,
      g: '3.7.3',
    });
  });

  it('refuses aliases that blow up', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 9; n++)
      lines.push(`a${n}: &a${n} [${Array.from({length: 10}, () => `*a${n - 1}`).join(', ')}]`);
    const document = yaml.parse(`${lines.join('\n')}\n`);

    expect(() => document.toValue()).toThrow(expect.objectContaining({code: 'E_SPEC_UNREADABLE'}) as Error);
  });

  it('refuses an alias of nothing', () => {
    const document = yaml.parse('a: *x\n');

    expect(() => document.toValue()).toThrow(expect.objectContaining({code: 'E_SPEC_UNREADABLE'}) as Error);
  });

  it('takes a few aliases', () => {
    expect(yaml.parse('a: &x {b: 1}\nc: *x\n').toValue()).toEqual({a: {b: 1}, c: {b: 1}});
  });

  it.each([
    ['a key that stands twice', 'a: 1\nb: 2\na: 3\n', 3],
    ['a tab as indentation', 'a:\n\tb: 1\n', 2],
    ['a bracket that is not closed', 'a: 1\nb: [1, 2\n', 3],
    ['a quote that is not closed', 'a: "x\n', 2],
    ['a second document', 'a: 1\n---\nb: 2\n', 2],
  ])('has a problem with %s, and its line', (_, text, line) => {
    const {problems} = yaml.parse(text);

    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.message).not.toBe('');
    expect(problems[0]?.line).toBe(line);
  });

  it.each(['', '# nothing but a comment\n', '---\n'])('reads %j as nothing', text => {
    const document = yaml.parse(text);

    expect(document.problems).toEqual([]);
    expect(document.toValue() ?? null).toBeNull();
  });
});

describe('lineOf', () => {
  const text =
    '# a comment\ncluster: demo\nnodes:\n  - name: infra0\n    ports: {client: 2379}\n  # the second\n  - {name: infra1}\n';

  it.each<[path: (string | number)[], line: number]>([
    [['cluster'], 2],
    [['nodes'], 3],
    [['nodes', 0], 4],
    [['nodes', 0, 'ports'], 5],
    [['nodes', 0, 'ports', 'client'], 5],
    [['nodes', 1], 7],
    [['nodes', 1, 'name'], 7],
    // What is not there: the nearest parent.
    [['nodes', 1, 'ports', 'client'], 7],
    [['nodes', 5], 3],
    [['cluster', 'below'], 2],
    [['missing'], 2],
    [[], 2],
  ])('of %j is %i', (path, line) => {
    expect(yaml.parse(text).lineOf(path)).toBe(line);
  });

  it('is undefined where there is nothing', () => {
    expect(yaml.parse('').lineOf(['a'])).toBeUndefined();
  });
});

describe('set', () => {
  it('keeps comments and the order of keys', () => {
    const document = yaml.parse(
      '# our cluster\ncluster: demo # the name\n\n# etcd\netcd: {version: 3.7.2}\nnodes:\n  - name: infra0\n',
    );

    document.set(['etcd', 'version'], '3.7.3');
    document.set(['nodes', 0, 'host'], '10.0.0.1');
    document.set(['token'], 'on');

    expect(document.toString()).toBe(
      '# our cluster\ncluster: demo # the name\n\n# etcd\netcd: {version: 3.7.3}\nnodes:\n  - name: infra0\n    host: 10.0.0.1\ntoken: "on"\n',
    );
  });

  it('adds to a list', () => {
    const document = yaml.parse('nodes:\n  - {name: infra0}\n');

    document.set(['nodes', 1], {name: 'infra1'});

    expect(yaml.parse(document.toString()).toValue()).toEqual({nodes: [{name: 'infra0'}, {name: 'infra1'}]});
  });
});
