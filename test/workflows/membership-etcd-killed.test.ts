import {expect, it} from 'vitest';

import type {EtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import type {Fate} from '../fakes/etcd/changes.js';
import type {World} from '../fakes/fake-world.js';
import {aCluster, clusterOf, goOn, openRun, pictureOf, SCENARIOS} from './membership-scenarios.js';

const ADD = SCENARIOS.find(({name}) => name === 'member add')!;
const REMOVE = SCENARIOS.find(({name}) => name === 'member remove, of the leader')!;

/** The member that leads dies amid a change: the request comes to it, and its answer comes to nobody. */
function killLeaderAmid(world: World, change: 'memberAdd' | 'memberPromote' | 'memberRemove', fate: Fate) {
  const {etcd, host} = world;
  const api = etcd as EtcdApi as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const real = api[change]!.bind(etcd);
  const met: string[] = [];
  api[change] = async (...args) => {
    if (met.length > 0) return real(...args);
    const leader = etcd.leader()!;
    met.push(leader);
    etcd.loseNextAnswer(fate);
    return real(...args).finally(() => host.kill(leader));
  };
  return met;
}

async function startAgain(world: World, name: string): Promise<void> {
  await world.host.start(world.launch(name));
  // Until etcd counts it as connected.
  await world.etcd.clock.sleep(10_000);
}

it.each([
  ['memberAdd', 'made', ADD],
  ['memberAdd', 'not made', ADD],
  ['memberPromote', 'made', ADD],
  ['memberPromote', 'not made', ADD],
  ['memberRemove', 'made', REMOVE],
  ['memberRemove', 'not made', REMOVE],
] as const)(
  'the leader dies amid %s, which is %s: the run goes on once it is back',
  async (change, fate, scenario) => {
    const whole = await aCluster(scenario);
    await scenario.begin(await clusterOf(whole));
    const expected = await pictureOf(whole);
    const world = await aCluster(scenario);
    const met = killLeaderAmid(world, change, fate);

    await scenario.begin(await clusterOf(world)).catch(() => undefined);
    expect(met).toHaveLength(1);
    await startAgain(world, met[0]!);
    if ((await openRun(world)) !== undefined) await goOn(world, scenario);

    expect(await pictureOf(world)).toEqual(expected);
    // Two voters bear no failure; what dies there is none of the run's doing.
    expect(world.etcd.quorumLosses.filter(what => !what.startsWith('kill'))).toEqual([]);
    expect(world.etcd.violations).toEqual([]);
  },
);
