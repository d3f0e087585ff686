import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';

import {readPlainBlock} from '../../../../src/lib/adapters/yaml/plain-block.js';
import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';

const yaml = await loadYaml();

/** Texts that YAML 1.1 takes for a boolean, a number, a time, null, a merge key or an indicator. */
const treacherous = fc.constantFrom(
  ...[
    'y',
    'n',
    'Yes',
    'NO',
    'on',
    'Off',
    'true',
    'False',
    'null',
    '~',
    '',
    ' ',
    '<<',
    '=',
    '-',
    '- a',
    '? b',
    'a: b',
    '#x',
    'x #y',
  ],
  ...[
    '0',
    '007',
    '0o7',
    '0x1F',
    '1_000',
    '1e3',
    '.5',
    '-.inf',
    '.NaN',
    '12:30:45',
    '190:20:30',
    '2001-12-14',
    '0b101',
    '+1',
    '1.',
  ],
  ...[
    "'",
    '"',
    '`',
    '@a',
    '*a',
    '&a',
    '!a',
    '%a',
    '|',
    '>',
    '[',
    '{',
    ',',
    'a\nb',
    'a\n',
    '\na',
    ' a',
    'a ',
    '\t',
    'a\tb',
    '\u0085',
    '\u2028',
    '\ufeff',
  ],
);
const text = fc
  .oneof(treacherous, fc.string({maxLength: 20}), fc.string({unit: 'binary', maxLength: 8}))
  .filter(value => !/\p{Surrogate}/u.test(value));
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double({noNaN: true, noDefaultInfinity: true}).filter(value => !Object.is(value, -0)),
  fc.boolean(),
);
/** Keys are names of settings, hosts and services; among them some that look like something else. */
const key = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,12}$/),
  fc.constantFrom(
    'y',
    'on',
    'No',
    '0',
    '1_000',
    'null',
    '~',
    '12:30:45',
    '2001-12-14',
    '1e3',
    '::1',
    '#a',
    '- a',
    '? b',
  ),
);
const config = fc.dictionary(
  key,
  fc.oneof(
    scalar,
    fc.array(text, {maxLength: 4}),
    fc.dictionary(key, scalar, {maxKeys: 3, noNullPrototype: true}),
  ),
  {maxKeys: 6, noNullPrototype: true},
);

describe('YAML 1.1', () => {
  it.each([false, true])('is read as what was written (compact: %s)', compact => {
    fc.assert(
      fc.property(config, value => {
        const written = yaml.stringify(value, {compact, comment: 'made by a test\nof two lines'});
        const document = yaml.parse(written);

        expect(document.problems).toEqual([]);
        expect(document.toValue()).toEqual(value);
      }),
      {numRuns: 300},
    );
  });

  it('a rewritten document keeps every other value', () => {
    fc.assert(
      fc.property(config, scalar, (value, changed) => {
        const document = yaml.parse(yaml.stringify({token: 'old', rest: value}));

        document.set(['token'], changed);

        expect(yaml.parse(document.toString()).toValue()).toEqual({token: changed, rest: value});
      }),
      {numRuns: 200},
    );
  });
});

describe('the short way to read back', () => {
  /** Whatever it reads, both versions of the parser read as the same; what it leaves to them is no matter. */
  function agrees(source: string): void {
    const short = readPlainBlock(source);
    if (short === undefined) return;
    for (const version of ['1.1', '1.2'] as const) {
      expect(parse(source, {version, logLevel: 'error'}) ?? {}).toEqual(short);
    }
  }

  it.each([false, true])('agrees with the parser on all that we write (compact: %s)', compact => {
    fc.assert(
      fc.property(config, value => {
        agrees(yaml.stringify(value, {compact}));
      }),
      {numRuns: 500},
    );
  });

  it('agrees with the parser on values that nobody has quoted', () => {
    const place = fc.constantFrom('a: ', 'a:\n  b: ', 'a: b\nc: ', 'a-b: ');
    fc.assert(
      fc.property(place, fc.oneof(text, scalar.map(String), key), (before, value) => {
        agrees(`${before}${value}`);
        agrees(`${before}${value}\nz: /end`);
      }),
      {numRuns: 3000},
    );
  });

  it('agrees with the parser on keys that nobody has quoted', () => {
    fc.assert(
      fc.property(fc.oneof(text, key), name => {
        agrees(`${name}: b`);
        agrees(`a:\n  ${name}: b`);
      }),
      {numRuns: 2000},
    );
  });
});
