import {expect, it} from 'vitest';

import {upWithoutItsService} from './discovery-crash.js';

// The whole matrix: test/full/discovery-crash.test.ts
it('up by discovery, killed after each effect and its service with it: the next one ends it, with one token used', async () => {
  expect(await upWithoutItsService('after', '3.7.3')).toBeGreaterThan(10);
}, 60_000);
