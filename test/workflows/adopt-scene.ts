import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {RunReport} from '../../src/lib/engine/step.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {snapshotAdopt} from '../../src/lib/workflows/snapshots/adopt.js';
import {restoreTo, type RestoreToResult} from '../../src/lib/workflows/snapshots/restore-to.js';
import type {Killer} from '../fakes/crash.js';
import {snapshotBytes} from '../fakes/etcd/fake-database.js';
import {aWorld, type World, type WorldOptions} from '../fakes/fake-world.js';
import {aMember, aSpec} from '../fakes/spec.js';
import {clusterOf, line} from './membership-scenarios.js';

export const HERE = aMember(0, {host: '10.0.0.1', dataDir: '.etcdops/data/infra0', walDir: 'wal/infra0'});
export const ELSEWHERE = aMember(1, {host: '10.0.0.2', dataDir: '.etcdops/data/infra1'});
export const SPEC = aSpec({nodes: [HERE, ELSEWHERE]});

export interface Scene {
  readonly world: World;
  readonly made: RestoreToResult;
  /** Directories whose data is of another cluster. */
  readonly foreign: Set<string>;
}

export async function aScene(options: WorldOptions = {}, name?: string): Promise<Scene> {
  const world = await aWorld(SPEC, {ownAddresses: ['10.0.0.1'], recorded: false, ...options});
  const state = {schemaVersion: 1, clusterId: 'bb2', members: ['infra0', 'infra1'], nodes: SPEC.nodes};
  writeFileSync(join(world.folder, '.etcdops/state.json'), JSON.stringify(state));
  const path = join(world.folder, 's.db');
  writeFileSync(path, snapshotBytes({revision: 7, keys: ['early']}));
  const dir = join(world.folder, 'new');
  // One of its own would make each another cluster.
  const token = 'demo-second';
  const input = {path, token, yesOtherCluster: false, skipHashCheck: false, dir, name, dryRun: false};
  return {world, made: await restoreTo(world.context, input), foreign: new Set()};
}

/** Every directory that is there has data of the cluster that was made, but for those that are foreign. */
export async function seen(
  {world, made: {clusterId}, foreign}: Scene,
  killer?: Killer,
): Promise<SpecContext> {
  const cluster = await clusterOf(world, killer);
  const {etcdData, files} = cluster.adapters;
  const data = {hasMember: true, hasProxy: false, hasWal: true, hasDb: true, kind: 'folder', mode: 0o700};
  const lookAt: typeof etcdData.lookAt = async ({dataDir, walDir}) => {
    const isThere = (await files.exists(dataDir)) && (walDir === undefined || (await files.exists(walDir)));
    if (!isThere) return undefined;
    const isForeign = foreign.has(dataDir) || dataDir.includes('/.etcdops/');
    return {...data, path: dataDir, clusterId: isForeign ? 'bb2' : clusterId} as never;
  };
  return {...cluster, adapters: {...cluster.adapters, etcdData: {...etcdData, lookAt}}};
}

export const adopt = async (scene: Scene, dir = scene.made.dir, killer?: Killer): Promise<RunReport> =>
  (await line(snapshotAdopt, {dir})(await seen(scene, killer))) as RunReport;
