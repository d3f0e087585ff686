import {describe, expect, it} from 'vitest';

import {FILE_MUTATORS} from '../../src/lib/workflows/runs/read-only.js';
import {createKiller} from '../fakes/crash.js';
import type {World} from '../fakes/fake-world.js';
import {members} from '../fakes/spec.js';
import {AFTER, aSyncWorld, changeMembers, GATEWAYS, sync, targetsNow} from '../fakes/sync-world.js';

/** One after the other, and nothing stops while another one is down. */
function assertOneAtATime(world: World): void {
  const stops = world.host.events.filter(event => event.startsWith('stop'));
  const expected = stops.flatMap(stop => [stop, stop.replace('stop', 'start')]);
  expect(world.host.events).toEqual(expected);
}

it('starts what was stopped to be restarted before it stops anything else, and nothing that has been started since', async () => {
  const world = await aSyncWorld();
  await changeMembers(world);
  const killer = createKiller(1, 'after');
  const host = killer.watch(world.context.adapters.host, ['stop']);
  await sync({context: {...world.context, adapters: {...world.context.adapters, host}}}).catch(
    () => undefined,
  );
  expect(world.host.events).toEqual(['stop gateway0']);
  const orphan = {...world.launch('gateway0')};

  await sync(world);
  expect(world.host.events.slice(0, 4)).toEqual([
    'stop gateway0',
    'start gateway0',
    'stop gateway1',
    'start gateway1',
  ]);

  world.host.kill(orphan.name);
  await sync(world);
  expect(world.host.runs('gateway0')).toBe(false);
});

describe.each(['before', 'after'] as const)('proxy sync killed %s an effect', moment => {
  it('goes on with the same line, each proxy restarted once and never two down', async () => {
    for (let at = 1; ; at++) {
      const world = await aSyncWorld({nodes: [...members(3), ...GATEWAYS]});
      await changeMembers(world);
      const killer = createKiller(at, moment);
      const adapters = {
        ...world.context.adapters,
        files: killer.watch(world.context.adapters.files, FILE_MUTATORS),
        host: killer.watch(world.context.adapters.host, ['start', 'stop']),
      };
      await sync({context: {...world.context, adapters}}).catch(() => undefined);

      await sync(world);

      assertOneAtATime(world);
      expect(world.host.events).toHaveLength(2 * GATEWAYS.length);
      for (const {name} of GATEWAYS)
        expect(await targetsNow(world, name)).toEqual({endpoints: AFTER.split(',')});
      expect((await sync(world)).run.outcome).toBe('nothing-to-do');
      expect(world.warnings).toEqual([]);
      if (!killer.hasKilled()) {
        expect(at).toBeGreaterThan(20);
        return;
      }
    }
  }, 60_000);
});
