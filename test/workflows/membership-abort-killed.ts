import {describe, expect, it} from 'vitest';

import {createKiller} from '../fakes/crash.js';
import {MOMENTS} from '../fakes/crash-world.js';
import type {World} from '../fakes/fake-world.js';
import {abort, aCluster, betweenSteps, clusterOf, pictureOf, SCENARIOS} from './membership-scenarios.js';

/** How many steps are over when the run is killed, and the last of them: none was past the point of no return. */
const KILLED: readonly (readonly [scenario: string, steps: number, last: string])[] = [
  ['member add', 4, 'start-etcd:infra3'],
  ['member update', 5, 'write-files:infra0'],
  ['promote of a gateway', 6, 'start-etcd:infra4'],
];

async function killedAfter(name: string, {steps, last}: {steps: number; last: string}): Promise<World> {
  const scenario = SCENARIOS.find(one => one.name === name)!;
  const world = await aCluster(scenario);
  const killed = betweenSteps(await clusterOf(world), steps, async step => {
    expect(step).toBe(last);
    throw new Error('killed');
  });
  await expect(scenario.begin(killed)).rejects.toThrow('killed');
  return world;
}

/** Who is a member, what runs, and what the spec has. */
async function coreOf(world: World): Promise<object> {
  const {members, running, spec} = await pictureOf(world);
  return {members, running, nodes: [...spec.nodes].sort((a, b) => a.name.localeCompare(b.name))};
}

/** An abort that is killed at each `stride`-th effect. */
export function killedAborts(stride: number): void {
  describe.each(KILLED)('%s, aborted', (name, steps, last) => {
    it.each(MOMENTS)(
      'the abort killed %s each effect, and typed again: all is as before',
      async moment => {
        const before = await coreOf(await aCluster(SCENARIOS.find(one => one.name === name)!));
        let kills = 0;
        for (let at = 1; ; at += stride) {
          const world = await killedAfter(name, {steps, last});
          const killer = createKiller(at, moment);
          await abort(world, killer).catch(() => undefined);
          if (!killer.hasKilled()) break;
          kills++;

          await abort(world);

          const where = `the abort killed ${moment} effect ${at}`;
          expect({where, ...(await coreOf(world))}).toEqual({where, ...before});
          expect({where, losses: world.etcd.quorumLosses}).toEqual({where, losses: []});
          expect({where, violations: world.etcd.violations}).toEqual({where, violations: []});
        }
        expect(kills * stride).toBeGreaterThan(5);
      },
      60_000,
    );
  });
}
