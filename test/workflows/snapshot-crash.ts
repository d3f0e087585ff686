import {describe, expect, it} from 'vitest';

import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
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

/** Of any run here: a loop that ends before has met too few. */
const FEWEST_EFFECTS = 30;
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

/** What a scenario fails with; undefined where it does not. */
export function failureOf(scenario: Scenario, cluster: SpecContext): Promise<unknown> {
  return scenario.begin(cluster).then(
    () => undefined,
    (error: unknown) => error,
  );
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

export type Aborted = 'nothingBegun' | 'asBefore' | 'stayed';

/** Aborts what is open, also where the first try is killed; tells what came of it. */
export async function abortedAs({world}: Stage, killer: Killer): Promise<Aborted> {
  const first = await abort(world, killer).catch((error: unknown) => {
    if (!killer.hasKilled()) throw error;
    return undefined;
  });
  const stays = (await abort(world)) ?? first;
  if (stays === undefined) return 'nothingBegun';
  return stays.length === 0 ? 'asBefore' : 'stayed';
}

interface Expected {
  readonly where: string;
  readonly end: Exclude<Aborted, 'nothingBegun'>;
  readonly scenario: Scenario;
  readonly before: Portrait;
}

/** As before; or where a restore stayed, an undo brings that back; an undo that stayed has brought back what it is for. */
export async function assertAborted(stage: Stage, {where, end, scenario, before}: Expected): Promise<void> {
  if (end === 'asBefore') {
    expect({where, ...stateIn(await portraitOf(stage))}).toEqual({where, ...stateIn(before)});
    return;
  }
  if (scenario.begin !== undo) await undo(await clusterOf(stage.world));
  const {data, violations} = await portraitOf(stage);
  const keys = scenario.begin === undo ? scenario.ends.inUse : before.data['infra0']?.keys;
  expect({where, violations, keys: data['infra0']?.keys}).toEqual({where, violations: [], keys});
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
            expect(at).toBeGreaterThan(FEWEST_EFFECTS);
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
        const failed = await failureOf(scenario, await faultyClusterOf(stage.world, fault));
        if (!fault.hasKilled()) {
          expect(at).toBeGreaterThan(FEWEST_EFFECTS);
          break;
        }
        const where = `${code} at effect ${at}`;
        expect({where, failed}).toMatchObject({failed: {name: 'OpsError'}});
        await goOn(stage, scenario);

        expect({where, ...(await portraitOf(stage))}).toEqual({where, ...expected});
      }
    }, 240_000);

    it('killed at each effect, then aborted: as before, or undone as before', async () => {
      const before = await portraitOf(await aStage(scenario));
      const ends = {nothingBegun: 0, asBefore: 0, stayed: 0};
      for (let at = 1; ; at += stride) {
        const {stage, killer} = await killedAt(scenario, at, at % 4 === 1 ? 'before' : 'after');
        if (!killer.hasKilled()) break;
        const again = createKiller(at % 3 === 0 ? 0 : 1 + (at % 7), 'after');
        const end = await abortedAs(stage, again);
        ends[end]++;
        if (end === 'nothingBegun') continue;
        const where = `killed at effect ${at}, then aborted`;
        await assertAborted(stage, {where, end, scenario, before});
      }
      // What comes before the journal is little.
      expect(ends.nothingBegun).toBeLessThanOrEqual(3);
      expect(ends.asBefore).toBeGreaterThanOrEqual(Math.floor(20 / stride));
      expect(ends.stayed).toBeGreaterThanOrEqual(Math.floor(5 / stride));
    }, 240_000);
  });
}
