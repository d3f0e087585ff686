import {expect, it} from 'vitest';

import {Gaps} from '../../../../src/lib/domain/inputs/gaps.js';

it('puts back what was written', () => {
  const gaps = new Gaps();
  const host = gaps.markFor('$(hostname)')!;

  expect(host).toHaveLength(1);
  expect(gaps.markFor('$(hostname)')).toBe(host);
  expect(gaps.restore(`http://${host}:${gaps.markFor('$PORT')!}`)).toEqual({
    text: 'http://$(hostname):$PORT',
    isOpen: true,
  });
});

it('leaves characters alone that it did not put there', () => {
  expect(new Gaps().restore('a\ue000b')).toEqual({text: 'a\ue000b', isOpen: false});
});

it('ends where there are no more characters', () => {
  const gaps = new Gaps();
  const marks = Array.from({length: 6401}, (_, index) => gaps.markFor(`$${index}`));

  expect(new Set(marks).size).toBe(6401);
  expect(marks.at(-1)).toBeUndefined();
});
