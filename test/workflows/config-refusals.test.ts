import {cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {DatabaseFacts} from '../../src/lib/domain/etcd-data/database-facts.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {filesBefore} from '../../src/lib/workflows/snapshots/files-before.js';
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

  it.each<[what: string, arrange: (world: World) => void, end: string]>([
    ['the place of the spec is empty', () => undefined, ', where no log is'],
    ['nothing is in either', ({folder}) => rmSync(join(folder, OLD), {recursive: true}), ''],
    ['the data was moved', moved, ', where its data is: it would start empty'],
  ])('is told before a restore as it is: %s', async (_, arrange, end) => {
    const world = edited(await aWorld(aSpec(), {recorded: true}));
    arrange(world);

    expect(await refusedAtRestore(world)).toEqual([
      `nodes/infra1/etcd.yaml has the data of infra1 in ${join(world.folder, OLD)}, the spec has it in ${join(world.folder, 'data/one')}${end}`,
    ]);
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

function rewrite(world: World, change: (text: string) => string): void {
  const path = world.launch('infra1').configFile!;
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

const replaced = (from: string, to: string) => (text: string) => text.replace(from, to);

/** The world where the databases know infra1 by these peer URLs. */
function knownBy(world: World, peerUrls: readonly string[] | undefined): World {
  const {adapters, loaded} = world.context;
  const members = peerUrls === undefined ? [] : [{name: 'infra1', peerUrls}];
  const database = (): Promise<DatabaseFacts> => Promise.resolve({revision: 1, authEnabled: false, members});
  const etcdData = {...adapters.etcdData, database};
  return {...world, context: {adapters: {...adapters, etcdData}, loaded}};
}

/** What a restore says of the same files. */
async function refusedAtRestore({context}: World): Promise<string[]> {
  const {refusals} = await filesBefore(context, {known: undefined, members: context.loaded.spec.nodes});
  return refusals.map(({message}) => message);
}

describe('a config file that was changed by hand, at a start and before a restore', () => {
  it.each<[what: string, change: (text: string) => string]>([
    ['comments and another order', text => `# mine\n${text.split('\n').reverse().join('\n')}\n`],
    ['quotes', replaced(OLD, `"${OLD}"`)],
    ['a slash behind a folder', replaced(OLD, `./${OLD}/`)],
    ['capital letters in a key', replaced('data-dir', 'Data-Dir')],
    [
      'localhost',
      text => text.replaceAll(/(listen-(?:client|peer)-urls): http:..127.0.0.1/g, '$1: http://localhost'),
    ],
    [
      'further URLs',
      replaced('urls: http://127.0.0.1:2389', 'urls: http://[::1]:2389,http://127.0.0.1:2389'),
    ],
    ['every address', text => text.replaceAll(/(listen-\w+-urls): http:..127.0.0.1/g, '$1: http://[::]')],
    ['a setting that moves nothing', text => `${text}snapshot-count: 5000\n`],
  ])('is taken with %s', async (_, change) => {
    const world = knownBy(await aWorld(aSpec(), {recorded: true}), ['http://127.0.0.1:2390']);
    rewrite(world, change);

    expect(await refusedAtRestore(world)).toEqual([]);
    await up(world);

    expect(world.host.runs('infra1')).toBe(true);
  });

  it.each<[what: string, change: (text: string) => string, message: string]>([
    [
      'another port for clients',
      text => text.replaceAll('2389', '2999'),
      'by nodes/infra1/etcd.yaml infra1 listens for clients on http://127.0.0.1:2999, where the spec has http://127.0.0.1:2389',
    ],
    [
      'another address for clients',
      replaced('listen-client-urls: http://127.0.0.1', 'listen-client-urls: http://127.0.0.2'),
      'by nodes/infra1/etcd.yaml infra1 listens for clients on http://127.0.0.2:2389, where the spec has http://127.0.0.1:2389',
    ],
    [
      'a name to listen on',
      replaced('listen-client-urls: http://127.0.0.1', 'listen-client-urls: http://LOCALHOST'),
      'by nodes/infra1/etcd.yaml infra1 listens for clients on http://LOCALHOST:2389, where the spec has http://127.0.0.1:2389',
    ],
    [
      'a name to show metrics on',
      replaced('listen-metrics-urls: http://127.0.0.1', 'listen-metrics-urls: http://db.example.com'),
      'by nodes/infra1/etcd.yaml infra1 cannot listen on http://db.example.com:2391 (listen-metrics-urls)',
    ],
    [
      'another name of the member',
      replaced('name: infra1', 'name: other'),
      'by nodes/infra1/etcd.yaml infra1 is called other, and a member keeps its name',
    ],
    [
      'no name',
      replaced('name: infra1', "name: ''"),
      'by nodes/infra1/etcd.yaml infra1 has no name, and a member keeps its name',
    ],
    [
      'another port for peers',
      text => text.replaceAll('2390', '2998'),
      'by nodes/infra1/etcd.yaml infra1 listens for peers on http://127.0.0.1:2998, where the spec has http://127.0.0.1:2390',
    ],
  ])('is refused with %s', async (_, change, message) => {
    const world = knownBy(await aWorld(aSpec(), {recorded: true}), ['http://127.0.0.1:2390']);
    rewrite(world, change);

    expect(await refusedAtRestore(world)).toEqual([message]);
    await expect(up(world)).rejects.toMatchObject({
      code: 'E_PREFLIGHT',
      message,
      hints: [
        'etcdops render writes the files as the spec has them, then the same line again; etcdops render --check shows what changes',
      ],
    });

    expect(world.host.events).toEqual([]);
  });

  it('is told with all that stands against it', async () => {
    const world = await aWorld(aSpec(), {recorded: true});
    rewrite(world, text => text.replace(OLD, 'data/other').replaceAll('2389', '2999'));

    const refusal = await refusalOf(up(world));

    expect(refusal.code).toBe('E_DATA_LOST');
    expect(refusal.message).toMatch(/has the data of infra1 in .*\n.*listens for clients on/);
    expect(refusal.hints).toHaveLength(1);
  });

  it('starts a member where the others know it, which a restore would move', async () => {
    const world = knownBy(await aWorld(aSpec(), {recorded: true}), ['http://127.0.0.1:2998']);
    rewrite(world, text => text.replaceAll('2390', '2998'));

    expect(await refusedAtRestore(world)).toHaveLength(1);
    await up(world);

    expect(world.host.runs('infra1')).toBe(true);
  });

  it('starts a member of whose peer URL nobody here knows', async () => {
    const world = knownBy(await aWorld(aSpec(), {recorded: true}), undefined);
    rewrite(world, text => text.replaceAll('2390', '2998'));

    await up(world);

    expect(world.host.runs('infra1')).toBe(true);
  });

  it('begins no member where the others do not look for it', async () => {
    const world = await aWorld(aSpec());
    rewrite(world, replaced('urls: http://127.0.0.1:2390', 'urls: http://127.0.0.1:2998'));

    await expect(up(world)).rejects.toMatchObject({code: 'E_PREFLIGHT'});

    expect(world.host.events).toEqual([]);
  });
});
