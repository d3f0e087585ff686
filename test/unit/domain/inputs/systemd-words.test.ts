import {describe, expect, it} from 'vitest';

import {MappedText} from '../../../../src/lib/domain/inputs/mapped-text.js';
import {expandSpecifiers, unitNameOf} from '../../../../src/lib/domain/inputs/systemd-specifiers.js';
import {readUnit} from '../../../../src/lib/domain/inputs/systemd-unit.js';
import {splitSystemdWords} from '../../../../src/lib/domain/inputs/systemd-words.js';
import {textAt} from './read-input.js';
import {sourceOf} from './read-files.js';

function mapped(text: string): MappedText {
  return MappedText.ofFile(sourceOf('f', text));
}

// Each row was asked of systemd 252; `test/integration/systemd-reader.test.ts` asks it many more.
describe('words of systemd', () => {
  it.each([
    ['a b  c', ['a', 'b', 'c']],
    ['"a b" \'c d\'', ['a b', 'c d']],
    ['--name="a b" x\'y\'"z"', ['--name=a b', 'xyz']],
    ['"" \'\' a""', ['', '', 'a']],
    ['"it\'s" \'say "x"\'', ["it's", 'say "x"']],
    ['\\x41\\101\\u00e9\\s\\t\\\\ "\\"" \'\\\'\'', ['AAé \t\\', '"', "'"]],
    ['a\\ b', ['a\\ b']],
    ['\\q \\x4 \\400 \\x00 \\u0000', ['\\q', '\\x4', '\\400', '\\x00', '\\u0000']],
    ['\\U0001F642', ['🙂']],
    ['a#b #c', ['a#b', '#c']],
    ['a\\', ['a\\']],
    ['a\u00a0b', ['a\u00a0b']],
    ['', []],
  ])('of %j are %j', (text, words) => {
    const split = splitSystemdWords(mapped(text));

    expect(split.words.map(({value}) => value.text)).toEqual(words);
    expect(split.openQuote).toBeUndefined();
  });

  it.each([
    ['a "b', 2],
    ["a 'b\\'", 2],
    ['a="b" c="d\\"', 8],
    ['"\\', 0],
  ])('of %j end at an open quote', (text, openQuote) => {
    expect(splitSystemdWords(mapped(text)).openQuote).toBe(openQuote);
  });

  it.each([
    ['a  bc d', 1, 'bc'],
    ['a "b c" d', 1, 'b c'],
    ['a --x="b c" d', 1, '--x="b c'],
    ['a "" d', 1, ''],
    ['a b\\x41 d', 1, 'b\\x41'],
  ])('of %j know where they stand', (text, index, expected) => {
    expect(textAt({f: text}, splitSystemdWords(mapped(text)).words[index]!.value.placeOf())).toBe(expected);
  });
});

describe('specifiers', () => {
  it.each([
    ['%n %N %p %i %I', 'etcd.service', 'etcd.service etcd etcd  ', []],
    ['%n %N %p %i', 'etcd@infra0.service', 'etcd@infra0.service etcd@infra0 etcd infra0', []],
    ['%i %I %j %J %P', 'a-b@c-d\\x2de.service', 'c-d\\x2de c/d-e b b a/b', []],
    ['%i-%p', 'etcd@.service', '%i-etcd', ['%i']],
    ['%H %m %%', 'etcd.service', '%H %m %', ['%H', '%m']],
    ['%- 50% %', 'etcd.service', '%- 50% %', []],
    ['%n', 'etcd.conf', '%n', ['%n']],
  ])('%j in %s are %j', (text, file, expected, unresolved) => {
    const specified = expandSpecifiers(mapped(text), unitNameOf(`/etc/systemd/system/${file}`));

    expect(specified.value.text).toBe(expected);
    expect([...specified.value.unresolvedParts()]).toEqual(unresolved);
    expect(specified.unknownAt).toBeUndefined();
  });

  it.each(['a%2Fb', 'a%zb', 'a%%%x'])('are not all of the letters in %j', text => {
    const {unknownAt} = expandSpecifiers(mapped(text), unitNameOf('/w/etcd.service'));

    expect(text.slice(unknownAt, unknownAt! + 2)).toMatch(/^%[2zx]$/);
  });
});

describe('lines of a unit', () => {
  /** `section key=value` of each line. */
  function linesOf(text: string): string[] {
    return readUnit(sourceOf('f', text)).lines.map(({section, key, value, brokenAt}) =>
      [
        section,
        value === undefined ? key.text : `${key.text}=${value.text}`,
        ...(brokenAt ? ['broken'] : []),
      ].join(' '),
    );
  }

  it.each([
    ['[Service]\nA = 1 \n', ['Service A=1']],
    ['A=1\n[Unit]\nC=3', [' A=1', 'Unit C=3']],
    ['[S]\nA=1\\\n2\n', ['S A=1 2']],
    ['[S]\nA=1 \\\n# remark\n  ; remark\n  2 \\\n\n3=4\n', ['S A=1    2', 'S 3=4']],
    ['[S]\nA=1\\\\\nB=2\n', ['S A=1\\\\', 'S B=2']],
    ['[S]\nA=1 \\ \n--b\n', ['S A=1 broken', 'S --b']],
    ['[S]\n# A=1 \\\nB=2\n  #C=3\n;D=4\n', ['S B=2']],
    ['\ufeff[S]\r\nA=1 \\\r\n  2\r\n', ['S A=1    2']],
    ['[S]\nA=1\\', ['S A=1']],
    ['[S]\nA=\n=1\n', ['S A=', 'S =1']],
    ['', []],
  ])('%j are %j', (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  it.each([
    ['[Unit]\nA=1\n[Service # remark]x\nB=2', {why: 'bad-header', place: {line: 3, column: 1, length: 19}}],
    [`[S]\nA=${'a'.repeat(1024 * 1024)}`, {why: 'too-long', place: {line: 2, column: 1}}],
    [`[S]\nA=${'aaa\\\n'.repeat(300_000)}`, {why: 'too-long'}],
  ])('are none where systemd gives up', (text, unreadable) => {
    expect(readUnit(sourceOf('f', text))).toMatchObject({lines: [], unreadable});
  });
});
