import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {restoreTo} from '../../src/lib/workflows/snapshots/restore-to.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec} from '../fakes/spec.js';

describe('snapshot restore --to', () => {
  it.each(['..', 'a/../..', ''])('takes no name that leads out of the folder: "%s"', async name => {
    const world = await aWorld(aSpec());
    const dir = join(world.folder, 'new');
    const input = {path: '/s.db', skipHashCheck: false, dir, name, dryRun: false};
    expect((await refusalOf(restoreTo(world.context, input))).code).toBe('E_USAGE');
  });
});
