import {describe, expect, it} from 'vitest';

import {OpsError} from '../../src/lib/errors/ops-error.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import type {Killer} from '../fakes/crash.js';
import {intercepted} from '../fakes/intercepted.js';
import {clusterOf} from './membership-scenarios.js';
import {failureOf} from './snapshot-crash.js';
import {
  aStage,
  goOn,
  portraitOf,
  SCENARIOS,
  type Portrait,
  type Scenario,
  type Stage,
} from './snapshot-scenarios.js';

/** Ctrl-C right before the n-th effect (from 1), which happens all the same: it is under way. */
function createInterrupter(at: number, controller: AbortController): Killer {
  let effects = 0;
  return {
    effects: () => effects,
    hasKilled: () => controller.signal.aborted,
    watch: (real, mutators) =>
      intercepted(real, mutators, act => {
        if (++effects === at) controller.abort(new OpsError('E_INTERRUPTED', 'interrupted'));
        return act();
      }),
  };
}

/** The steps that run at the same time end what they have begun, and a save puts its half away. */
const MOST_EFFECTS_LEFT = 12;

interface Interrupted {
  readonly stage: Stage;
  readonly failed: unknown;
  readonly wasInterrupted: boolean;
  /** What has happened after it. */
  readonly effectsLeft: number;
}

async function interruptedAt(scenario: Scenario, at: number): Promise<Interrupted> {
  const stage = await aStage(scenario);
  const controller = new AbortController();
  const interrupter = createInterrupter(at, controller);
  const {adapters, loaded}: SpecContext = await clusterOf(stage.world, interrupter);
  const failed = await failureOf(scenario, {adapters: {...adapters, signal: controller.signal}, loaded});
  const effectsLeft = interrupter.effects() - at;
  return {stage, failed, wasInterrupted: controller.signal.aborted, effectsLeft};
}

/** What was done to processes may be done twice. */
function withoutEvents({events: _, ...portrait}: Portrait): object {
  return portrait;
}

/** Each scenario with Ctrl-C at each `stride`-th effect. */
export function interruptMatrix(stride: number): void {
  describe.each(SCENARIOS)('with Ctrl-C: $name', scenario => {
    it('at each effect: it ends as interrupted, and resumed as if it had not been', async () => {
      const whole = await aStage(scenario);
      await scenario.begin(await clusterOf(whole.world));
      const expected = withoutEvents(await portraitOf(whole));
      let interrupted = 0;
      let at = 1;
      for (; ; at += stride) {
        const {stage, failed, wasInterrupted, effectsLeft} = await interruptedAt(scenario, at);
        if (!wasInterrupted) break;
        const where = `Ctrl-C at effect ${at}`;
        expect({where, effectsLeft}).toSatisfy(() => effectsLeft <= MOST_EFFECTS_LEFT);
        // After the last step it comes too late.
        if (failed !== undefined) {
          interrupted++;
          expect({where, failed}).toMatchObject({failed: {code: 'E_INTERRUPTED', exitCode: 130}});
        }
        await goOn(stage, scenario);

        expect({where, ...withoutEvents(await portraitOf(stage))}).toEqual({where, ...expected});
      }
      expect(at).toBeGreaterThan(30);
      expect(interrupted).toBeGreaterThanOrEqual(Math.floor(25 / stride));
    }, 240_000);
  });
}
