import {rmSync} from 'node:fs';

import {expect, it} from 'vitest';

import type {Step} from '../../src/lib/engine/step.js';
import {createRunContext} from '../../src/lib/workflows/runs/run-context.js';
import {bindSteps} from '../../src/lib/workflows/steps/bind.js';
import {waitHealthy} from '../../src/lib/workflows/wait-healthy.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec, members} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];

async function restartOf(world: World, node: string): Promise<Step> {
  const context = createRunContext(world.context, {runId: 'run', askPassphrase: async () => undefined});
  const [step] = await bindSteps(context, [
    {id: 'restart', title: 'restart', action: 'restart-etcd', input: {node}},
  ]);
  return step!;
}

it.each([
  ['running', NAMES],
  ['stopped', ['infra0', 'infra1']],
])('the step of a restart itself starts no %s member empty', async (_, running) => {
  const world = await aWorld(aSpec(), {running});
  rmSync(world.launch('infra2').dataDir, {recursive: true});
  const step = await restartOf(world, 'infra2');

  expect(await refusalOf(step.require!())).toMatchObject({code: 'E_DATA_LOST'});
});

it('the step of a restart starts no member that would wait for the others in vain', async () => {
  const world = await aWorld(aSpec(), {recorded: true});
  const step = await restartOf(world, 'infra2');

  expect(await refusalOf(step.require!())).toMatchObject({
    code: 'E_QUORUM',
    message: 'infra2 does not run, and only 1 of 3 members would run with it, where a quorum needs 2',
    hints: ['etcdops up starts all that do not run'],
  });
  world.host.begin(world.launch('infra1'));
  await expect(step.require!()).resolves.toBeUndefined();
});

it('the step of a restart starts a member of a cluster that serves, whatever members the spec has beside', async () => {
  const world = await aWorld(aSpec(), {running: ['infra0', 'infra1']});
  const {adapters, loaded} = world.context;
  const spec = {...loaded.spec, nodes: members(7)};
  const edited = {...world, context: {adapters, loaded: {...loaded, spec}}};

  await expect((await restartOf(edited, 'infra2')).require!()).resolves.toBeUndefined();
});

it('the step of a restart starts nothing where something else has the port', async () => {
  const world = await aWorld(aSpec(), {running: ['infra0', 'infra1']});
  world.host.takenPorts.add(2399);
  const step = await restartOf(world, 'infra2');

  expect(await refusalOf(step.run() as Promise<unknown>)).toMatchObject({
    code: 'E_PREFLIGHT',
    message: expect.stringContaining('2399') as string,
  });
  expect(world.host.events).toEqual([]);
});

it('a member whose process has ended is not healthy, though another one answers on its address', async () => {
  const world = await aWorld(aSpec(), {running: NAMES});
  const {adapters, loaded} = world.context;
  const node = loaded.spec.nodes[2]!;
  const target = {spec: loaded.spec, node, launch: world.launch('infra2')};
  await waitHealthy(adapters, target);

  const host = {...world.host, find: async () => [undefined]};

  expect(await refusalOf(waitHealthy({...adapters, host}, target))).toMatchObject({code: 'E_NODE_FAILED'});
});

it('the step of a restart goes on where another one was elected while the lead was to move', async () => {
  const world = await aWorld(aSpec(), {running: NAMES, recorded: true});
  world.etcd.leader();
  const moveLeader = world.etcd.moveLeader.bind(world.etcd);
  world.etcd.moveLeader = async (...args) => {
    await moveLeader(...args);
    return moveLeader(...args);
  };

  await (await restartOf(world, 'infra0')).run();

  expect(world.host.events.filter(event => /infra0/.test(event))).toEqual([
    expect.stringMatching(/^move-leader infra0 infra[12]$/),
    'stop infra0',
    'start infra0',
  ]);
});
