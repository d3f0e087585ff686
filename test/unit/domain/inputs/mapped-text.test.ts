import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {MappedText, MappedTextBuilder} from '../../../../src/lib/domain/inputs/mapped-text.js';
import {sourceOf} from './read-files.js';

function mapped(text: string): MappedText {
  return MappedText.ofFile(sourceOf('f', text));
}

/** Line, column and length of a part. */
function placeIn(text: MappedText, offset?: number, length?: number): (number | undefined)[] {
  const place = text.placeOf(offset, length);
  return [place.line, place.column, place.length];
}

describe('a mapped text', () => {
  const file = mapped('ab cd\n  ef=gh  \n');

  it.each([
    ['a part', file.slice(3, 5), 'cd', [1, 4, 2]],
    ['a part without its blanks', file.slice(6, 15).trimmed(), 'ef=gh', [2, 3, 5]],
    ['nothing but blanks', mapped(' \t').trimmed(), '', [1, 3, 0]],
    ['a part of a part', file.slice(6).slice(2, 7).slice(3), 'gh', [2, 6, 2]],
    ['an empty part', file.slice(4, 4), '', [1, 5, 0]],
    ['all lines as far as the first one goes', file, file.text, [1, 1, 5]],
  ])('knows where %s stands', (_, text, expected, place) => {
    expect(text.text).toBe(expected);
    expect(placeIn(text)).toEqual(place);
  });

  it('lets one text stand for another', () => {
    const built = new MappedTextBuilder(file.lines)
      .copy(file, 0, 3)
      .put('longer', {of: file, start: 3, end: 5})
      .copy(file, 8, 10)
      .build();

    expect(built.text).toBe('ab longeref');
    expect(placeIn(built, 1, 1)).toEqual([1, 2, 1]);
    expect(placeIn(built, 5, 2)).toEqual([1, 4, 2]);
    expect(placeIn(built, 9, 2)).toEqual([2, 3, 2]);
    // From what was put in up to the end of its line.
    expect(placeIn(built, 4)).toEqual([1, 4, 2]);
  });

  it('of nothing stands at the beginning', () => {
    expect(placeIn(new MappedTextBuilder(file.lines).build())).toEqual([1, 1, 0]);
  });

  it('knows where each character stands, whatever it is made of', () => {
    const part = fc.record({start: fc.nat(40), length: fc.nat(8), isPut: fc.boolean()});
    fc.assert(
      fc.property(fc.string({minLength: 1, maxLength: 40}), fc.array(part), (text, parts) => {
        const whole = mapped(text);
        const builder = new MappedTextBuilder(whole.lines);
        for (const {start, length, isPut} of parts) {
          const from = Math.min(start, text.length);
          const to = Math.min(from + length, text.length);
          if (isPut) builder.put('\u0000', {of: whole, start: from, end: to});
          else builder.copy(whole, from, to);
        }
        const built = builder.build();
        for (let offset = 0; offset < built.text.length; offset++) {
          const [start, end] = built.originOf(offset, offset + 1);
          if (built.text[offset] !== '\u0000') expect(text.slice(start, end)).toBe(built.text[offset]);
        }
      }),
    );
  });
});
