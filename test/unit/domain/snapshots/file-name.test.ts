import {expect, it} from 'vitest';

import {unusedName} from '../../../../src/lib/domain/snapshots/file-name.js';
import {manifestPathOf} from '../../../../src/lib/domain/snapshots/manifest.js';

it.each([
  [[], 's.db'],
  [['s.db'], 's-2.db'],
  [['s.db', 's-2.db', 's-4.db'], 's-3.db'],
  // The manifest alone: the snapshot was moved away.
  [[manifestPathOf('s.db')], 's-2.db'],
])('beside %j a snapshot is called %s', (taken, name) => {
  expect(unusedName('s.db', taken)).toBe(name);
});
