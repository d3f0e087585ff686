import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {swapOf, type Swap} from '../../src/lib/domain/snapshots/swaps.js';
import {runAbortView} from '../../src/lib/views/run-abort-view.js';
import {findUnfinished} from '../../src/lib/queries/run-journals.js';
import {abortRun, planAbort} from '../../src/lib/workflows/runs/abort-run.js';
import {openJournal} from '../../src/lib/workflows/runs/open-journal.js';
import {createRunContext} from '../../src/lib/workflows/runs/run-context.js';
import {swapStep} from '../../src/lib/workflows/snapshots/planned-steps.js';
import {recordStep} from '../../src/lib/workflows/snapshots/record-steps.js';
import type {PlannedAction} from '../../src/lib/workflows/steps/actions.js';
import {bindSteps} from '../../src/lib/workflows/steps/bind.js';
import {runSteps} from '../../src/lib/workflows/cluster-run.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec} from '../fakes/spec.js';

const RUN = '20261126T100000Z-abcdef';
const askPassphrase = () => Promise.reject(new Error('nobody asks'));

/** A member with data and log, and what a restore has made beside them; the content tells which is which. */
interface Scene {
  readonly world: World;
  readonly swaps: readonly Swap[];
  /** Data and log as they stand: `old`, `new`, or `-` where nothing is. */
  look(): string;
  readonly steps: readonly PlannedAction[];
}

async function aScene({hasOldLog = true} = {}): Promise<Scene> {
  const node = aMember(0, {walDir: 'wal/infra0'});
  const world = await aWorld(aSpec({nodes: [node]}), {running: ['infra0']});
  world.host.kill('infra0');
  const {dataDir, walDir} = world.launch('infra0');
  const dirs = [
    {kind: 'data', path: dataDir, hasOld: true, isMount: false},
    {kind: 'wal', path: walDir!, hasOld: hasOldLog, isMount: false},
  ] as const;
  const swaps = dirs.map(dir => swapOf(dir, RUN)!);
  for (const {live, incoming, hasOld} of swaps) {
    if (!hasOld) rmSync(live, {recursive: true});
    for (const [dir, text] of [...(hasOld ? [[live, 'old']] : []), [incoming, 'new']] as const) {
      mkdirSync(dir, {recursive: true});
      writeFileSync(join(dir, 'what'), text);
      writeFileSync(join(dir, '0000000000000000-0000000000000000.wal'), '');
    }
  }
  const record = {clusterId: 'bb2', formerClusterIds: ['aa1'], members: ['infra0']};
  return {
    world,
    swaps,
    look: () =>
      swaps
        .map(({live}) => join(live, 'what'))
        .map(file => (existsSync(file) ? readFileSync(file, 'utf8') : '-'))
        .join(),
    steps: [
      ...swaps.map(swap => swapStep(node, swap)),
      recordStep(record, {formerClusterIds: [], members: []}),
    ],
  };
}

/** A run of the first steps, which is killed then. */
async function runFirst({world: {context}, steps}: Scene, count: number): Promise<void> {
  const header = {id: RUN, workflow: 'snapshot restore', input: {}, steps, done: ''};
  const journal = await openJournal(context, header);
  const bound = await bindSteps(createRunContext(context, {runId: RUN, askPassphrase}), steps);
  const killed = {...journal, ended: async () => undefined};
  const run = {runId: RUN, workflow: 'snapshot restore', dryRun: false, journal: killed};
  await runSteps(context.adapters, bound.slice(0, count), run);
}

async function abort({world: {context}}: Scene): Promise<string> {
  const recorded = (await findUnfinished(context.adapters, context.loaded.folder))!;
  const plan = await planAbort(context, {recorded, askPassphrase});
  await abortRun(context, recorded, plan);
  return runAbortView({...plan, aborted: true}, {} as never);
}

describe('the swap of a restore, aborted', () => {
  it.each([0, 1, 2])('after %i of a member’s two directories, both are as before', async count => {
    for (const hasOldLog of [true, false]) {
      const scene = await aScene({hasOldLog});
      await runFirst(scene, count);
      expect(await abort(scene)).toContain('Next: etcdops status');
      expect(scene.look()).toBe(hasOldLog ? 'old,old' : 'old,-');
      expect(scene.swaps.map(({incoming}) => existsSync(incoming))).toEqual([true, true]);
    }
  });

  it('between two renames, the way there and the way back, it is as before', async () => {
    const scene = await aScene();
    const [data] = scene.swaps;
    const [step] = await bindSteps(
      createRunContext(scene.world.context, {runId: RUN, askPassphrase}),
      scene.steps,
    );
    await step!.run();
    renameSync(data!.live, data!.incoming);
    expect(scene.look()).toBe('-,old');
    await step!.undo!();
    await step!.undo!();
    expect(scene.look()).toBe('old,old');
    expect(existsSync(data!.aside)).toBe(false);
  });

  it('once the new cluster is noted, all of it stays, and what takes it back is named', async () => {
    const scene = await aScene();
    await runFirst(scene, 3);
    expect(await abort(scene)).toContain('etcdops snapshot undo');
    expect(scene.look()).toBe('new,new');
    const state: unknown = JSON.parse(readFileSync(join(scene.world.folder, '.etcdops/state.json'), 'utf8'));
    expect(state).toMatchObject({clusterId: 'bb2'});
  });

  it('touches nothing under a member that runs', async () => {
    const scene = await aScene();
    await runFirst(scene, 2);
    scene.world.host.begin(scene.world.launch('infra0'));
    expect((await refusalOf(abort(scene))).message).toContain('infra0 runs again');
    expect(scene.look()).toBe('new,new');
  });
});

describe('a cluster in the middle of a restore', () => {
  it('is neither started nor restarted, whatever of its data is where', async () => {
    const scene = await aScene();
    const {world} = scene;
    const codes = async (): Promise<string[]> => {
      const {context, readOnly} = world;
      const up = refusalOf(runUp(context, {dryRun: false}));
      const restart = refusalOf(runRestart(readOnly, {nodes: context.loaded.spec.nodes, dryRun: true}));
      return [(await up).code, (await restart).code];
    };
    await runFirst(scene, 1);
    expect(await codes()).toEqual(['E_RUN_UNFINISHED', 'E_RUN_UNFINISHED']);
    renameSync(scene.swaps[0]!.live, scene.swaps[0]!.incoming);
    expect(await codes()).toEqual(['E_RUN_UNFINISHED', 'E_RUN_UNFINISHED']);
    expect(world.host.events.filter(event => event.startsWith('start'))).toEqual([]);
  });

  it.each([
    ['nothing was moved yet', (_: string) => undefined],
    ['the journal cannot be read', (journal: string) => void writeFileSync(journal, 'no journal\n')],
  ])('starts as ever where %s', async (_, prepare) => {
    const scene = await aScene();
    await runFirst(scene, 0);
    prepare(join(scene.world.folder, '.etcdops/runs', `${RUN}.jsonl`));
    const {run} = await runUp(scene.world.context, {dryRun: false});
    expect(run.outcome).toBe('done');
  });
});

describe('a restore that goes on between the two directories of a member', () => {
  const restoreMember = (swaps: readonly Swap[]): PlannedAction & {action: 'restore-member'} => ({
    id: 'restore-member:infra0',
    title: 'restore infra0',
    action: 'restore-member',
    input: {
      ...{node: 'infra0', path: '/s.db', skipHashCheck: false, initialCluster: '', peerUrl: ''},
      ...{token: 't', clusterId: 'bb2', swaps},
      ...{sha256: 'ab'.repeat(32), stamp: {sizeBytes: 1, modifiedMs: 2, inode: 3}},
    },
  });

  it.each([true, false])('holds wherever each of them is, old log: %s', async hasOldLog => {
    const scene = await aScene({hasOldLog});
    const [data, log] = scene.swaps;
    const context = createRunContext(scene.world.context, {runId: RUN, askPassphrase});
    const [restored, first, second] = await bindSteps(context, [restoreMember(scene.swaps), ...scene.steps]);
    await first!.run();
    expect(await restored!.holds!(() => false)).toBe(true);
    if (hasOldLog) renameSync(log!.live, log!.aside);
    expect(await restored!.holds!(() => false)).toBe(true);
    expect(await first!.holds!(() => false)).toBe(true);
    await second!.run();
    expect(scene.look()).toBe('new,new');
    renameSync(data!.live, join(dirname(data!.live), 'gone'));
    expect(await restored!.holds!(() => false)).toBe(false);
  });

  it('takes no other file for the snapshot than the one that was verified', async () => {
    const scene = await aScene();
    const {context: cluster, folder} = scene.world;
    const path = join(folder, 's.db');
    writeFileSync(path, 'the snapshot');
    const {sizeBytes, modifiedMs, inode} = (await cluster.adapters.files.stampOf(path))!;
    const snapshotFiles = {
      readDigest: () => Promise.resolve({sizeBytes, sha256: 'cd'.repeat(32), digest: 'wrong'}),
    } as unknown as typeof cluster.adapters.snapshotFiles;
    const adapters = Object.assign(Object.create(cluster.adapters) as typeof cluster.adapters, {
      snapshotFiles,
    });
    const context = createRunContext({...cluster, adapters}, {runId: RUN, askPassphrase});
    const planned = restoreMember(scene.swaps);
    const input = {...planned.input, path, stamp: {sizeBytes, modifiedMs, inode}};
    const [step] = await bindSteps(context, [{...planned, input}]);
    await step!.require!();
    renameSync(path, `${path}.old`);
    writeFileSync(path, 'no snapshot!');
    expect((await refusalOf(step!.require!())).code).toBe('E_SNAPSHOT_INVALID');
  });

  it('touches nothing but directories of the member, whatever the journal names', async () => {
    const scene = await aScene();
    const {context: cluster, folder} = scene.world;
    const context = createRunContext(cluster, {runId: RUN, askPassphrase});
    const elsewhere = join(folder, 'precious');
    mkdirSync(`${elsewhere}.restoring-${RUN}`, {recursive: true});
    mkdirSync(elsewhere);
    const foreign = swapOf({kind: 'data', path: elsewhere, hasOld: true, isMount: false}, RUN)!;
    const named = {...scene.swaps[0]!, incoming: elsewhere};
    for (const [swap, code] of [
      [foreign, 'E_DRIFTED'],
      [named, 'E_JOURNAL_INVALID'],
    ] as const) {
      const steps = await bindSteps(context, [restoreMember([swap]), swapStep(aMember(0), swap)]);
      for (const step of steps) {
        expect((await refusalOf(step.undo!())).code).toBe(code);
        expect((await refusalOf(step.run())).code).toBe(code);
      }
    }
    expect(existsSync(elsewhere)).toBe(true);
    expect(scene.look()).toBe('old,old');
  });

  it('does not take the old directory for the restored one', async () => {
    const scene = await aScene();
    const context = createRunContext(scene.world.context, {runId: RUN, askPassphrase});
    const [first] = await bindSteps(context, scene.steps);
    expect(await first!.holds!(() => false)).toBe(false);
  });
});
