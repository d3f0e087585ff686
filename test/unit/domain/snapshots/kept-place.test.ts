import {expect, it} from 'vitest';

import {keptPlace} from '../../../../src/lib/domain/snapshots/kept-place.js';

it.each<[what: string, paths: readonly string[], shown: string]>([
  ['one by its path', ['data/infra0.replaced-RUN'], 'data/infra0.replaced-RUN'],
  [
    'several in one folder by that',
    ['data/infra0.replaced-RUN', 'data/infra1.replaced-RUN'],
    'data/NAME.replaced-RUN',
  ],
  [
    'several by their ending alone',
    ['data/infra0.replaced-RUN', '/wal/infra0.replaced-RUN'],
    '….replaced-RUN',
  ],
  ['none by the ending', [], '….replaced-RUN'],
])('shows %s', (_, paths, shown) => {
  expect(keptPlace(paths, 'replaced-RUN')).toBe(shown);
});
