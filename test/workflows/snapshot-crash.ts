import {describe, expect, it} from 'vitest';

import {createKiller, type Killer} from '../fakes/crash.js';
import {createFault} from '../fakes/fault.js';
import {abort, clusterOf} from './membership-scenarios.js';
import {
  aStage,
  faultyClusterOf,
  goOn,
  portraitOf,
  SCENARIOS,
  undo,
  type Portrait,
  type Scenario,
  type Stage,
} from './snapshot-scenarios.js';

const MOMENTS = ['before', 'after'] as const;

interface Killed {
  readonly stage: Stage;
  readonly killer: Killer;
}

async function killedAt(scenario: Scenario, at: number, moment: (typeof MOMENTS)[number]): Promise<Killed> {
  const stage = await aStage(scenario);
  const killer = createKiller(at, moment);
  await scenario.begin(await clusterOf(stage.world, killer)).catch((error: unknown) => {
    if (!killer.hasKilled()) throw error;
  });
  return {stage, killer};
}

/**
 * What stays after an abort: what an undo has saved, and the folder into which it had set files aside, empty but for what
 * it had written in their place.
 */
const STAYS = /^\.etcdops\/(?:snapshots|removed(?:$|\/gateway0-RUN\.undone))/;

/** What an abort brings back; processes may have been stopped and started. */
function stateIn({events: _, rest, ...portrait}: Portrait): object {
  const files = rest.files.filter(path => !STAYS.test(path));
  return {...portrait, ...rest, files};
}

/**
 * Every scenario with a kill at each `stride`-th effect; each write of the journal is one. What stands after one effect
 * stands before the next: with 2 all of them are met.
 */
export function crashMatrix(stride: number): void {
  describe.each(SCENARIOS)('$name', scenario => {
    it.each(MOMENTS)(
      'killed %s each effect, then resumed: as if it had never been killed',
      async moment => {
        const whole = await aStage(scenario);
        await scenario.begin(await clusterOf(whole.world));
        const expected = await portraitOf(whole);
        expect(expected.violations).toEqual([]);
        const {infra0, ...others} = expected.data;
        const kept = Object.entries(others).filter(([name]) => name.startsWith('infra0.'));
        expect({inUse: infra0?.keys, kept: kept[0]?.[1]?.keys}).toEqual(scenario.ends);
        expect(kept).toHaveLength(1);
        for (let at = 1; ; at += stride) {
          const {stage, killer} = await killedAt(scenario, at, moment);
          if (!killer.hasKilled()) {
            expect(at).toBeGreaterThan(30);
            break;
          }
          // Some are killed a second time.
          const again = createKiller(at % 3 === 0 ? 0 : 1 + (at % 11), moment);
          await goOn(stage, scenario, again).catch((error: unknown) => {
            if (!again.hasKilled()) throw error;
          });
          await goOn(stage, scenario);

          const where = `killed ${moment} effect ${at}`;
          expect({where, ...(await portraitOf(stage))}).toEqual({where, ...expected});
        }
      },
      240_000,
    );

    it('with a disk that fails at each effect: an error that says so, and resumed as if it had not', async () => {
      const whole = await aStage(scenario);
      await scenario.begin(await clusterOf(whole.world));
      const expected = await portraitOf(whole);
      for (let at = 1; ; at += stride) {
        const code = (['EIO', 'ENOSPC', 'EACCES'] as const)[at % 3]!;
        const stage = await aStage(scenario);
        const fault = createFault(at, code);
        const failed: unknown = await scenario.begin(await faultyClusterOf(stage.world, fault)).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (!fault.hasKilled()) break;

        const where = `${code} at effect ${at}`;
        if (failed !== undefined) expect({where, failed}).toMatchObject({failed: {name: 'OpsError'}});
        await goOn(stage, scenario);

        expect({where, ...(await portraitOf(stage))}).toEqual({where, ...expected});
      }
    }, 240_000);

    it('killed at each effect, then aborted: as before, or undone as before', async () => {
      const before = await portraitOf(await aStage(scenario));
      for (let at = 1; ; at += stride) {
        const {stage, killer} = await killedAt(scenario, at, at % 4 === 1 ? 'before' : 'after');
        if (!killer.hasKilled()) break;
        const again = createKiller(at % 3 === 0 ? 0 : 1 + (at % 7), 'after');
        const first = await abort(stage.world, again).catch((error: unknown) => {
          if (!again.hasKilled()) throw error;
          return undefined;
        });
        const stays = (await abort(stage.world)) ?? first;

        const where = `killed at effect ${at}, then aborted`;
        if (stays === undefined) continue;
        if (stays.length === 0)
          expect({where, ...stateIn(await portraitOf(stage))}).toEqual({where, ...stateIn(before)});
        else if (scenario.begin !== undo) {
          await undo(await clusterOf(stage.world));
          const {data, violations} = await portraitOf(stage);
          const content = before.data['infra0'];
          expect({where, violations, content: data['infra0']}).toEqual({where, violations: [], content});
        }
      }
    }, 240_000);
  });
}
