import {describe, expect, it} from 'vitest';

import {listExported} from '../../../../src/lib/domain/inputs/shell-lexer.js';
import type {SourcedText} from '../../../../src/lib/domain/inputs/shell-surroundings.js';
import {last, read, shown, textOf} from './shell-commands.js';

describe('words', () => {
  it.each([
    [`etcd --name a`, ['etcd', '--name', 'a']],
    [`etcd --name 'a b' "c d"`, ['etcd', '--name', 'a b', 'c d']],
    [`etcd a'b'"c"d\\ e`, ['etcd', 'abcd e']],
    [`etcd '' ""`, ['etcd', '', '']],
    [`etcd "a\\"b\\$c\\\\d\\e"`, ['etcd', 'a"b$c\\d\\e']],
    [`etcd 'it'\\''s'`, ['etcd', `it's`]],
    [`etcd \\\n  --name=a \\\n  --data-dir=b`, ['etcd', '--name=a', '--data-dir=b']],
    [`etcd \\\r\n  --name=a\r\n`, ['etcd', '--name=a']],
    [`etcd --na\\\nme=a`, ['etcd', '--name=a']],
    [`etcd a#b # a comment 'x`, ['etcd', 'a#b']],
    ['etcd –name “a”', ['etcd', '–name', '“a”']],
    [`etcd "a\nb"`, ['etcd', 'a\nb']],
    [`etcd a>b 2>&1 >>log </dev/null &>x 3<>y >|z c`, ['etcd', 'a', 'c']],
    [`etcd > log.txt --name 2> "my log" a`, ['etcd', '--name', 'a']],
    [`etcd a2>b`, ['etcd', 'a2']],
    [`etcd --x=$'a\\'b'`, ['etcd', `?--x=$'a\\'b'`]],
    [`etcd > >(tee log) --name a`, ['etcd', '--name', 'a']],
    [`etcd $`, ['etcd', '$']],
    [`etcd a$ b`, ['etcd', 'a$', 'b']],
    [`etcd ~/data a~`, ['etcd', '?~/data', 'a~']],
    [`etcd \\`, ['etcd', '\\']],
  ])('%j', (text, expected) => {
    expect(last(text)).toEqual(expected);
  });
});

describe('commands', () => {
  it.each([
    ['a; b & c && d || e | f |& g\nh', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']],
    ['{ a; b; }; (c; d)', ['a', 'b', 'c', 'd']],
    ['if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
    ['while a; do b; done\nuntil c\ndo d\ndone', ['a', 'b', 'c', 'd']],
    ['for x in a b c; do d; done', ['d']],
    ['for x; do d; done', ['d']],
    ['for x in a \\\n b\ndo\nd\ndone; e', ['d', 'e']],
    ['for ((i = 0; i < 3; i++)); do a; done; ((i << 2))\nb', ['a', '?((i << 2))', 'b']],
    ['case $1 in\na|b) c;;\n(d) e ;; *)\nf\nesac\ng', ['c', 'e', 'f', 'g']],
    ['f() { a; }\nfunction g { b; }\nfunction h() { c; }\nd', ['a', 'b', 'c', 'd']],
    ['! a', ['a']],
    ['[ -n "$A" ] && a', ['[ -n ?$A ]', 'a']],
    ['cat <<EOF\netcd --name a\nEOF\nb', ['cat', 'b']],
    ["cat <<-'E O' > x; a\n\tetcd\n\tE O\nb", ['cat', 'a', 'b']],
    ['cat <<A <<B\n1\nA\n2\nB\nc', ['cat', 'c']],
    ['cat <<EOF\nopen', ['cat']],
    ['cat <<<"etcd" a', ['cat a']],
    ['a $(b; c) `d; e` f', ['a ?$(b; c) ?`d; e` f']],
    ['a "$(b "c d" \')\')" e', [`a ?$(b "c d" ')') e`]],
    ['a $((1 << 2)) b', ['a ?$((1 << 2)) b']],
    ["a $(b # it's\n) c", ["a ?$(b # it's\n) c"]],
    ['a "open', ['a open']],
    ['a $(open', ['a ?$(open']],
    ['fi done esac } ) ;; a', ['a']],
    ['', []],
  ])('%j', (text, expected) => {
    expect(read(text).map(command => shown(command).join(' '))).toEqual(expected);
  });
});

describe('files that a script reads', () => {
  const files: Readonly<Record<string, string>> = {
    'a.env': 'A=1\nB="2 3"\n',
    self: '. self; A=$A+',
  };
  const sourced: SourcedText = ({text}) =>
    files[text] === undefined ? undefined : textOf(files[text], text);

  it.each([
    ['. a.env; a $A "$B"', ['a', '1', '2 3']],
    ['[ -f a.env ] && . a.env; a $A', ['a', '1']],
    ['source none; a ${A:-b}', ['a', '?${A:-b}']],
    ['A=; . self; a x', ['a', 'x']],
  ])('%j', (text, expected) => {
    expect(last(text, {sourced})).toEqual(expected);
  });

  it('exports what a file sets, and points into it', () => {
    const [variable] = listExported(read('set -a; . a.env; set +a; a', {sourced}).at(-1)!.exported);

    expect(variable).toEqual({name: 'A', value: '1', place: {file: 'a.env', line: 1, column: 3, length: 1}});
  });

  it('says that a file is not here', () => {
    const commands = read('b; . none; a', {sourced});

    expect(commands.map(({isIncomplete}) => isIncomplete)).toEqual([undefined, undefined, true]);
  });
});

describe('places', () => {
  it.each([
    ['a --name x', 1, [1, 3, 6]],
    [`a 'b c'`, 1, [1, 3, 5]],
    ['a \\\n  "b"', 1, [2, 3, 3]],
    ['A="b c"; a $A', 1, [1, 12, 2]],
    ['é 😀 a', 2, [1, 6, 1]],
  ])('of the words of %j', (text, index, [line, column, length]) => {
    const {place} = read(text).at(-1)!.words[index]!;

    expect(place).toEqual({file: 'a.sh', line, column, length});
  });

  it.each([
    ['AB="c d"', [1, 4, 5]],
    ['\nexport A=b', [2, 10, 1]],
    ['A=', [1, 1, 2]],
  ])('of the value in %j', (text, [line, column, length]) => {
    expect(read(text)[0]!.assignments[0]!.place).toEqual({file: 'a.sh', line, column, length});
  });

  it('of a whole command', () => {
    expect(read('b; A=1 a \\\n c')[1]!.place).toEqual({file: 'a.sh', line: 1, column: 4, length: 10});
  });
});
