import {describe, expect, it} from 'vitest';

import {runRestart} from '../../src/lib/workflows/restart.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec, members} from '../fakes/spec.js';
import {clusterOf} from './membership-scenarios.js';

/** The logs of members tell these clusters. */
async function withData(world: World, ids: Readonly<Record<string, string>>) {
  const {adapters, loaded} = await clusterOf(world);
  const {etcdData} = adapters;
  const lookAt: typeof etcdData.lookAt = async ({dataDir}) => {
    const id = ids[dataDir.split('/').at(-1)!];
    return {...(await etcdData.lookAt({dataDir}))!, ...(id === undefined ? {} : {clusterId: id})};
  };
  return {loaded, adapters: {...adapters, etcdData: {...etcdData, lookAt}}};
}

const up = async (world: World, ids: Readonly<Record<string, string>>, only: readonly string[] = []) =>
  runUp(await withData(world, ids), {dryRun: false, only});

describe('data of another cluster in the place of a member', () => {
  it('is told before anything starts', async () => {
    const world = await aWorld(aSpec(), {recorded: true});
    const own = world.etcd.clusterId();

    const refusal = await refusalOf(up(world, {infra0: own, infra1: 'bb2', infra2: own}));

    expect(refusal.code).toBe('E_CLUSTER_MISMATCH');
    expect(refusal.message).toMatch(
      new RegExp(`^infra1 has data of cluster bb2 in /.*/infra1, and this is cluster ${own}$`),
    );
    expect(refusal.hints).toContain('etcdops up infra0 infra2 starts the others');
    expect(world.host.events).toEqual([]);
    await up(world, {infra0: own, infra1: 'bb2', infra2: own}, ['infra0', 'infra2']);
    expect(world.host.events).toEqual(['start infra0', 'start infra2']);
  });

  it.each<[what: string, ids: (own: string) => string[], running: readonly string[], hint: RegExp]>([
    [
      'of all of them, and comes back whole',
      () => ['bb2', 'bb2', 'bb2'],
      [],
      /restore --from-data infra0 --from-data infra1 --from-data infra2 --yes-other-cluster$/,
    ],
    ['of it alone', own => ['bb2', own, own], [], /member replace infra0$/],
    ['of it, and of others that run', () => ['bb2', 'bb2', 'bb2'], ['infra1', 'infra2'], /replace infra0$/],
  ])('is told for what it is where one member is asked to start: %s', async (_, idsOf, running, hint) => {
    const world = await aWorld(aSpec(), {recorded: true, running});
    const [infra0, infra1, infra2] = idsOf(world.etcd.clusterId());

    const refusal = await refusalOf(
      up(world, {infra0: infra0!, infra1: infra1!, infra2: infra2!}, ['infra0']),
    );

    expect(refusal.message).toMatch(/^infra0 has data of cluster bb2 in \S+, and this is cluster \S+$/);
    expect(refusal.hints).toContain('where snapshot restore --to has made it: etcdops snapshot adopt DIR');
    expect(refusal.hints.at(-1)).toMatch(hint);
  });

  it('says nothing of a member that runs, whose answer tells more than its files', async () => {
    const world = await aWorld(aSpec(), {running: ['infra0', 'infra1', 'infra2']});
    const ids = {infra0: 'bb2', infra1: 'bb2', infra2: 'bb2'};
    expect((await up(world, ids)).run.outcome).toBe('nothing-to-do');
    const {loaded, adapters} = await withData(world, ids);
    const [first] = loaded.spec.nodes;
    await runRestart({loaded, adapters}, {nodes: [first!], dryRun: false});
    expect(world.host.events).toContain('start infra0');
  });

  it('is seen where no cluster is known yet by members that disagree', async () => {
    const world = await aWorld(aSpec({nodes: members(2)}), {recorded: false});
    for (const name of ['infra0', 'infra1']) {
      world.host.begin(world.launch(name));
      world.host.kill(name);
    }
    const refusal = await refusalOf(up(world, {infra0: 'aa1', infra1: 'bb2'}));
    expect(refusal).toMatchObject({code: 'E_CLUSTER_MISMATCH'});
    expect(refusal.message).toContain('these are 2 clusters');
    expect((await up(world, {infra0: 'aa1', infra1: 'aa1'})).run.outcome).toBe('done');
  });
});
