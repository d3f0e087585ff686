import {describe, expect, it} from 'vitest';

import type {Host} from '../../src/lib/adapters/host/host.js';
import {OpsError} from '../../src/lib/errors/ops-error.js';
import {HOST_MUTATORS} from '../../src/lib/workflows/runs/read-only.js';
import {createKiller} from '../fakes/crash.js';
import {intercepted} from '../fakes/intercepted.js';
import {clusterOf} from './membership-scenarios.js';
import {abortedAs, assertAborted, failureOf} from './snapshot-crash.js';
import {
  aStage,
  goOn,
  portraitOf,
  SCENARIOS,
  type Portrait,
  type Scenario,
  type Stage,
} from './snapshot-scenarios.js';

/** A machine where one thing, such as `stop infra0`, fails when it is first tried, and changes nothing. */
function stubbornHost(host: Host, what: string): Host {
  let hasFailed = false;
  return intercepted(host, HOST_MUTATORS, async (act, {key, args}) => {
    if (hasFailed || what !== `${key} ${(args[0] as {name: string}).name}`) return act();
    hasFailed = true;
    throw new OpsError('E_TOOL_FAILED', `${what} fails`);
  });
}

async function failedAt(scenario: Scenario, what: string): Promise<Stage> {
  const stage = await aStage(scenario);
  const {adapters, loaded} = await clusterOf(stage.world);
  const host = stubbornHost(adapters.host, what);
  const error = await failureOf(scenario, {adapters: {...adapters, host}, loaded});
  const message = expect.stringContaining(what) as string;
  expect({what, error}).toMatchObject({error: {code: 'E_PARTWAY', message}});
  return stage;
}

/** What was done to processes may be done twice. */
function withoutEvents({events: _, ...portrait}: Portrait): object {
  return portrait;
}

/** Each scenario with each stop or start failing that is so named. */
export function stopMatrix(named: RegExp): void {
  describe.each(SCENARIOS)('with a process that withstands: $name', scenario => {
    it('an error that says which, then resumed as if it had not, or aborted', async () => {
      const before = await portraitOf(await aStage(scenario));
      const whole = await aStage(scenario);
      await scenario.begin(await clusterOf(whole.world));
      const expected = await portraitOf(whole);
      const events = new Set(expected.events.filter(what => named.test(what)));
      expect([...events]).toContain('stop infra0');
      for (const what of events) {
        const resumed = await failedAt(scenario, what);
        await goOn(resumed, scenario);
        const portrait = withoutEvents(await portraitOf(resumed));
        expect({what, ...portrait}).toEqual({what, ...withoutEvents(expected)});

        const aborted = await failedAt(scenario, what);
        const end = await abortedAs(aborted, createKiller(0, 'after'));
        if (end === 'nothingBegun') throw new Error(`nothing to abort where ${what} failed`);
        await assertAborted(aborted, {where: what, end, scenario, before});
      }
    }, 240_000);
  });
}
