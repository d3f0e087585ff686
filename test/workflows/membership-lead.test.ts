import {expect, it} from 'vitest';

import type {World} from '../fakes/fake-world.js';
import {aCluster, betweenSteps, clusterOf, pictureOf, SCENARIOS} from './membership-scenarios.js';

/** As an election may end. */
async function letLead({etcd}: World, name: string): Promise<void> {
  const of = (wanted: string | undefined) => etcd.members().find(member => member.name === wanted)!;
  await etcd.moveLeader(of(etcd.leader()).clientUrls[0]!, of(name).id, {timeoutMs: 1000});
}

it.each([
  ['member replace --with another', 'promote-learner:infra7'],
  ['apply', 'promote-learner:infra5'],
])('%s: who is to leave comes to lead after %s, and the run ends all the same', async (name, after) => {
  const scenario = SCENARIOS.find(one => one.name === name)!;
  const whole = await aCluster(scenario);
  await scenario.begin(await clusterOf(whole));
  const world = await aCluster(scenario);
  let met = false;
  const cluster = betweenSteps(await clusterOf(world), after, async () => {
    met = true;
    await letLead(world, 'infra1');
  });

  await scenario.begin(cluster);

  expect(met).toBe(true);
  expect(world.etcd.leader()).not.toBe('infra1');
  expect(await pictureOf(world)).toEqual(await pictureOf(whole));
});
