import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {readState, writeState} from '../../src/lib/queries/cluster-state.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {FILE_MUTATORS} from '../../src/lib/workflows/runs/read-only.js';
import type {World} from '../fakes/fake-world.js';
import {intercepted} from '../fakes/intercepted.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec, members} from '../fakes/spec.js';
import {abort, clusterOf} from './membership-scenarios.js';
import {aStage, portraitOf, restore, restored, undo, type Stage} from './snapshot-scenarios.js';

const stageOf = (spec: ClusterSpec, prepare?: (world: World) => Promise<void>): Promise<Stage> =>
  aStage({
    name: '',
    spec,
    begin: undo,
    ends: {inUse: [], kept: []},
    ...(prepare === undefined ? {} : {prepare}),
  });

async function writeSpec({folder, context: {adapters}}: World, spec: ClusterSpec): Promise<void> {
  const text = (await adapters.yaml()).stringify(spec);
  await adapters.files.writeAtomic(join(folder, 'etcdops.yaml'), text, {mode: 0o644});
}

/** As after a start by etcdops, which notes the nodes that it has made. */
async function noteNodes({folder, context: {adapters, loaded}}: World): Promise<void> {
  const state = await readState(adapters, folder);
  await writeState(adapters, folder, {...state, nodes: loaded.spec.nodes});
}

/** Killed as soon as the state is written, before anything else is. */
async function killedAtState(world: World): Promise<SpecContext> {
  const {adapters, loaded} = await clusterOf(world);
  let isDead = false;
  const files = intercepted(adapters.files, FILE_MUTATORS, async (act, {args}) => {
    if (isDead) throw new Error('killed');
    isDead = String(args[0]).endsWith('state.json');
    const done = await act();
    if (isDead) throw new Error('killed');
    return done;
  });
  return {adapters: {...adapters, files}, loaded};
}

it('an undo brings back what was, where the disk of one member was new before the restore', async () => {
  const stage = await stageOf(aSpec(), async world => {
    world.host.kill('infra2');
    rmSync(world.launch('infra2').dataDir, {recursive: true});
    mkdirSync(world.launch('infra2').dataDir);
    await restored(world);
  });

  await undo(await clusterOf(stage.world));

  const {data, events, violations} = await portraitOf(stage);
  expect(violations).toEqual([]);
  expect([data['infra0']?.keys, data['infra2'], data['infra2.undone-RUN']?.keys]).toEqual([
    ['early', 'late'],
    undefined,
    ['early', 'meanwhile'],
  ]);
  expect(events.filter(event => event.startsWith('start'))).toEqual(['start infra0', 'start infra1']);
});

it('takes a restore into another place back that was killed as it noted the new cluster, and aborted', async () => {
  const spec = aSpec({nodes: members(1)});
  const stage = await stageOf(spec);
  const {world} = stage;
  const config = join(world.folder, 'nodes/infra0/etcd.yaml');
  const made = readFileSync(config, 'utf8');
  await noteNodes(world);
  await writeSpec(world, {...spec, nodes: [aMember(0, {dataDir: '.etcdops/data/new'})]});
  await expect(restore(await killedAtState(world))).rejects.toThrow('killed');
  expect(await abort(world)).toContain('record-cluster');
  await writeSpec(world, spec);
  writeFileSync(config, made);
  await world.etcd.clock.sleep(2000);

  await undo(await clusterOf(world));

  const {data} = await portraitOf(stage);
  expect([data['infra0']?.keys, data['new.undone-RUN']?.keys]).toEqual([['early', 'late'], ['early']]);
});

it('asks for the log of before, where only the data is in its place again', async () => {
  const at = (dataDir: string, walDir: string): ClusterSpec =>
    aSpec({nodes: [aMember(0, {dataDir, walDir})]});
  const before = at('.etcdops/data/infra0', 'wal/old');
  const stage = await stageOf(before);
  const {world} = stage;
  await noteNodes(world);
  await writeSpec(world, at('.etcdops/data/new', 'wal/new'));
  await restored(world);
  await writeSpec(world, at('.etcdops/data/infra0', 'wal/new'));

  const {message, hints} = await refusalOf(undo(await clusterOf(world)));
  expect(message).toContain('comes back without its log, which is not where the spec has it: infra0');
  expect(hints[0]).toContain('write walDir of infra0 into the spec as it was before');

  await writeSpec(world, before);
  await undo(await clusterOf(world));
  expect((await portraitOf(stage)).data['infra0']?.keys).toEqual(['early', 'late']);
});
