import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {SPEC_FILE, STATE_FILE} from '../../src/lib/domain/layout/layout.js';
import type {ClusterSpec, SpecNode} from '../../src/lib/domain/spec/schema.js';
import {readState} from '../../src/lib/queries/cluster-state.js';
import {abortRun, planAbort} from '../../src/lib/workflows/runs/abort-run.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {planRun} from '../../src/lib/workflows/runs/start-run.js';
import {snapshotRestore} from '../../src/lib/workflows/snapshots/restore.js';
import {renderSpec} from '../../src/lib/workflows/render.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aProxy, aSpec, members} from '../fakes/spec.js';
import {clusterOf, openRun} from './membership-scenarios.js';
import {aStage, INPUT, SCENARIOS} from './snapshot-scenarios.js';

const {begin: restore} = SCENARIOS[0]!;
const askPassphrase = () => Promise.reject(new Error('nobody asks'));

const moved = (node: SpecNode): SpecNode => {
  const ports = Object.entries(node.ports as Record<string, number>).map(([kind, port]) => [
    kind,
    port + 100,
  ]);
  return {...node, ports: Object.fromEntries(ports) as SpecNode['ports']};
};

/** A cluster that was brought up, and whose spec was edited then. */
async function editedStage(before: readonly SpecNode[], after: readonly SpecNode[]): Promise<World> {
  const {world} = await aStage({
    ...SCENARIOS[0]!,
    spec: aSpec({nodes: [...before]}),
    prepare: async () => {},
  });
  const {adapters} = world.context;
  const state = await readState(adapters, world.folder);
  writeFileSync(join(world.folder, STATE_FILE), JSON.stringify({...state, nodes: before}));
  const spec: ClusterSpec = {...world.context.loaded.spec, nodes: [...after]};
  writeFileSync(join(world.folder, SPEC_FILE), (await adapters.yaml()).stringify(spec));
  world.etcd.spec = spec;
  return world;
}

const THREE = members(3);
const renamed = THREE.map((node, index) => ({...node, name: `node${index}`}));

const filesOf = ({folder}: World, nodes: readonly SpecNode[]): string[] =>
  [...nodes.map(({name}) => `nodes/${name}/etcd.yaml`), 'Procfile'].map(path =>
    readFileSync(join(folder, path), 'utf8'),
  );

async function noticesOf(world: World): Promise<readonly string[]> {
  const input = {...INPUT, path: join(world.folder, 'saved.db')};
  const {plan} = await planRun(await clusterOf(world), snapshotRestore, {input, askPassphrase});
  return plan.notices;
}

async function expectInStep(world: World, nodes: readonly SpecNode[]): Promise<void> {
  const {adapters, loaded} = await clusterOf(world);
  const {files} = await renderSpec(adapters, loaded, {formats: undefined, check: true});
  expect(files.filter(({state}) => state !== 'same')).toEqual([]);
  expect(world.warnings.filter(text => text.includes('by hand'))).toEqual([]);
  expect((await readState(adapters, world.folder)).nodes).toEqual(nodes);
  expect(nodes.map(({name}) => world.host.runs(name))).toEqual(nodes.map(() => true));
}

describe('a restore after the spec was edited', () => {
  it.each([
    ['other ports', THREE, THREE.map(moved)],
    ['three members of one', members(1), THREE],
    ['one member of three', THREE, members(1)],
    ['other names', THREE, renamed],
    ['other names and ports, beside a gateway', [...THREE, aProxy('gateway')], renamed.map(moved)],
    ['a log elsewhere', members(1), [aMember(0, {walDir: 'wal/infra0'})]],
  ])('writes the files of %s', async (_, before, after) => {
    const world = await editedStage(before, after);
    await restore(await clusterOf(world));
    await expectInStep(world, after);
  });

  it('writes the files of a cluster whose members were started in another order', async () => {
    const after = THREE.map(moved);
    const world = await editedStage(THREE, after);
    const state = await readState(world.context.adapters, world.folder);
    writeFileSync(join(world.folder, STATE_FILE), JSON.stringify({...state, nodes: THREE.toReversed()}));
    await restore(await clusterOf(world));
    await expectInStep(world, after);
  });

  it.each([
    ['other ports', THREE.map(moved)],
    ['other names', renamed],
    ['ports of each other', THREE.map((node, index) => ({...node, ports: THREE[(index + 1) % 3]!.ports}))],
  ])('asks the members of before where they run: %s', async (_, after) => {
    const world = await editedStage(THREE, after);
    const leader = world.etcd.leader();
    expect((await noticesOf(world)).join()).not.toContain('tells how far');
    await restore(await clusterOf(world));
    expect(world.host.events.findLast(event => event.startsWith('stop '))).toBe(`stop ${leader}`);
  });

  it.each([
    ['other names', renamed],
    ['other directories', THREE.map(node => ({...node, dataDir: `disk/${node.name}`}))],
  ])('reads the data of members of before that do not run: %s', async (_, after) => {
    const world = await editedStage(THREE, after);
    for (const {name} of THREE) world.host.kill(name);
    expect((await noticesOf(world)).join()).not.toContain('tells how far');
  });

  it('takes files that were rendered since for those of the spec', async () => {
    const after = THREE.map(moved);
    const world = await editedStage(THREE, after);
    const {adapters, loaded} = await clusterOf(world);
    await renderSpec(adapters, loaded, {formats: undefined, check: false});
    await restore(await clusterOf(world));
    await expectInStep(world, after);
  });

  it('is refused with nothing stopped where a file that would stay starts a member elsewhere', async () => {
    const world = await editedStage(THREE, THREE.map(moved));
    appendFileSync(join(world.folder, 'nodes/infra1/etcd.yaml'), '# mine\n');
    const refusal = await refusalOf(clusterOf(world).then(restore));
    expect(refusal).toMatchObject({code: 'E_PREFLIGHT', exitCode: 4});
    expect(refusal.message).toContain(
      'by nodes/infra1/etcd.yaml infra1 listens for clients on http://127.0.0.1:',
    );
    expect(refusal.hints.join()).toContain('etcdops render --check');
    expect(world.host.events).toEqual([]);
  });

  it('says which files stay as they are where other things than nodes were edited', async () => {
    const world = await editedStage(THREE, THREE);
    const {adapters, loaded} = await clusterOf(world);
    const told = async (change: Partial<ClusterSpec>): Promise<readonly string[]> => {
      const spec = {...loaded.spec, ...change};
      writeFileSync(join(world.folder, SPEC_FILE), (await adapters.yaml()).stringify(spec));
      return (await noticesOf(world)).filter(text => text.startsWith('not as the spec has it'));
    };
    expect(await told({})).toEqual([]);
    expect(await told({etcd: {...loaded.spec.etcd, binDir: '/opt/other'}})).toEqual([
      'not as the spec has it, and left as it is: Procfile; where the spec is to count, first: etcdops render',
    ]);
    expect((await told({settings: {'max-txn-ops': 256, 'auto-compaction-retention': '1'}})).join()).toContain(
      'nodes/infra0/etcd.yaml (auto-compaction-retention, max-txn-ops), nodes/infra1/etcd.yaml (auto-',
    );
  });

  it('is refused with nothing stopped where the log is inside the data directory', async () => {
    const node = aMember(0, {dataDir: 'data/infra0', walDir: 'data/infra0/wal'});
    const world = await editedStage([node], [node]);
    const refusal = await refusalOf(clusterOf(world).then(restore));
    expect(refusal).toMatchObject({code: 'E_PREFLIGHT', exitCode: 4});
    expect(refusal.message).toContain('walDir of infra0');
    expect(world.host.events).toEqual([]);
  });

  it('goes on where a file was changed by hand, and starts its member in the place of the spec', async () => {
    const world = await editedStage(THREE, THREE);
    appendFileSync(join(world.folder, 'nodes/infra1/etcd.yaml'), '# mine\n');
    await restore(await clusterOf(world));
    expect(filesOf(world, THREE)[1]).toContain('# mine');
    expect(world.host.runs('infra1')).toBe(true);
  });
});

describe('a restore after the spec was edited, which stops', () => {
  it('before the new cluster is noted: aborted, the files are those of before the edit', async () => {
    const world = await editedStage(THREE, THREE.map(moved));
    const before = filesOf(world, THREE);
    const cluster = await clusterOf(world);
    const files = Object.assign(Object.create(cluster.adapters.files) as typeof cluster.adapters.files, {
      rename: (from: string, to: string) =>
        to.includes('.replaced-') ? Promise.reject(new Error('no')) : cluster.adapters.files.rename(from, to),
    });
    await expect(restore({...cluster, adapters: {...cluster.adapters, files}})).rejects.toThrow();
    expect(filesOf(world, THREE)).not.toEqual(before);
    const recorded = (await openRun(world))!;
    const again = await clusterOf(world);
    await abortRun(again, recorded, await planAbort(again, {recorded, askPassphrase}));
    expect(filesOf(world, THREE)).toEqual(before);
    expect(THREE.map(({name}) => world.host.runs(name))).toEqual([true, true, true]);
  });

  it('where a member does not start: goes on by run resume', async () => {
    const after = THREE.map(moved);
    const world = await editedStage(THREE, after);
    world.host.doomed.set('infra2', 'no');
    await expect(clusterOf(world).then(restore)).rejects.toThrow();
    world.host.doomed.clear();
    await resumeRun(await clusterOf(world), (await openRun(world))!, {dryRun: false, askPassphrase});
    await expectInStep(world, after);
  });
});
