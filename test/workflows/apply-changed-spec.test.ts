import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {ClusterSpec, SpecNode} from '../../src/lib/domain/spec/schema.js';
import {readState, writeState} from '../../src/lib/queries/cluster-state.js';
import {apply} from '../../src/lib/workflows/apply/apply.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {findSameRun, planRun, startRun} from '../../src/lib/workflows/runs/start-run.js';
import {createKiller} from '../fakes/crash.js';
import type {World} from '../fakes/fake-world.js';
import {aMember, aSpec, members} from '../fakes/spec.js';
import {abort, aCluster, betweenSteps, clusterOf, line, openRun, SCENARIOS} from './membership-scenarios.js';

const askPassphrase = async (): Promise<undefined> => undefined;
const FIVE = aSpec({nodes: members(5)});

async function write({folder, context}: World, change: Partial<ClusterSpec>): Promise<void> {
  const yaml = await context.adapters.yaml();
  const {spec} = (await clusterOf({folder, context} as World)).loaded;
  writeFileSync(join(folder, 'etcdops.yaml'), yaml.stringify({...spec, ...change}));
}

/** An apply that was killed once infra3 was out of the cluster, and before infra4 was. */
async function killedBetweenRemovals(): Promise<World> {
  const prepare = async (world: World): Promise<void> => {
    const {adapters} = world.context;
    await writeState(adapters, world.folder, {
      ...(await readState(adapters, world.folder)),
      nodes: FIVE.nodes,
    });
    await write(world, {nodes: members(3)});
  };
  const world = await aCluster({name: 'apply', spec: FIVE, prepare, begin: line(apply, {})});
  const killed = betweenSteps(await clusterOf(world), 'remove-member:infra3', () =>
    Promise.reject(new Error('killed')),
  );
  await expect(line(apply, {})(killed)).rejects.toThrow('killed');
  return world;
}

const typedAgain = async (world: World) => findSameRun(await clusterOf(world), 'apply', {});

async function resume(world: World) {
  const open = (await openRun(world))!;
  return resumeRun(await clusterOf(world), open, {dryRun: false, askPassphrase});
}

describe('apply typed again where one is not finished', () => {
  it.each<[what: string, nodes: SpecNode[]]>([
    ['the next member that was to go is wanted again', [...members(3), aMember(4)]],
    ['the member that went is wanted again', members(4)],
    ['another one is to go', members(2)],
    ['another one is to come', [...members(3), aMember(6)]],
    ['a setting is another', [aMember(0, {settings: {'max-txn-ops': 256}}), aMember(1), aMember(2)]],
  ])('is refused where %s', async (_, nodes) => {
    const world = await killedBetweenRemovals();
    const {id} = (await openRun(world))!.journal.header;

    await write(world, {nodes});

    await expect(typedAgain(world)).rejects.toMatchObject({
      code: 'E_RUN_UNFINISHED',
      message: expect.stringContaining('the spec was changed since') as string,
      hints: [
        `to go by the spec of now: etcdops run abort ${id}, then etcdops apply`,
        `to carry out the old plan: etcdops run resume ${id}`,
      ],
    });
  });

  it('goes on where the spec says the same in other words', async () => {
    const world = await killedBetweenRemovals();
    const {nodes, ...rest} = (await clusterOf(world)).loaded.spec;
    const backwards = nodes.map(node => Object.fromEntries(Object.entries(node).reverse()));
    const yaml = await world.context.adapters.yaml();
    writeFileSync(
      join(world.folder, 'etcdops.yaml'),
      `# mine\n${yaml.stringify({nodes: backwards, ...rest})}`,
    );

    expect(await typedAgain(world)).toBeDefined();
  });

  it('goes on wherever it was killed, though it has edited the spec itself', async () => {
    const scenario = SCENARIOS.find(({name}) => name === 'apply')!;
    let goneOn = 0;
    for (let at = 1; ; at += 6) {
      const world = await aCluster(scenario);
      const killer = createKiller(at, 'after');
      await scenario.begin(await clusterOf(world, killer)).catch(() => undefined);
      if (!killer.hasKilled()) break;
      if ((await openRun(world)) === undefined) continue;
      expect(await typedAgain(world)).toBeDefined();
      goneOn++;
    }
    expect(goneOn).toBeGreaterThan(10);
  }, 60_000);
});

describe('a run that goes by the spec of then', () => {
  it.each([
    ['is not out yet', [...members(3), aMember(4)], 'infra4'],
    ['is out', members(4), 'infra3'],
  ])('takes no member away that the spec has again, and that %s', async (_, nodes, name) => {
    const world = await killedBetweenRemovals();
    await write(world, {nodes});
    const before = world.etcd.members();

    await expect(resume(world)).rejects.toMatchObject({
      code: 'E_DRIFTED',
      exitCode: 9,
      message: expect.stringMatching(`the spec has ${name} by now`) as string,
    });

    expect(world.etcd.members()).toEqual(before);
    expect((await clusterOf(world)).loaded.spec.nodes).toEqual(nodes);
    await write(world, {nodes: members(3)});
    await resume(world);
    expect(world.etcd.members().map(one => one.name)).toEqual(['infra0', 'infra1', 'infra2']);
  });

  it('is undone, and the spec of now is applied', async () => {
    const world = await killedBetweenRemovals();
    await write(world, {nodes: [...members(3), aMember(4)]});
    await abort(world);
    // A run has an id of its own from the next second on.
    await world.etcd.clock.sleep(1000);

    const cluster = await clusterOf(world);
    await startRun(cluster, await planRun(cluster, apply, {input: {}, askPassphrase}));

    expect(world.etcd.members().map(({name}) => name)).toEqual(['infra0', 'infra1', 'infra2', 'infra4']);
  });

  it('goes on otherwise, and says what its end leaves to be done', async () => {
    const world = await killedBetweenRemovals();
    await write(world, {nodes: [...members(3), aMember(6)]});
    const open = (await openRun(world))!;
    const {adapters, loaded} = await clusterOf(world);
    const warned: string[] = [];
    const progress = {...adapters.progress, warn: (text: string) => void warned.push(text)};

    const cluster = {loaded, adapters: {...adapters, progress}};
    await resumeRun(cluster, open, {dryRun: true, askPassphrase});
    await resumeRun(cluster, open, {dryRun: false, askPassphrase});

    expect(warned).toEqual([expect.stringContaining('etcdops apply does the rest after it')]);
    expect(world.etcd.members().map(({name}) => name)).toEqual(['infra0', 'infra1', 'infra2']);
  });
});
