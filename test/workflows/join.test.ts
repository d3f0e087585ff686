import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {loadSpec} from '../../src/lib/queries/load-spec.js';
import {clusterStatus} from '../../src/lib/queries/observe-cluster.js';
import {runDown} from '../../src/lib/workflows/down.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {nodeOf} from '../fakes/status.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aJoiner, aSpec, members} from '../fakes/spec.js';

const BEGINNERS = ['infra0', 'infra1', 'infra2'];
const JOINER = aJoiner(3);
const LEARNER = aJoiner(3, {learner: true});

/** A cluster of three that was healthy once, and a member that is to join it and has no data yet. */
async function aJoin(running: readonly string[], joiner = LEARNER): Promise<World> {
  const world = await aWorld(aSpec({nodes: [...members(3), joiner]}), {running, recorded: true});
  if (running.includes('infra3')) return world;
  rmSync(world.launch('infra3').dataDir, {recursive: true});
  const path = join(world.folder, '.etcdops/state.json');
  const state = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({...state, members: BEGINNERS}));
  return world;
}

function up({context}: World, only: readonly string[] = []) {
  return runUp(context, {dryRun: false, only});
}

function textOf({folder}: World, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

describe.each([
  ['a member', JOINER],
  ['a learner', LEARNER],
])('%s that joins', (_, joiner) => {
  it('is started where the others run, and waited for', async () => {
    const world = await aJoin(BEGINNERS, joiner);

    const {run} = await up(world, ['infra3']);

    expect(world.host.events).toEqual(['start infra3']);
    expect(run.steps.map(({id, outcome}) => `${id} ${outcome}`)).toEqual([
      'start-etcd:infra3 ran',
      'verify-health ran',
    ]);
    expect(JSON.parse(textOf(world, '.etcdops/state.json'))).toMatchObject({
      clusterId: world.etcd.clusterId(),
      members: [...BEGINNERS, 'infra3'],
    });
  });

  it('is started last, once there is a cluster to join', async () => {
    const world = await aJoin([], joiner);

    await up(world);

    expect(world.host.events).toEqual([...BEGINNERS, 'infra3'].map(name => `start ${name}`));
  });

  it('is not started where nobody has the cluster', async () => {
    const world = await aJoin([], joiner);

    expect(await refusalOf(up(world, ['infra3']))).toMatchObject({
      code: 'E_UNHEALTHY',
      message: 'infra3 joins a cluster, and no member of it answers',
    });
    expect(world.host.events).toEqual([]);
  });

  it('is restarted, and stopped', async () => {
    const world = await aJoin([...BEGINNERS, 'infra3'], joiner);
    const nodes = [joiner];

    await runRestart(world.context, {nodes, named: true, dryRun: false});
    await runDown(world.context, {nodes, named: true, purge: false, dryRun: false});

    expect(world.host.events).toEqual(['stop infra3', 'start infra3', 'stop infra3']);
  });
});

it('a cluster of which nobody has data, and that all are to join, is named as what it is', async () => {
  const world = await aWorld(aSpec({nodes: [aJoiner(0), aJoiner(1), aJoiner(2)]}));

  const {hints} = await refusalOf(up(world));

  expect(hints[0]).toMatch(/remove initialClusterState/);
  expect(world.host.events).toEqual([]);
});

it('a learner is shown as one, and costs no failure that the cluster bears', async () => {
  const world = await aJoin([...BEGINNERS, 'infra3']);
  const {adapters, loaded} = world.context;

  const all = await clusterStatus(adapters, loaded.spec, loaded.folder);
  expect(nodeOf(all, 'infra3')).toMatchObject({role: 'learner', healthy: true, isLearner: true});
  expect(all.cluster).toMatchObject({health: 'healthy', faultTolerance: 1});

  world.host.kill('infra3');
  const without = await clusterStatus(adapters, loaded.spec, loaded.folder);
  expect(nodeOf(without, 'infra3')).toMatchObject({role: 'learner', running: false});
  expect(without.cluster).toMatchObject({health: 'degraded', faultTolerance: 1});
});

describe('a cluster that begins anew', () => {
  const purge = ({context}: World): Promise<unknown> =>
    runDown(context, {nodes: context.loaded.spec.nodes, purge: true, dryRun: false});

  /** The spec as the next command reads it. */
  async function reload({context, folder, etcd}: World): Promise<World['context']> {
    const {files, yaml} = context.adapters;
    const loaded = await loadSpec({cwd: folder, files, yaml, specFlag: undefined});
    etcd.spec = loaded.spec;
    return {...context, loaded};
  }

  it('is begun by those that had joined the old one as well', async () => {
    const world = await aJoin([...BEGINNERS, 'infra3']);

    await purge(world);

    expect(textOf(world, 'etcdops.yaml')).not.toMatch(/existing|learner/);
    expect(textOf(world, 'nodes/infra3/etcd.yaml')).toContain('initial-cluster-state: new');
    expect(textOf(world, 'nodes/infra0/etcd.yaml')).toMatch(/initial-cluster: .*infra3=/);
    await runUp(await reload(world), {dryRun: false});
    expect(world.etcd.leader()).toBeDefined();
  });

  it('gets the config files that were not written anew when it was killed', async () => {
    const world = await aJoin([...BEGINNERS, 'infra3']);
    const before = [...BEGINNERS, 'infra3'].map(
      name => [name, textOf(world, `nodes/${name}/etcd.yaml`)] as const,
    );
    await purge(world);
    const after = before.map(([name]) => textOf(world, `nodes/${name}/etcd.yaml`));
    for (const [name, text] of before) writeFileSync(join(world.folder, `nodes/${name}/etcd.yaml`), text);

    await runUp(await reload(world), {dryRun: false});

    expect(before.map(([name]) => textOf(world, `nodes/${name}/etcd.yaml`))).toEqual(after);
  });

  it('stops nothing where references in the spec stand in the way', async () => {
    const world = await aJoin([...BEGINNERS, 'infra3']);
    const path = join(world.folder, 'etcdops.yaml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/^ {4}learner: true$/m, '    <<: {learner: true}'));
    const context = await reload(world);

    await expect(
      runDown(context, {nodes: context.loaded.spec.nodes, purge: true, dryRun: false}),
    ).rejects.toMatchObject({code: 'E_USAGE', message: /references/});
    expect(world.host.events).toEqual([]);
  });
});
