import {cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runRestart} from '../../src/lib/workflows/restart.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const OLD = '.etcdops/data/infra1';

/** The spec has the data of infra1 elsewhere than its config file, which was written before. */
function edited(world: World, change: {dataDir?: string; walDir?: string} = {dataDir: 'data/one'}): World {
  const {adapters, loaded} = world.context;
  const nodes = loaded.spec.nodes.map(node => (node.name === 'infra1' ? {...node, ...change} : node));
  return {...world, context: {adapters, loaded: {...loaded, spec: {...loaded.spec, nodes}}}};
}

function moved({folder}: World): void {
  mkdirSync(join(folder, 'data'));
  renameSync(join(folder, OLD), join(folder, 'data/one'));
}

const up = (world: World) => runUp(world.context, {dryRun: false});

describe('a config file that names another place than the spec', () => {
  it('starts no member empty beside its data', async () => {
    const world = edited(await aWorld(aSpec(), {recorded: true}));
    moved(world);

    const refusal = await refusalOf(up(world));

    expect(refusal).toMatchObject({code: 'E_DATA_LOST', exitCode: 4});
    expect(refusal.message).toBe(
      `nodes/infra1/etcd.yaml has the data of infra1 in ${join(world.folder, OLD)}, the spec has it in ${join(world.folder, 'data/one')}, where its data is: it would start empty`,
    );
    expect(world.host.events).toEqual([]);
  });

  it('stops no member that would come back empty', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    const path = world.launch('infra1').configFile!;
    writeFileSync(path, readFileSync(path, 'utf8').replace(OLD, 'data/other'));
    const nodes = world.context.loaded.spec.nodes.filter(({name}) => name === 'infra1');

    const refusal = await refusalOf(runRestart(world.context, {nodes, named: true, dryRun: false}));

    expect(refusal).toMatchObject({code: 'E_DATA_LOST'});
    expect(world.host.events).toEqual([]);
  });

  it('says so of a log that was moved', async () => {
    const world = edited(await aWorld(aSpec(), {recorded: true}), {walDir: 'log'});
    renameSync(join(world.folder, OLD, 'member/wal'), join(world.folder, 'log'));

    await expect(up(world)).rejects.toMatchObject({
      code: 'E_DATA_LOST',
      message: expect.stringContaining('has the log of infra1 in the data directory') as string,
    });
  });

  it.each([
    ['at a first start', false],
    ['where both have data', true],
  ])('is refused %s', async (_, recorded) => {
    const world = edited(await aWorld(aSpec(), {recorded}));
    if (recorded) cpSync(join(world.folder, OLD), join(world.folder, 'data/one'), {recursive: true});

    await expect(up(world)).rejects.toMatchObject({code: 'E_PREFLIGHT'});

    expect(world.host.events).toEqual([]);
  });

  it('starts no member that listens for clients where the spec does not look for it', async () => {
    const world = await aWorld(aSpec(), {recorded: true});
    const path = world.launch('infra1').configFile!;
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('2389', '2999'));

    await expect(up(world)).rejects.toMatchObject({
      code: 'E_PREFLIGHT',
      message: 'nodes/infra1/etcd.yaml has infra1 listen for clients on port 2999, the spec on 2389',
      hints: ['etcdops render writes the files as the spec has them, then the same line again'],
    });

    expect(world.host.events).toEqual([]);
  });

  it.each<[what: string, arrange: (world: World) => void]>([
    ['it leads to the same folder', ({folder}) => symlinkSync(join(folder, 'data/one'), join(folder, OLD))],
    ['it is missing', ({folder}) => rmSync(join(folder, 'nodes/infra1/etcd.yaml'))],
  ])('starts the member where %s', async (_, arrange) => {
    const world = edited(await aWorld(aSpec(), {recorded: true}));
    moved(world);
    arrange(world);

    await up(world);

    expect(world.host.runs('infra1')).toBe(true);
  });
});
