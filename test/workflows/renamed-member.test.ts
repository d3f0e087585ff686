import {renameSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {readState} from '../../src/lib/queries/cluster-state.js';
import {assertMembers} from '../../src/lib/workflows/membership/assert-members.js';
import {observeNodesHere} from '../../src/lib/workflows/observe-nodes.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];

/** A cluster that etcdops made, in whose spec infra1 is called by another name since. */
async function renamed(name = 'web1'): Promise<World> {
  const world = await aWorld(aSpec(), {running: NAMES});
  await runUp(world.context, {dryRun: false});
  world.host.events.length = 0;
  const {adapters, loaded} = world.context;
  const nodes = loaded.spec.nodes.map(node => (node.name === 'infra1' ? {...node, name} : node));
  return {...world, context: {adapters, loaded: {...loaded, spec: {...loaded.spec, nodes}}}};
}

const REFUSED = {
  code: 'E_PREFLIGHT',
  message:
    'web1 has http://127.0.0.1:2390 in the spec, which is the peer URL of the member infra1: a member keeps its name',
};
const BACK = [
  'write the name infra1 back',
  'then, for one of another name in its place: etcdops member replace infra1 --with web1',
];

describe('a member of another name in the spec', () => {
  it.each([
    ['the others run', ['infra1'], BACK],
    ['nobody runs, by the record', NAMES, [...BACK, 'etcdops up infra0 infra2 starts the others']],
  ])('is not started with an empty directory where %s', async (_, ended, hints) => {
    const world = await renamed();
    ended.forEach(name => world.host.kill(name));

    await expect(runUp(world.context, {dryRun: false})).rejects.toMatchObject({...REFUSED, hints});
    const nodes = world.context.loaded.spec.nodes.filter(({name}) => name === 'web1');
    await expect(runRestart(world.context, {nodes, named: true, dryRun: false})).rejects.toMatchObject({
      ...REFUSED,
      hints: BACK,
    });

    expect(world.host.events).toEqual([]);
  });

  it('may start with data that was moved for it', async () => {
    const world = await renamed();
    world.host.kill('infra1');
    const {adapters, loaded} = world.context;
    renameSync(join(world.folder, '.etcdops/data/infra1'), join(world.folder, '.etcdops/data/web1'));
    const nodes = await observeNodesHere(world.context, [loaded.spec.nodes[1]!], '/opt/etcd');
    const state = await readState(adapters, world.folder);

    await expect(
      assertMembers(world.context, nodes, {state, unfinished: undefined}),
    ).resolves.toBeUndefined();
  });
});
