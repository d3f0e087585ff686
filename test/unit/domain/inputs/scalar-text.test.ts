import {describe, expect, it} from 'vitest';

import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import {MappedText} from '../../../../src/lib/domain/inputs/mapped-text.js';
import {scalarText} from '../../../../src/lib/domain/inputs/scalar-text.js';
import {valueAt} from '../../../../src/lib/domain/inputs/tree.js';
import {textAt} from './read-input.js';
import {sourceOf} from './read-files.js';

const yaml = await loadYaml();

/** The text of `a`, and what stands where its last word stands. */
function lastWordOf(text: string): string[] {
  const source = sourceOf('f', text);
  const [document] = yaml.parseTrees(source);
  const scalar = valueAt(document?.root, 'a');
  if (scalar?.kind !== 'scalar') throw new Error(`no scalar: ${text}`);
  const mapped = scalarText(scalar, MappedText.ofFile(source));
  const start = mapped.text.trimEnd().search(/\S+$/);
  return [mapped.text, textAt({f: text}, mapped.placeOf(start, mapped.text.trimEnd().length - start))];
}

describe('the text of a scalar', () => {
  it.each([
    ['a: one two\n', 'one two', 'two'],
    ['a: "one two"\n', 'one two', 'two'],
    ["a: 'one two'\n", 'one two', 'two'],
    ['a: |\n  one\n  two\n', 'one\ntwo\n', 'two'],
    ['a: >-\n  one\n  two\n', 'one two', 'two'],
    ['a: >\n  one\n\n    two\n', 'one\n\n  two\n', 'two'],
    ['a: one\n  two\n', 'one two', 'two'],
    ['a: "one\n  two"\n', 'one two', 'two'],
    ['a: |2-\n    one\n    two\n', '  one\n  two', 'two'],
    ['a: > # a remark\r\n  one\r\n  two\r\n', 'one two\n', 'two'],
    ['a: &x !!str two\n', 'two', 'two'],
    // An escape is not what it stands for, so that all of it is where the scalar is.
    ['a: "one \\x74wo"\n', 'one two', '"one \\x74wo"'],
    ["a: 'it''s two'\n", "it's two", "'it''s two'"],
    ['a: "one\\\n  two"\n', 'onetwo', '"one\\'],
  ])('%j is %j, and its last word stands at %j', (text, value, last) => {
    expect(lastWordOf(text)).toEqual([value, last]);
  });

  it('that is empty stands where its quotes are', () => {
    const source = sourceOf('f', 'a: ""\n');
    const scalar = valueAt(yaml.parseTrees(source)[0]?.root, 'a');

    expect(scalar?.kind === 'scalar' && scalarText(scalar, MappedText.ofFile(source)).placeOf()).toEqual({
      file: 'f',
      line: 1,
      column: 4,
      length: 2,
    });
  });
});
