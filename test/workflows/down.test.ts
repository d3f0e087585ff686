import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runDown} from '../../src/lib/workflows/down.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {aMember, aProxy, aSpec, members} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const EVERY_ROLE = aSpec({
  version: '3.5.35',
  nodes: [
    aProxy('gateway'),
    ...members(3),
    aProxy('grpc-proxy', {ports: {client: 2419}}),
    aProxy('v2-proxy', {ports: {client: 2429}}),
  ],
});

function down(world: World, {purge = false, names}: {purge?: boolean; names?: readonly string[]} = {}) {
  const nodes = world.context.loaded.spec.nodes.filter(({name}) => names?.includes(name) ?? true);
  return runDown(world.context, {nodes, purge, dryRun: false});
}

function filesOf({folder}: World, path: string): string[] {
  return existsSync(join(folder, path)) ? readdirSync(join(folder, path)).sort() : [];
}

describe('down', () => {
  it('stops proxies, then followers, then the leader', async () => {
    const world = await aWorld(EVERY_ROLE, {running: EVERY_ROLE.nodes.map(({name}) => name)});
    world.etcd.leader();

    const {run, left} = await down(world);

    const order = world.host.events.map(event => event.replace('stop ', ''));
    expect(order.slice(0, 3).sort()).toEqual(['gateway0', 'grpc-proxy0', 'proxy0']);
    expect(order.slice(3, 5).sort()).toEqual(['infra1', 'infra2']);
    expect(order[5]).toBe('infra0');
    expect({outcome: run.outcome, left}).toEqual({outcome: 'done', left: []});
  });

  it('has nothing to do where nothing runs', async () => {
    const world = await aWorld(aSpec(), {recorded: true});

    expect((await down(world)).run.outcome).toBe('nothing-to-do');
  });

  it('stops only what it is told to', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});

    await down(world, {names: ['infra2']});

    expect(world.host.events).toEqual(['stop infra2']);
  });

  it('leaves what something else started', async () => {
    const world = await aWorld(aSpec(), {recorded: true});
    world.host.begin(world.launch('infra0'), {managedBy: 'other'});
    world.host.begin(world.launch('infra1'));
    // In a container: no process to be seen.
    world.host.takenPorts.add(2399);

    const {left} = await down(world);

    expect(world.host.events).toEqual(['stop infra1']);
    expect([...left].sort()).toEqual(['infra0', 'infra2']);
  });

  it('says that a member had to be killed', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    world.host.stubborn.add('infra1');

    await down(world);

    expect(world.warnings).toEqual([expect.stringMatching(/infra1 did not end within 15 s of TERM.*KILL/)]);
  });

  it('takes a member that hangs for a follower', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    world.etcd.hanging.add('infra1');

    await down(world);

    expect(world.host.events.at(-1)).toBe('stop infra0');
    expect(world.host.events).toHaveLength(3);
  });

  it('refuses members of other machines', async () => {
    const world = await aWorld(aSpec({nodes: [aMember(0, {host: '10.0.0.9'})]}));

    await expect(down(world)).rejects.toMatchObject({
      code: 'E_REMOTE_NODE',
      hints: ['ssh 10.0.0.9 sudo systemctl stop etcd-demo-infra0'],
    });
  });
});

describe('down --purge', () => {
  it('stops all, sets all data aside, forgets the id and takes a new token', async () => {
    const nodes = [...members(2), aMember(2, {walDir: 'wal'}), aProxy('gateway')];
    const world = await aWorld(aSpec({nodes}), {running: [...NAMES, 'gateway0']});

    const {run} = await down(world, {purge: true});

    expect(world.host.events).toHaveLength(4);
    expect(
      filesOf(world, '.etcdops/data').filter(name => !/\.removed-\d{8}T\d{6}Z-000bab$/.test(name)),
    ).toEqual([]);
    expect(filesOf(world, '.etcdops/data').map(name => name.split('.')[0])).toEqual(
      expect.arrayContaining(NAMES),
    );
    expect(filesOf(world, '.etcdops').filter(name => name.startsWith('state'))).toEqual([
      expect.stringMatching(/^state\.json\.removed-/),
    ]);
    expect(readFileSync(join(world.folder, 'etcdops.yaml'), 'utf8')).toContain('token: demo-000bab');
    expect(readFileSync(join(world.folder, 'nodes/infra2/etcd.yaml'), 'utf8')).toContain(
      'initial-cluster-token: demo-000bab',
    );
    expect(run.steps.filter(({irreversible}) => irreversible).map(({id}) => id)).toEqual(
      expect.arrayContaining(['set-aside-data-dir:infra0', 'set-aside-wal-dir:infra2']),
    );
  });

  it.each<[what: string, arrange: (world: World) => void]>([
    ['as its process is seen', world => world.host.begin(world.launch('infra1'), {managedBy: 'other'})],
    ['as its port is in use', world => void world.host.takenPorts.add(2390)],
  ])('refuses where something else runs a member, %s', async (_, arrange) => {
    const world = await aWorld(aSpec(), {recorded: true});
    world.host.begin(world.launch('infra0'));
    arrange(world);

    await expect(down(world, {purge: true})).rejects.toMatchObject({code: 'E_PREFLIGHT'});

    expect(world.host.events).toEqual([]);
    expect(filesOf(world, '.etcdops/data')).toEqual(NAMES);
  });
});

describe('a dry run of down', () => {
  it.each([false, true])('changes nothing (purge: %s)', async purge => {
    const world = await aWorld(aSpec(), {running: NAMES});
    const before = readFileSync(join(world.folder, 'etcdops.yaml'), 'utf8');

    const {run} = await runDown(world.readOnly, {
      nodes: world.readOnly.loaded.spec.nodes,
      purge,
      dryRun: true,
    });

    expect(run.outcome).toBe('planned');
    expect(run.steps.map(({outcome}) => outcome)).not.toContain('ran');
    expect(world.host.events).toEqual([]);
    expect(filesOf(world, '.etcdops/data')).toEqual(NAMES);
    expect(readFileSync(join(world.folder, 'etcdops.yaml'), 'utf8')).toBe(before);
  });
});
