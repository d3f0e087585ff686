import {describe, expect, it} from 'vitest';

import type {Step} from '../../src/lib/engine/step.js';
import {createRunContext} from '../../src/lib/workflows/runs/run-context.js';
import {bindSteps} from '../../src/lib/workflows/steps/bind.js';
import type {PlannedAction} from '../../src/lib/workflows/steps/actions.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aProxy, aSpec, members} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const RUN = {runId: 'run', askPassphrase: async () => undefined};

/** Steps of one run; bound anew each time, as a resumed run binds them. */
async function bound(world: World, node: string, roll = 'restart'): Promise<Step> {
  const id = `${roll}:${node}`;
  const planned: PlannedAction = {id, title: id, action: 'roll-etcd', input: {node, token: `run/${id}`}};
  const [step] = await bindSteps(createRunContext(world.context, RUN), [planned]);
  return step!;
}

async function carryOut(step: Step): Promise<void> {
  await step.require?.();
  await step.run();
  await step.verify?.();
}

describe('a step of several that restart a node', () => {
  it('is done once the process that it started serves', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});

    expect(await (await bound(world, 'infra1')).check()).toBe('todo');
    await carryOut(await bound(world, 'infra1'));

    expect(world.host.events).toEqual(['stop infra1', 'start infra1']);
    expect(await (await bound(world, 'infra1')).check()).toBe('done');
  });

  it('is one of several through the same node: each restarts it once', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    await carryOut(await bound(world, 'infra1', 'restart-first'));

    expect(await (await bound(world, 'infra1', 'restart-again')).check()).toBe('todo');
    await carryOut(await bound(world, 'infra1', 'restart-again'));

    expect(world.host.events.filter(event => event === 'stop infra1')).toHaveLength(2);
    expect(await (await bound(world, 'infra1', 'restart-again')).check()).toBe('done');
  });

  it('moves the leadership away first', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    const leader = world.etcd.leader()!;

    await carryOut(await bound(world, leader));

    expect(world.host.events).toEqual(['move-leader infra0 infra1', `stop ${leader}`, `start ${leader}`]);
  });

  it('killed between stop and start it starts the node, and stops nothing', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    world.host.kill('infra2');

    expect(await (await bound(world, 'infra2')).check()).toBe('todo');
    await carryOut(await bound(world, 'infra2'));

    expect(world.host.events).toEqual(['start infra2']);
  });

  it('killed before the node served again it only waits', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    await carryOut(await bound(world, 'infra2'));
    world.etcd.hanging.add('infra2');

    expect(await (await bound(world, 'infra2')).check()).toBe('todo');
    world.etcd.hanging.delete('infra2');
    await carryOut(await bound(world, 'infra2'));

    expect(world.host.events).toEqual(['stop infra2', 'start infra2']);
  });

  it('restarts anew what something else has started meanwhile', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    await carryOut(await bound(world, 'infra2'));
    world.host.kill('infra2');
    world.host.begin(world.launch('infra2'));

    expect(await (await bound(world, 'infra2')).check()).toBe('todo');
  });

  it('is refused where the quorum would go, and stops nothing', async () => {
    const world = await aWorld(aSpec(), {running: ['infra0', 'infra1']});

    const refusal = await refusalOf((await bound(world, 'infra1')).require!());

    expect(refusal.code).toBe('E_QUORUM');
    expect(world.host.events).toEqual([]);
  });

  it('is refused for what something else started', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    world.host.kill('infra1');
    world.host.begin(world.launch('infra1'), {managedBy: 'other'});

    expect((await refusalOf((await bound(world, 'infra1')).require!())).code).toBe('E_PREFLIGHT');
  });

  it('restarts a proxy without asking for a quorum', async () => {
    const nodes = [...members(3), aProxy('gateway')];
    const world = await aWorld(aSpec({nodes}), {running: ['infra0', 'gateway0']});

    await carryOut(await bound(world, 'gateway0'));

    expect(world.host.events).toEqual(['stop gateway0', 'start gateway0']);
    expect(await (await bound(world, 'gateway0')).check()).toBe('done');
  });

  it('undone it brings back what a kill left stopped, and leaves what runs', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    await carryOut(await bound(world, 'infra1'));

    await (
      await bound(world, 'infra1')
    ).undo!();
    world.host.kill('infra1');
    await (
      await bound(world, 'infra1')
    ).undo!();

    expect(world.host.events).toEqual(['stop infra1', 'start infra1', 'start infra1']);
  });
});
