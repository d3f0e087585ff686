import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {OpsError} from '../../src/lib/errors/ops-error.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const FATAL =
  '{"level":"fatal","msg":"discovery failed","error":"listen tcp 127.0.0.1:2390: bind: address already in use"}';

function up(world: World, only: readonly string[] = []) {
  return runUp(world.context, {dryRun: false, only});
}

function stateOf({folder}: World): unknown {
  return JSON.parse(readFileSync(join(folder, '.etcdops', 'state.json'), 'utf8'));
}

describe('up of a new cluster', () => {
  it('starts one after the other, waits, and records the id', async () => {
    const world = await aWorld(aSpec());

    const {run, cluster} = await up(world);

    expect(world.host.events).toEqual(NAMES.map(name => `start ${name}`));
    expect(run.outcome).toBe('done');
    expect(run.steps.map(({id, outcome}) => `${id} ${outcome}`)).toEqual([
      ...NAMES.map(name => `start-etcd:${name} ran`),
      'verify-health ran',
    ]);
    expect(cluster).toEqual({name: 'demo', id: world.etcd.clusterId()});
    expect(stateOf(world)).toMatchObject({schemaVersion: 1, clusterId: world.etcd.clusterId()});
  });

  it('keeps the ids that the cluster had before', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    const state = join(world.folder, '.etcdops', 'state.json');
    writeFileSync(state, JSON.stringify({...(stateOf(world) as object), formerClusterIds: ['aa1']}));
    world.host.kill('infra1');

    await up(world);

    expect(stateOf(world)).toMatchObject({formerClusterIds: ['aa1'], members: NAMES});
  });

  it('starts no member empty that was started before there was a cluster', async () => {
    const world = await aWorld(aSpec());
    await up(world, ['infra0']);
    await up(world, ['infra1']);
    world.host.kill('infra0');
    rmSync(world.launch('infra0').dataDir, {recursive: true});

    expect(stateOf(world)).toMatchObject({members: ['infra1', 'infra0']});
    await expect(up(world)).rejects.toMatchObject({code: 'E_DATA_LOST'});

    expect(world.host.runs('infra0')).toBe(false);
  });

  it('has nothing to do a second time', async () => {
    const world = await aWorld(aSpec());
    await up(world);
    world.host.events.length = 0;

    const {run} = await up(world);

    expect(run.outcome).toBe('nothing-to-do');
    expect(world.host.events).toEqual([]);
  });

  it('keeps on record how a node that runs was made, and not what the spec says of it since', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    await up(world);
    const {adapters, loaded} = world.context;
    const nodes = loaded.spec.nodes.map(node => ({...node, dataDir: `elsewhere/${node.name}`}));
    const edited = {adapters, loaded: {...loaded, spec: {...loaded.spec, nodes}}};

    await runUp(edited, {dryRun: false});
    expect(stateOf(world)).toHaveProperty('nodes', loaded.spec.nodes);

    world.host.kill('infra1');
    renameSync(join(world.folder, '.etcdops/data'), join(world.folder, 'elsewhere'));
    rmSync(join(world.folder, 'nodes'), {recursive: true});
    await runUp(edited, {dryRun: false});
    expect(stateOf(world)).toHaveProperty('nodes', [loaded.spec.nodes[0], nodes[1], loaded.spec.nodes[2]]);
  });

  it('starts only the one that is dead', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    world.host.kill('infra1');

    const {run} = await up(world);

    expect(world.host.events).toEqual(['start infra1']);
    expect(run.steps.map(({outcome}) => outcome)).toEqual(['skipped', 'ran', 'skipped', 'ran']);
  });

  it('starts only what it is told to', async () => {
    const world = await aWorld(aSpec(), {running: ['infra0']});

    await up(world, ['infra2']);

    expect(world.host.events).toEqual(['start infra2']);
  });

  it('adopts what something else started', async () => {
    const world = await aWorld(aSpec());
    world.host.begin(world.launch('infra0'), {managedBy: 'other'});

    await up(world);

    expect(world.host.events).toEqual(['start infra1', 'start infra2']);
  });
});

describe('up refuses, and starts nothing', () => {
  it.each<[what: string, arrange: (world: World) => void, code: string, message: RegExp]>([
    [
      'a member whose data directory is one of a proxy',
      world => mkdirSync(join(world.launch('infra1').dataDir, 'proxy'), {recursive: true}),
      'E_PREFLIGHT',
      /infra1.*proxy is there: etcd would not start infra1 as a member/,
    ],
    [
      'a member whose data is gone',
      world => rmSync(world.launch('infra1').dataDir, {recursive: true}),
      'E_DATA_LOST',
      /infra1 has no data in .*infra1/,
    ],
    [
      'a member whose log is gone',
      world => rmSync(join(world.launch('infra1').dataDir, 'member', 'wal'), {recursive: true}),
      'E_DATA_LOST',
      /infra1/,
    ],
    [
      'a port in use',
      world => void world.host.takenPorts.add(2390),
      'E_PREFLIGHT',
      /peer port 2390 of infra1.*in use/,
    ],
    [
      'a member of another cluster',
      world => {
        world.host.begin(world.launch('infra0'));
        world.etcd.strangers.add('infra0');
      },
      'E_CLUSTER_MISMATCH',
      /cluster abc/,
    ],
  ])('%s', async (_, arrange, code, message) => {
    const world = await aWorld(aSpec(), {recorded: true});
    arrange(world);

    const refusal = await refusalOf(up(world));

    expect(refusal).toMatchObject({code, message: expect.stringMatching(message) as string});
    expect(refusal.hints).not.toEqual([]);
    expect(world.host.events).toEqual([]);
  });

  it('members of other machines, with the lines to type there', async () => {
    const nodes = [aMember(0, {host: '10.0.0.1', dataDir: 'data'}), aMember(1, {host: '10.0.0.2'})];
    const world = await aWorld(aSpec({nodes}), {ownAddresses: ['127.0.0.1', '10.0.0.1']});

    const refusal = await refusalOf(up(world));

    expect(refusal).toMatchObject({
      code: 'E_REMOTE_NODE',
      message: expect.stringContaining('infra1 (10.0.0.2)') as string,
    });
    expect(refusal.message).not.toContain('infra0');
    expect(refusal.hints.join('\n')).toContain('ssh 10.0.0.2 ');
    expect(world.host.events).toEqual([]);
  });

  it('not a member that was never part of a healthy cluster', async () => {
    const world = await aWorld(aSpec(), {recorded: false});
    world.host.begin(world.launch('infra0'));
    world.host.kill('infra0');

    await expect(up(world)).resolves.toMatchObject({run: {outcome: 'done'}});
  });
});

describe('up that goes wrong', () => {
  it('says why a process ended, and leaves the others running', async () => {
    const world = await aWorld(aSpec());
    world.host.doomed.set('infra1', FATAL);

    const refusal = await refusalOf(up(world));

    expect(refusal.code).toBe('E_NODE_FAILED');
    expect(refusal.message).toMatch(
      /infra1 has ended: listen tcp 127\.0\.0\.1:2390: bind: address already in use/,
    );
    expect(world.host.runs('infra0')).toBe(true);
    expect(world.host.runs('infra2')).toBe(true);
    expect(existsSync(join(world.folder, '.etcdops/state.json'))).toBe(false);
  });

  it('ends after its deadline where nobody becomes healthy', async () => {
    const world = await aWorld(aSpec(), {recorded: true});
    world.etcd.hanging.add('infra1').add('infra2');

    const refusal = await refusalOf(up(world));

    expect(refusal).toMatchObject({code: 'E_UNHEALTHY'});
    expect(refusal.message).toMatch(/waiting for a healthy answer, not within 1 min/);
  });

  it('finds the wrong cluster only after the start where it could not before', async () => {
    const world = await aWorld(aSpec(), {recorded: true});
    world.etcd.strangers.add('infra2');

    expect((await refusalOf(up(world))).message).toMatch(/cluster abc/);
  });

  it('stops between two steps where the user interrupts, and goes on the next time', async () => {
    const world = await aWorld(aSpec());
    world.host.beforeStart = () => world.interrupt.abort(new OpsError('E_INTERRUPTED', 'interrupted'));

    expect(await refusalOf(up(world))).toMatchObject({code: 'E_INTERRUPTED'});

    expect(world.host.events).toEqual(['start infra0']);
    expect(world.host.runs('infra0')).toBe(true);
  });
});

describe('a dry run of up', () => {
  it.each([
    ['new', {}, 'planned'],
    ['half running', {running: ['infra0']}, 'planned'],
    ['running', {running: NAMES}, 'nothing-to-do'],
  ] as const)('changes nothing: %s', async (_, options, outcome) => {
    const world = await aWorld(aSpec(), options);
    rmSync(join(world.folder, 'nodes/infra2/etcd.yaml'));

    const {run} = await runUp(world.readOnly, {dryRun: true});

    expect(run.outcome).toBe(outcome);
    expect(world.host.events).toEqual([]);
  });
});
