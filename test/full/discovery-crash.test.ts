import {describe, expect, it} from 'vitest';

import {MOMENTS} from '../fakes/crash-world.js';
import {bootstrapThenAgain, upWithoutItsService} from '../workflows/discovery-crash.js';

describe.each(MOMENTS)('killed %s an effect', moment => {
  describe.each(['3.5.35', '3.7.3'])('by discovery of etcd %s', version => {
    it('bootstrap --start: the same line again, or up, ends with one token used and no service left', async () => {
      expect(await bootstrapThenAgain(moment, version)).toBeGreaterThan(25);
    }, 60_000);

    it('up, whose service is killed with it: the next one goes on with what has registered', async () => {
      expect(await upWithoutItsService(moment, version)).toBeGreaterThan(10);
    }, 60_000);
  });
});
