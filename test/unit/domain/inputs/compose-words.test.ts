import {describe, expect, it} from 'vitest';

import {interpolate} from '../../../../src/lib/domain/inputs/compose-interpolation.js';
import {splitComposeWords} from '../../../../src/lib/domain/inputs/compose-words.js';
import {MappedText} from '../../../../src/lib/domain/inputs/mapped-text.js';
import {textAt} from './read-input.js';
import {sourceOf} from './read-files.js';

function mapped(text: string): MappedText {
  return MappedText.ofFile(sourceOf('f', text));
}

const VARIABLES = new Map([
  ['A', {value: 'x'}],
  ['EMPTY', {value: ''}],
  ['B_1', {value: 'y z'}],
]);

describe('variables of compose', () => {
  it.each([
    ['$A ${A} ${B_1} a$A.b', 'x x y z ax.b', []],
    ['$$A $${A} $$', '$A ${A} $', []],
    ['${NO:-def} ${NO-def} ${A:-def} ${EMPTY:-def}|${EMPTY-def}', 'def def x def|', []],
    ['${NO:-} ${NO:-a:b=c-d}', ' a:b=c-d', []],
    ['${NO:-${A}} ${NO:-${NO:-$A}/$A}', 'x x/x', []],
    ['${A:+alt} ${A+alt}', 'alt alt', []],
    ['${NO} $NO', '${NO} $NO', ['${NO}', '$NO']],
    [
      '${NO:?must be set} ${A:?m} ${NO:+alt}',
      '${NO:?must be set} x ${NO:+alt}',
      ['${NO:?must be set}', '${NO:+alt}'],
    ],
    ['${NO:-a ${OTHER}}', 'a ${OTHER}', ['${OTHER}']],
    ['none', 'none', []],
  ])('in %j make %j', (text, expected, unresolved) => {
    const interpolated = interpolate(mapped(text), name => VARIABLES.get(name));

    expect(interpolated.value.text).toBe(expected);
    expect([...interpolated.value.unresolvedParts()]).toEqual(unresolved);
    expect(interpolated.invalidAt).toBeUndefined();
  });

  it.each([
    ['a $(hostname)', 2],
    ['$', 0],
    ['a$ b', 1],
    ['$A ${}', 3],
    ['${A', 0],
    ['${A!}', 0],
    ['$1', 0],
    ['${NO:-$(x)}', 0],
    ['${A:-${', 0],
  ])('in %j are invalid at %i', (text, invalidAt) => {
    expect(interpolate(mapped(text), name => VARIABLES.get(name)).invalidAt).toBe(invalidAt);
  });
});

describe('words of compose', () => {
  it.each([
    ['etcd  --name a\n--b', ['etcd', '--name', 'a', '--b']],
    [`etcd --name="a b" 'c d'e ""`, ['etcd', '--name=a b', 'c de', '']],
    ['a\\ b "c\\"d" \'e\\f\' g\\nh', ['a b', 'c"d', 'e\\f', 'g\nh']],
    ['echo $(a "b c)d e', ['echo', '$(a "b c)d', 'e']],
    ['echo `a b` c', ['echo', '`a b`', 'c']],
    ['"a;b" \'c|d\' e\\&f', ['a;b', 'c|d', 'e&f']],
    ['a#b # c', ['a#b', '#', 'c']],
    ['', []],
  ])('of %j are %j', (text, words) => {
    const split = splitComposeWords(mapped(text));

    expect(split.words.map(word => word.text)).toEqual(words);
    expect([split.cutAt, split.invalidAt]).toEqual([undefined, undefined]);
  });

  it.each([
    ['etcd --a > log --b', ['etcd', '--a'], '> log --b'],
    ['etcd 2>&1', ['etcd'], '>&1'],
    ['etcd a2>&1', ['etcd', 'a2'], '>&1'],
    ['a&&b', ['a'], '&&b'],
    ['a; b', ['a'], '; b'],
  ])('of %j end before an operator', (text, words, cut) => {
    const split = splitComposeWords(mapped(text));

    expect(split.words.map(word => word.text)).toEqual(words);
    expect(text.slice(split.cutAt)).toBe(cut);
  });

  it.each([
    ['a "b', 2],
    ["a 'b", 2],
    ['a "b\\', 2],
    ['a (b)', 2],
    ['a b)', 3],
    ['a $(b', 3],
    ['a `b', 2],
    ['a \\', 2],
  ])('of %j cannot be told', (text, invalidAt) => {
    expect(splitComposeWords(mapped(text)).invalidAt).toBe(invalidAt);
  });

  it('know where they stand', () => {
    const text = 'a "b c" d\\ e';

    expect(splitComposeWords(mapped(text)).words.map(word => textAt({f: text}, word.placeOf()))).toEqual([
      'a',
      'b c',
      'd\\ e',
    ]);
  });
});
