import {describe, expect, it} from 'vitest';

import {listExported, readShellText} from '../../../../src/lib/domain/inputs/shell-lexer.js';
import {last, read, shown, textOf} from './shell-commands.js';

describe('variables', () => {
  it.each([
    ['A=1; a $A ${A} "$A" x${A}y', ['a', '1', '1', '1', 'x1y']],
    ['a $A', ['a', '?$A']],
    ['a --name=$A-${B}', ['a', '?--name=$A-${B}']],
    ['A="b c"; a $A "$A" x$A', ['a', 'b', 'c', 'b c', 'xb', 'c']],
    ['A=" b  c "; a x$A"y"', ['a', 'x', 'b', 'c', 'y']],
    ['A=; a $A "$A" x$A', ['a', '', 'x']],
    ['a ${A:-b} ${A-c} ${A:=d} $A', ['a', 'b', 'c', 'd', 'd']],
    ['A=; a ${A:-b} ${A-c} ${A:+d} ${A+e}', ['a', 'b', 'e']],
    ['A=1; a ${A:-b} ${A-c} ${A:=d} ${A:+e} ${A:?f}', ['a', '1', '1', '1', 'e', '1']],
    ['a ${A:+b} ${A:?c}', ['a', '?${A:+b}', '?${A:?c}']],
    ['B=1; a ${A:-x$B"y z"}', ['a', 'x1y z']],
    ['a "${A:-it\'s}"', ['a', "it's"]],
    ['A=1; a ${A%x} ${#A} ${A/1/2} ${!A}', ['a', '?${A%x}', '?${#A}', '?${A/1/2}', '?${!A}']],
    ['A=$(hostname); a $A ${A:-b}', ['a', '?$A', '?${A:-b}']],
    ['A=1 B=$A; a $B', ['a', '1']],
    ['A=1; A=2 a $A', ['A=2', 'a', '1']],
    ['A=1 a; b $A', ['b', '?$A']],
    ["A=1; a '$A' \\$A", ['a', '$A', '$A']],
    ['A=b; A+=c; a $A', ['a', 'bc']],
    ['A+=c; a $A', ['a', '?$A']],
    ['A=(b "c d"); A+=(e); a "${A[@]}" $A', ['a', 'b', 'c d', 'e', 'b']],
    ['A=(b\n# no\n c); a x"${A[@]}"y', ['a', 'xb', 'cy']],
    ['A=1; unset A; a x$A ${A-b}', ['a', 'x', 'b']],
    ['a $1 "$@" $# $? $$', ['a', '?$1', '?$@', '?$#', '?$?', '?$$']],
    ['for A in b c; do a $A; done', ['a', '?$A']],
    ['A=1; read A; a $A', ['a', '?$A']],
    ['A=~/x; a $A', ['a', '?$A']],
    ['local A=1; declare -r B=2; readonly C=3; a $A $B $C', ['a', '1', '2', '3']],
    ['A=1; if b; then A=2; fi; a $A', ['a', '?$A']],
    ['if b; then A=2; else a $A; fi', ['a', '?$A']],
    ['if b; then A=2; a $A; fi', ['a', '2']],
    ['A=1; if b; then A=1; fi; a $A', ['a', '1']],
    ['if b; then A=1; else B=2; fi; a ${A:-x} ${B:-y}', ['a', '?${A:-x}', '?${B:-y}']],
    ['A=1; (A=2); a $A', ['a', '1']],
    ['A=1; { A=2; }; a $A', ['a', '2']],
    ['A=1; f() { A=2; }; a $A', ['a', '?$A']],
    ['A=1; case x in x) A=2;; esac; a $A', ['a', '?$A']],
    ['case x in x) A=2;; *) a $A;; esac', ['a', '?$A']],
    ['[ -n "$A" ] || A=1; a $A', ['a', '?$A']],
    ['[ -z "$A" ] && A=1; a $A', ['a', '?$A']],
    ['mkdir x && A=1 && a $A', ['a', '1']],
    ['b || { A=1; B=2; }; a $A $B', ['a', '?$A', '?$B']],
    ['constructor; __proto__ x; a', ['a']],
  ])('%j', (text, expected) => {
    expect(last(text)).toEqual(expected);
  });

  it('takes what the caller knows', () => {
    expect(last('a $A ${B:-c}', {known: {A: '1', B: '2'}})).toEqual(['a', '1', '2']);
  });

  it.each([
    ['cd "$(dirname "$0")/../.."; a $PWD', '/w', ['a', '/w']],
    ['cd $(dirname $0); a "$(pwd)"/x', '/w/nodes/a', ['a', '/w/nodes/a/x']],
    ['cd `dirname "$0"`; a', '/w/nodes/a', ['a']],
    ['D=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd); cd "$D"; a $D', '/w/nodes', ['a', '/w/nodes']],
    ['cd "${0%/*}" && a', '/w/nodes/a', ['a']],
    ['cd /x/y; cd ../z; a $PWD', '/x/z', ['a', '/x/z']],
    ['cd data; a', '/w/nodes/a/data', ['a']],
    ['cd "$HOME"; a $PWD', '$HOME', ['a', '?$PWD']],
    ['cd -; a', '~', ['a']],
    ['(cd /x; b); a', undefined, ['a']],
  ])('follows the folder: %j', (text, folder, words) => {
    const known = new Map([
      ['0', '/w/nodes/a/run.sh'],
      ['BASH_SOURCE', '/w/nodes/a/run.sh'],
    ]);

    const command = readShellText(textOf(text), known).at(-1)!;

    expect([command.folder, shown(command)]).toEqual([folder, words]);
  });
});

describe('what programs get', () => {
  it.each([
    ['A=1; a', []],
    ['export A=1; a', ['A=1']],
    ['export A=1 B="b c"; a', ['A=1', 'B=b c']],
    ['A=1; export A; A=2; a', ['A=2']],
    ['export A; A=1; a', ['A=1']],
    ['export A; a', ['?A=$A']],
    ['A=1; B=2; export A B; a', ['A=1', 'B=2']],
    ['set -a; A=1; set +a; B=1; a', ['A=1']],
    ['set -o allexport; A=1; set +o allexport; B=1; a', ['A=1']],
    ['set -eua\nA=1\na', ['A=1']],
    ['set -eu -o pipefail\nA=1\na', []],
    ['export A=1; unset A; a', []],
    ['export A=1; export A=2; a', ['A=2']],
    ['declare -x A=1; declare B=2; a', ['A=1']],
    ['(export A=1); a', []],
    ['if b; then export A=1; fi; a', ['?A=1']],
    [': "${A:=b}"; export A; a', ['A=b']],
    ['export A=$(hostname); a', ['?A=$(hostname)']],
  ])('%j', (text, expected) => {
    const variables = listExported(read(text).at(-1)!.exported);

    expect(shown({assignments: variables, words: []})).toEqual(expected);
  });
});
