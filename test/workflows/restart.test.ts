import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {readState, writeState} from '../../src/lib/queries/cluster-state.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {aMember, aProxy, aSpec, members} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];

function restart(world: World, names?: readonly string[]) {
  const nodes = world.context.loaded.spec.nodes.filter(({name}) => names?.includes(name) ?? true);
  return runRestart(world.context, {nodes, dryRun: false});
}

describe('restart', () => {
  it('rolls one at a time, the leader last and led away from first', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    world.etcd.leader();

    const {run} = await restart(world);

    expect(world.host.events).toEqual([
      ...['stop infra1', 'start infra1'],
      ...['stop infra2', 'start infra2'],
      'move-leader infra0 infra1',
      ...['stop infra0', 'start infra0'],
    ]);
    expect(run.steps.map(({id}) => id)).toEqual(
      ['infra1', 'infra2', 'infra0'].map(name => `restart-etcd:${name}`),
    );
  });

  it('notes how it has made a node', async () => {
    const nodes = [...members(3), aProxy('gateway')];
    const world = await aWorld(aSpec({nodes}), {running: [...NAMES, 'gateway0']});

    await restart(world, ['gateway0']);

    const {adapters} = world.context;
    expect(await readState(adapters, world.folder)).toMatchObject({nodes: [nodes[3]]});
  });

  it.each<[what: string, change: (text: string) => string, metrics: number]>([
    ['was made before the spec was edited', text => text, 2381],
    ['follows the spec', text => text.replaceAll('2381', '2371'), 2371],
    [
      'follows the spec, with more in it',
      text => `${text.replaceAll('2381', '2371')}snapshot-count: 5\n`,
      2371,
    ],
  ])('keeps on record how a node runs whose config file %s', async (_, change, metrics) => {
    const world = await aWorld(aSpec(), {running: NAMES});
    const {adapters, loaded} = world.context;
    const [first, ...others] = loaded.spec.nodes;
    const state = await readState(adapters, world.folder);
    await writeState(adapters, world.folder, {...state, nodes: loaded.spec.nodes});
    const nodes = [{...first!, ports: {...first!.ports, metrics: 2371}}, ...others];
    const path = world.launch('infra0').configFile!;
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    const context = {adapters, loaded: {...loaded, spec: {...loaded.spec, nodes}}};

    await runRestart(context, {nodes: [nodes[0]!], dryRun: false});

    const {nodes: made} = await readState(adapters, world.folder);
    expect(made?.map(({ports}) => ports.metrics)).toEqual([metrics, 2391, 2401]);
  });

  it('restarts only what it is told to: a proxy alone, too', async () => {
    const nodes = [...members(3), aProxy('gateway')];
    const world = await aWorld(aSpec({nodes}), {running: [...NAMES, 'gateway0']});

    await restart(world, ['gateway0']);

    expect(world.host.events).toEqual(['stop gateway0', 'start gateway0']);
  });

  it('restarts gateways before the last member and other proxies behind it, one at a time', async () => {
    const second = aProxy('grpc-proxy', {ports: {client: 2419, metrics: 2421}});
    const nodes = [aProxy('gateway'), second, ...members(3)];
    const world = await aWorld(aSpec({nodes}), {running: [...NAMES, 'gateway0', 'grpc-proxy0']});

    await restart(world);

    const stops = world.host.events.filter(event => event.startsWith('stop'));
    expect(stops.indexOf('stop gateway0')).toBe(2);
    expect(world.host.events.slice(-2)).toEqual(['stop grpc-proxy0', 'start grpc-proxy0']);
    expect(stops).toHaveLength(5);
  });

  it('passes over a proxy that something else started, and says so, unless it is asked for', async () => {
    const world = await aWorld(aSpec({nodes: [aProxy('gateway'), ...members(3)]}), {running: NAMES});
    world.host.begin(world.launch('gateway0'), {managedBy: 'other'});
    const {nodes} = world.context.loaded.spec;

    const named = runRestart(world.context, {nodes: nodes.slice(0, 1), named: true, dryRun: false});
    await expect(named).rejects.toMatchObject({code: 'E_PREFLIGHT'});
    expect(world.warnings).toEqual([]);
    const {run} = await restart(world);

    expect(run.steps).toHaveLength(3);
    expect(world.host.events.join()).not.toContain('gateway0');
    expect(world.warnings).toEqual(['gateway0 was started by something else, which has to restart it']);
    const {nodes: made} = await readState(world.context.adapters, world.folder);
    expect(made?.map(({name}) => name).sort()).toEqual(NAMES);
  });

  it('leaves a cluster to up of which nothing runs', async () => {
    const world = await aWorld(aSpec(), {recorded: true});

    await expect(restart(world)).rejects.toMatchObject({
      code: 'E_QUORUM',
      hints: ['etcdops up starts all that do not run'],
    });

    expect(world.host.events).toEqual([]);
  });

  it('starts a stopped one first: that only helps', async () => {
    const world = await aWorld(aSpec(), {running: ['infra0', 'infra1']});

    await restart(world);

    expect(world.host.events.slice(0, 3)).toEqual(['start infra2', 'stop infra1', 'start infra1']);
    expect(NAMES.filter(name => !world.host.runs(name))).toEqual([]);
  });

  it('starts just the stopped one where that is what is asked', async () => {
    const world = await aWorld(aSpec(), {running: ['infra0', 'infra1']});

    const {adapters} = world.context;
    const {members: _, ...state} = await readState(adapters, world.folder);
    await writeState(adapters, world.folder, {...state, members: ['infra0', 'infra1']});

    await restart(world, ['infra2']);

    expect(world.host.events).toEqual(['start infra2']);
    // It has data to lose from now on.
    expect(await readState(adapters, world.folder)).toMatchObject({members: NAMES});
  });

  it('stops where the quorum is lost meanwhile', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    world.host.beforeStart = () => world.host.kill('infra0');

    await expect(restart(world)).rejects.toMatchObject({code: 'E_QUORUM'});

    expect(world.host.events).toEqual(['stop infra1', 'start infra1']);
    expect(world.host.runs('infra2')).toBe(true);
  });
});

describe('restart refuses, and stops nothing', () => {
  it.each<[what: string, running: readonly string[], names: readonly string[], message: RegExp]>([
    ['a member beside one that is down', ['infra0', 'infra1'], ['infra1'], /infra2 does not serve/],
    ['the leader beside one that is down', ['infra0', 'infra1'], ['infra0'], /cost the cluster its quorum/],
  ])('%s', async (_, running, names, message) => {
    const world = await aWorld(aSpec(), {running});

    await expect(restart(world, names)).rejects.toMatchObject({
      code: 'E_QUORUM',
      message: expect.stringMatching(message) as string,
    });

    expect(world.host.events).toEqual([]);
  });

  it.each([1, 2])('a cluster of %i', async count => {
    const names = NAMES.slice(0, count);
    const world = await aWorld(aSpec({nodes: members(count)}), {running: names});

    await expect(restart(world)).rejects.toMatchObject({
      code: 'E_QUORUM',
      message: expect.stringContaining('down and up') as string,
    });

    expect(world.host.events).toEqual([]);
  });

  it('what something else started', async () => {
    const world = await aWorld(aSpec(), {running: ['infra0', 'infra1']});
    world.host.begin(world.launch('infra2'), {managedBy: 'other'});

    await expect(restart(world)).rejects.toMatchObject({
      code: 'E_PREFLIGHT',
      message: expect.stringContaining('infra2') as string,
    });

    expect(world.host.events).toEqual([]);
  });

  it('members of another cluster', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    world.etcd.strangers.add('infra1');

    await expect(restart(world)).rejects.toMatchObject({code: 'E_CLUSTER_MISMATCH'});

    expect(world.host.events).toEqual([]);
  });

  it('members of other machines', async () => {
    const world = await aWorld(aSpec({nodes: [aMember(0, {host: '10.0.0.9'})]}));

    await expect(restart(world)).rejects.toMatchObject({
      code: 'E_REMOTE_NODE',
      hints: ['ssh 10.0.0.9 sudo systemctl restart etcd-demo-infra0'],
    });
  });

  it.each([
    ['stopped', ['infra0', 'infra2']],
    ['running', NAMES],
  ])('a %s member whose data is gone: it would come back empty', async (_, running) => {
    const world = await aWorld(aSpec(), {running});
    rmSync(world.launch('infra1').dataDir, {recursive: true});

    await expect(restart(world, ['infra1'])).rejects.toMatchObject({code: 'E_DATA_LOST'});

    expect(world.host.events).toEqual([]);
  });
});

it('never leaves a member stopped for want of its config file', async () => {
  const world = await aWorld(aSpec(), {running: NAMES});
  rmSync(join(world.folder, 'nodes/infra1/etcd.yaml'));

  await restart(world).catch(() => undefined);

  expect(NAMES.filter(name => !world.host.runs(name))).toEqual([]);
});

it('changes nothing in a dry run', async () => {
  const world = await aWorld(aSpec(), {running: NAMES});

  const {run} = await runRestart(world.readOnly, {nodes: world.readOnly.loaded.spec.nodes, dryRun: true});

  expect(run.outcome).toBe('planned');
  expect(run.steps.map(({outcome}) => outcome)).toEqual(['todo', 'todo', 'todo']);
  expect(world.host.events).toEqual([]);
});
