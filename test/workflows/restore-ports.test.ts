import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {SPEC_FILE, STATE_FILE} from '../../src/lib/domain/layout/layout.js';
import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import {readState} from '../../src/lib/queries/cluster-state.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aProxy, aSpec, members} from '../fakes/spec.js';
import {clusterOf} from './membership-scenarios.js';
import {aStage, SCENARIOS} from './snapshot-scenarios.js';

const {begin: restore} = SCENARIOS[0]!;
const THREE = members(3);

/** A cluster that runs, and holds its ports, after its spec was edited. */
async function editedWorld(after: readonly SpecNode[], before = THREE): Promise<World> {
  const {world} = await aStage({
    ...SCENARIOS[0]!,
    spec: aSpec({nodes: [...before]}),
    prepare: async () => {},
  });
  const {adapters, loaded} = world.context;
  const state = await readState(adapters, world.folder);
  writeFileSync(join(world.folder, STATE_FILE), JSON.stringify({...state, nodes: before}));
  const spec = {...loaded.spec, nodes: [...after]};
  writeFileSync(join(world.folder, SPEC_FILE), (await adapters.yaml()).stringify(spec));
  world.etcd.spec = spec;
  return world;
}

/** Its own processes hold theirs, as on a real machine, until they end. */
async function restoreIn(world: World): Promise<void> {
  const {adapters, loaded} = await clusterOf(world);
  const {host} = adapters;
  const listenProblem: typeof host.listenProblem = async (address, port) =>
    (await host.isListening(address, port)) ? 'EADDRINUSE' : undefined;
  await restore({loaded, adapters: {...adapters, host: {...host, listenProblem}}});
}

describe('the ports of members that are restored', () => {
  it('are those that all of their nodes have, and the proxies too', async () => {
    const nodes = [...THREE, aProxy('grpc-proxy'), aProxy('gateway', {ports: {client: 2419}})];
    const world = await editedWorld(nodes, nodes);
    await restoreIn(world);
    expect(nodes.map(({name}) => world.host.runs(name))).toEqual(nodes.map(() => true));
  });

  it('may be those of the members of before, which the restore stops', async () => {
    const renamed = THREE.map((node, index) => ({...node, name: `node${index}`}));
    const world = await editedWorld(renamed);
    await restoreIn(world);
    expect(renamed.map(({name}) => world.host.runs(name))).toEqual([true, true, true]);
  });

  it('may change places', async () => {
    const [first, second, third] = THREE;
    const swapped = [{...first!, ports: second!.ports}, {...second!, ports: first!.ports}, third!];
    const world = await editedWorld(swapped);
    await restoreIn(world);
    expect(swapped.map(({name}) => world.host.runs(name))).toEqual([true, true, true]);
  });

  it('are refused where something else has them, also those of a member that runs on others', async () => {
    const moved = THREE.map(node => ({
      ...node,
      ports: {client: node.ports.client + 100, peer: node.ports.client + 101},
    }));
    const world = await editedWorld(moved);
    world.host.takenPorts.add(moved[1]!.ports.client);
    const refusal = await refusalOf(restoreIn(world));
    expect(refusal).toMatchObject({code: 'E_PREFLIGHT', exitCode: 4});
    expect(refusal.message).toContain(`client port ${moved[1]!.ports.client} of infra1`);
    expect(world.host.events).toEqual([]);
  });
});
