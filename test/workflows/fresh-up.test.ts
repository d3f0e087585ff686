import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runFreshUp} from '../../src/lib/workflows/fresh-up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {aMember, aSpec} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];

/** A bootstrap that was broken off: one member runs, another one ran, and it was never healthy. */
async function aFailedBootstrap(): Promise<World> {
  const world = await aWorld(aSpec());
  world.host.begin(world.launch('infra0'));
  world.host.begin(world.launch('infra1'));
  world.host.kill('infra1');
  return world;
}

function dataOf({folder}: World): string[] {
  return readdirSync(join(folder, '.etcdops/data')).sort();
}

describe('up --fresh', () => {
  it('begins a bootstrap that failed again, with a new token and its data set aside', async () => {
    const world = await aFailedBootstrap();
    // From then on the members are those of the new token.
    world.host.beforeStart = () => {
      world.etcd.spec = {...world.etcd.spec, token: 'demo-000bab'};
    };
    const oldId = world.etcd.clusterId();

    const {run, loaded} = await runFreshUp(world.context, {dryRun: false});

    expect(world.host.events).toEqual(['stop infra0', ...NAMES.map(name => `start ${name}`)]);
    expect(loaded.spec.token).toBe('demo-000bab');
    expect(world.etcd.clusterId()).not.toBe(oldId);
    expect(
      dataOf(world)
        .filter(name => name.includes('.removed-'))
        .map(name => name.split('.')[0]),
    ).toEqual(['infra0', 'infra1']);
    expect(dataOf(world)).toEqual(expect.arrayContaining(NAMES));
    expect(run.steps.at(-1)).toMatchObject({id: 'verify-health', outcome: 'ran'});
    expect(readFileSync(join(world.folder, '.etcdops/state.json'), 'utf8')).toContain(world.etcd.clusterId());
  });

  it('refuses once the cluster was healthy', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});

    await expect(runFreshUp(world.context, {dryRun: false})).rejects.toMatchObject({
      code: 'E_PREFLIGHT',
      message: expect.stringMatching(/was healthy on 2026-11-21/) as string,
      hints: expect.arrayContaining([expect.stringContaining('down --purge')]) as string[],
    });

    expect(world.host.events).toEqual([]);
    expect(dataOf(world)).toEqual(NAMES);
  });

  it.each<[what: string, arrange: (world: World) => void]>([
    ['what something else started', world => world.host.begin(world.launch('infra2'), {managedBy: 'other'})],
    ['a port in use', world => void world.host.takenPorts.add(2399)],
  ])('refuses beside %s', async (_, arrange) => {
    const world = await aFailedBootstrap();
    arrange(world);

    await expect(runFreshUp(world.context, {dryRun: false})).rejects.toMatchObject({code: 'E_PREFLIGHT'});

    expect(world.host.events).toEqual([]);
    expect(dataOf(world).filter(name => name.includes('.removed-'))).toEqual([]);
  });

  it('refuses members of other machines', async () => {
    const world = await aWorld(aSpec({nodes: [aMember(0, {host: '10.0.0.9'})]}));

    await expect(runFreshUp(world.context, {dryRun: false})).rejects.toMatchObject({code: 'E_REMOTE_NODE'});
  });

  it('changes nothing in a dry run, and shows all that it would do', async () => {
    const world = await aFailedBootstrap();
    const before = readFileSync(join(world.folder, 'etcdops.yaml'), 'utf8');

    const {run} = await runFreshUp(world.readOnly, {dryRun: true});

    const ids = run.steps.map(({id}) => id);
    expect(run.outcome).toBe('planned');
    expect(ids).toEqual(
      expect.arrayContaining(['stop-etcd:infra0', 'set-aside-data-dir:infra1', 'write-token']),
    );
    expect(ids).toEqual(
      expect.arrayContaining([...NAMES.map(name => `start-etcd:${name}`), 'verify-health']),
    );
    expect(world.host.events).toEqual([]);
    expect(dataOf(world)).toEqual(['infra0', 'infra1']);
    expect(existsSync(join(world.folder, '.etcdops/state.json'))).toBe(false);
    expect(readFileSync(join(world.folder, 'etcdops.yaml'), 'utf8')).toBe(before);
  });
});
