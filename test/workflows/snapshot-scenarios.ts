import {readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {readState} from '../../src/lib/queries/cluster-state.js';
import {listRuns} from '../../src/lib/queries/run-journals.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {memberAdd} from '../../src/lib/workflows/membership/add.js';
import {promoteProxy} from '../../src/lib/workflows/membership/promote-proxy.js';
import {FILE_MUTATORS, SNAPSHOT_MUTATORS} from '../../src/lib/workflows/runs/read-only.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import type {SnapshotRestoreInput} from '../../src/lib/workflows/snapshots/restore-facts.js';
import {snapshotRestore} from '../../src/lib/workflows/snapshots/restore.js';
import {saveSnapshot} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {snapshotUndo} from '../../src/lib/workflows/snapshots/undo.js';
import type {Killer} from '../fakes/crash.js';
import {contentIn, type FakeContent} from '../fakes/etcd/fake-database.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {aMember, aProxy, aSpec, members} from '../fakes/spec.js';
import {clusterOf, line, openRun, pictureOf, type Picture} from './membership-scenarios.js';

/** A restore, or the way back from one, of a cluster in memory. */
export interface Scenario {
  readonly name: string;
  readonly spec: ClusterSpec;
  /** After a snapshot was saved as `saved.db` and more was written. */
  readonly prepare?: (world: World) => Promise<void>;
  readonly begin: (cluster: SpecContext) => Promise<unknown>;
  /** Keys that the data of the first member has in the end, and those that it kept. */
  readonly ends: {readonly inUse: readonly string[]; readonly kept: readonly string[]};
}

/** A token of its own would make each cluster another one. */
export const INPUT: SnapshotRestoreInput = {
  token: 'demo-restored',
  yesOtherCluster: false,
  skipHashCheck: false,
  keepAlarms: false,
};

export const restore: Scenario['begin'] = cluster =>
  line(snapshotRestore, {...INPUT, path: join(cluster.loaded.folder, 'saved.db')})(cluster);
export const undo: Scenario['begin'] = cluster => line(snapshotUndo, {})(cluster);

const RUN = /\d{8}T\d{6}Z-\w+/g;
const asRun = (text: string): string => text.replace(RUN, 'RUN');

/** Its data is in two directories. */
const WITH_LOG_ELSEWHERE = aSpec({nodes: [aMember(0, {walDir: 'wal/infra0'}), aProxy('gateway')]});

export async function restored(world: World): Promise<void> {
  await restore(await clusterOf(world));
  // Runs are told apart by the second.
  await world.etcd.clock.sleep(2000);
  world.etcd.write('meanwhile');
}

/** Restored into a spec of one member more, which was taken out of it again since. */
async function grownAndBack(world: World): Promise<void> {
  const path = join(world.folder, 'etcdops.yaml');
  const before = readFileSync(path, 'utf8');
  const {adapters, loaded} = await clusterOf(world);
  const grown = {...loaded.spec, nodes: [...loaded.spec.nodes, aMember(1)]};
  writeFileSync(path, (await adapters.yaml()).stringify(grown));
  await restored(world);
  writeFileSync(path, before);
}

function keptOf({folder}: World, name: string): string {
  const data = join(folder, '.etcdops/data');
  return join(
    data,
    readdirSync(data).find(one => one.startsWith(`${name}.replaced-`))!,
  );
}

const RESTORED = {inUse: ['early'], kept: ['early', 'late']};
const UNDONE = {inUse: ['early', 'late'], kept: ['early', 'meanwhile']};

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'restore, beside a gateway and with a log on another disk',
    spec: WITH_LOG_ELSEWHERE,
    prepare: async ({etcd}) => void etcd.alarms.set('infra0', ['NOSPACE']),
    begin: restore,
    ends: RESTORED,
  },
  {
    name: 'restore with etcd 3.4 of a member that is alone',
    spec: aSpec({version: '3.4.23', nodes: members(1)}),
    begin: restore,
    ends: RESTORED,
  },
  {
    name: 'restore where one member is dead and its data lost',
    spec: aSpec(),
    async prepare(world) {
      world.host.kill('infra2');
      rmSync(world.launch('infra2').dataDir, {recursive: true});
    },
    begin: restore,
    ends: RESTORED,
  },
  {
    name: 'undo, beside a gateway and with a log on another disk',
    spec: WITH_LOG_ELSEWHERE,
    prepare: restored,
    begin: undo,
    ends: UNDONE,
  },
  {
    name: 'undo where the old data of one member is gone',
    spec: aSpec(),
    async prepare(world) {
      await restored(world);
      renameSync(keptOf(world, 'infra2'), join(world.folder, 'gone'));
    },
    begin: undo,
    ends: UNDONE,
  },
  {
    name: 'undo where a member has joined and a gateway was promoted since',
    spec: aSpec({nodes: [aMember(0), aProxy('gateway')]}),
    async prepare(world) {
      await restored(world);
      await line(memberAdd, {name: 'infra1', mode: 'learner-first'})(await clusterOf(world));
      await world.etcd.clock.sleep(2000);
      await line(promoteProxy, {name: 'gateway0', dropNamespace: false, newClientUrl: false})(
        await clusterOf(world),
      );
      await world.etcd.clock.sleep(2000);
    },
    begin: undo,
    ends: UNDONE,
  },
  {
    name: 'undo where the restore was into a member more, which the spec does not have any more',
    spec: aSpec({nodes: members(1)}),
    prepare: grownAndBack,
    begin: undo,
    ends: UNDONE,
  },
];

export interface Stage {
  readonly world: World;
  /** Runs that are over. */
  readonly runsBefore: number;
}

async function runsOver({context, folder}: World): Promise<number> {
  return (await listRuns(context.adapters, folder)).filter(({outcome}) => outcome === 'done').length;
}

/** A cluster that has a snapshot of `early`, and has gone on since. */
export async function aStage({spec, prepare}: Scenario): Promise<Stage> {
  const world = await aWorld(spec, {running: spec.nodes.map(({name}) => name), recorded: true});
  const {context, etcd, folder, host} = world;
  etcd.leader();
  await etcd.clock.sleep(10_000);
  etcd.write('early');
  await saveSnapshot(context, {path: join(folder, 'saved.db'), dryRun: false});
  etcd.write('late');
  await prepare?.(world);
  host.events.length = 0;
  return {world, runsBefore: await runsOver(world)};
}

const askPassphrase = async (): Promise<undefined> => undefined;

/** As a user does it after a kill: the run goes on, or where there is none yet the line is typed again. */
export async function goOn({world, runsBefore}: Stage, {begin}: Scenario, killer?: Killer): Promise<void> {
  if ((await runsOver(world)) > runsBefore) return;
  const cluster = await clusterOf(world, killer);
  const open = await openRun(world);
  if (open === undefined) await begin(cluster);
  else await resumeRun(cluster, open, {dryRun: false, askPassphrase});
}

/** The cluster whose files alone count: processes and tools have no part in what a disk does. */
export async function faultyClusterOf(world: World, fault: Killer): Promise<SpecContext> {
  const {adapters, loaded} = await clusterOf(world);
  const files = fault.watch(adapters.files, FILE_MUTATORS);
  const snapshotFiles = fault.watch(adapters.snapshotFiles, SNAPSHOT_MUTATORS);
  return {adapters: {...adapters, files, snapshotFiles}, loaded};
}

/** Keys and revision of each directory of data, whether it is in use or kept. */
function dataOf({folder}: World): Portrait['data'] {
  const data = join(folder, '.etcdops/data');
  const names = readdirSync(data).sort();
  return Object.fromEntries(names.map(name => [asRun(name), contentIn(join(data, name))]));
}

/** All that a run leaves behind, and what it did to processes. */
export async function portraitOf({world}: Stage): Promise<Portrait> {
  const {adapters, loaded} = await clusterOf(world);
  const {clusterId, formerClusterIds} = await readState(adapters, world.folder);
  const {files, ...rest} = await pictureOf({...world, context: {adapters, loaded}});
  return {
    data: dataOf(world),
    known: {clusterId, formerClusterIds},
    violations: world.etcd.violations,
    events: [...world.host.events].sort(),
    // A save that was killed before its last effect leaves a manifest, which the next one puts away.
    rest: {...rest, files: files.filter(path => !path.startsWith('.etcdops/snapshots-trash'))},
  };
}

export interface Portrait {
  readonly data: Readonly<Record<string, FakeContent | undefined>>;
  readonly known: object;
  readonly violations: readonly string[];
  readonly events: readonly string[];
  readonly rest: Picture;
}
