import {describe, expect, it} from 'vitest';

import {findOpenRun, listRuns} from '../../src/lib/queries/run-journals.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {abortRun, planAbort} from '../../src/lib/workflows/runs/abort-run.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {createKiller} from '../fakes/crash.js';
import {MOMENTS} from '../fakes/crash-world.js';
import {aRotationWorld} from '../fakes/rotation-world.js';
import {
  assertAsBefore,
  assertRotated,
  brokenInUse,
  inUse,
  MEMBERS_ONLY,
  NO_PASSPHRASE,
  rotate,
  withKiller,
} from '../fakes/rotation-run.js';

/** So many effects in: some certificates are of the new CA. */
const UNDONE_FROM = 16;

describe('tls rotate-ca killed at any effect', () => {
  it.each(MOMENTS)(
    'comes to the same end when it is resumed, and restarts no node a third time (%s)',
    async moment => {
      let kills = 0;
      for (let at = 1; ; at++) {
        const world = await aRotationWorld(MEMBERS_ONLY);
        const before = inUse(world);
        const killer = createKiller(at, moment);
        await rotate(withKiller(world, killer)).catch(() => undefined);
        if (!killer.hasKilled()) break;
        kills++;
        expect(world.quarrels(), `effect ${at}`).toEqual([]);
        expect(brokenInUse(world), `effect ${at}`).toEqual([]);

        // Before the journal there is no run: the line is typed again.
        const {adapters} = world.context;
        const runs = await listRuns(adapters, world.folder);
        if (runs.length === 0) await rotate(world.context);
        else {
          const recorded = await findOpenRun(adapters, world.folder, undefined);
          await resumeRun(world.context, recorded, {dryRun: false, askPassphrase: NO_PASSPHRASE});
        }

        await assertRotated(world, before);
        const starts = world.host.events.filter(event => event.startsWith('start'));
        expect(starts, `effect ${at}`).toHaveLength(6);
      }

      expect(kills).toBeGreaterThan(25);
    },
    300_000,
  );

  it('goes back to the old CA when it is aborted before that is dropped', async () => {
    let aborts = 0;
    for (let at = 1; ; at++) {
      const world = await aRotationWorld(MEMBERS_ONLY);
      const before = inUse(world);
      await rotate(withKiller(world, createKiller(at, 'after'))).catch(() => undefined);
      const recorded = await findOpenRun(world.context.adapters, world.folder, undefined);
      const plan = await planAbort(world.context, {recorded, askPassphrase: NO_PASSPHRASE});
      if (plan.stays.length > 0) break;

      await abortRun(world.context, recorded, plan);

      aborts++;
      assertAsBefore(world, before);
    }

    expect(aborts).toBeGreaterThan(20);
  }, 300_000);

  it('goes on undoing where an abort was killed', async () => {
    let kills = 0;
    for (let at = 1; ; at++) {
      const world = await aRotationWorld(MEMBERS_ONLY);
      const before = inUse(world);
      await rotate(withKiller(world, createKiller(UNDONE_FROM, 'after'))).catch(() => undefined);
      const abort = async (context: SpecContext): Promise<void> => {
        const recorded = await findOpenRun(context.adapters, world.folder, undefined);
        const plan = await planAbort(context, {recorded, askPassphrase: NO_PASSPHRASE});
        await abortRun(context, recorded, plan);
      };
      const killer = createKiller(at, 'after');
      await abort(withKiller(world, killer)).catch(() => undefined);
      if (!killer.hasKilled()) break;
      kills++;
      expect(world.quarrels(), `effect ${at}`).toEqual([]);

      await abort(world.context);

      assertAsBefore(world, before);
    }

    expect(kills).toBeGreaterThan(8);
  }, 300_000);
});
