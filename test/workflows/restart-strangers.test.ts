import {describe, expect, it} from 'vitest';

import {runRestart} from '../../src/lib/workflows/restart.js';
import {createRunContext} from '../../src/lib/workflows/runs/run-context.js';
import {bindSteps} from '../../src/lib/workflows/steps/bind.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec, members} from '../fakes/spec.js';
import {aCluster, betweenSteps, clusterOf, goOn, SCENARIOS} from './membership-scenarios.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const ELSEWHERE = 'http://10.9.9.9:2380';
const ADD = SCENARIOS.find(({name}) => name === 'member add --voter')!;

async function addVoter({etcd}: World): Promise<void> {
  const {clientUrls} = etcd.members().find(({name}) => name === etcd.leader())!;
  await etcd.memberAdd(clientUrls[0]!, {peerUrls: [ELSEWHERE], isLearner: false}, {timeoutMs: 1000});
}

async function restart(world: World, name?: string) {
  const cluster = await clusterOf(world);
  const nodes = cluster.loaded.spec.nodes.filter(node => name === undefined || node.name === name);
  return runRestart(cluster, {nodes, dryRun: false});
}

function stops({host}: World): string[] {
  return host.events.filter(event => event.startsWith('stop'));
}

/** The cluster of five, of which the spec has three. */
async function ofFive(running: readonly string[]): Promise<World> {
  const world = await aWorld(aSpec({nodes: members(5)}), {running});
  const {adapters, loaded} = world.context;
  const spec = {...loaded.spec, nodes: members(3)};
  return {...world, context: {adapters, loaded: {...loaded, spec}}};
}

function restartFirst({context}: World) {
  return runRestart(context, {nodes: context.loaded.spec.nodes.slice(0, 1), dryRun: false});
}

describe('a voter that never started and that the spec does not have', () => {
  it('stands in the way of a restart, and is named', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    await addVoter(world);

    const error = await refusalOf(restart(world, 'infra0'));

    expect(error).toMatchObject({code: 'E_QUORUM', hints: ['etcdops member list']});
    expect(error.message).toMatch(
      /the member at http:\/\/10\.9\.9\.9:2380 \(\w+, never started\) does not serve, and without infra0 only 2 of the 3/,
    );
    expect(stops(world)).toEqual([]);
  });

  it.each(['restart-etcd', 'roll-etcd'] as const)('stops a step of kind %s', async action => {
    const world = await aWorld(aSpec(), {running: NAMES});
    const context = createRunContext(world.context, {runId: 'run', askPassphrase: async () => undefined});
    const input = {node: 'infra1', token: 'run/infra1'};
    const [step] = await bindSteps(context, [{id: 'restart', title: 'restart', action, input}]);
    await expect(step!.require!()).resolves.toBeUndefined();
    await addVoter(world);

    expect(await refusalOf(step!.require!())).toMatchObject({code: 'E_QUORUM'});
  });

  it('leaves another one that is stopped to up as well', async () => {
    const world = await aWorld(aSpec({nodes: members(5)}), {running: [...NAMES, 'infra3']});
    await addVoter(world);

    expect((await refusalOf(restart(world, 'infra0'))).hints).toEqual([
      'etcdops status',
      'etcdops up starts members that are stopped',
      'etcdops member list',
    ]);
  });

  it('is finished by run resume where a run of ours has added it', async () => {
    const world = await aCluster(ADD);
    const killed = betweenSteps(await clusterOf(world), 'add-voter:infra3', async () => {
      throw new Error('killed');
    });
    await expect(ADD.begin(killed)).rejects.toThrow('killed');

    const error = await refusalOf(restart(world, 'infra0'));
    expect(error.hints).toEqual([
      'etcdops run resume finishes it',
      'etcdops run abort undoes what can be undone',
    ]);
    expect(stops(world)).toEqual([]);

    await goOn(world, ADD);
    const {run} = await restart(world, 'infra0');
    expect(run.outcome).toBe('done');
  });
});

describe('voters that run and that the spec does not have', () => {
  it('are asked, and count', async () => {
    const world = await ofFive([...NAMES, 'infra3', 'infra4']);

    await restartFirst(world);

    expect(stops(world)).toEqual(['stop infra0']);
  });

  it('are named once too few of them serve', async () => {
    const world = await ofFive(['infra0', 'infra1', 'infra3']);

    const error = await refusalOf(restartFirst(world));

    expect(error.message).toMatch(/infra2, infra4 \(\w+\) do not serve/);
    expect(stops(world)).toEqual([]);
  });
});
