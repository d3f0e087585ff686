import {basename} from 'node:path';

import {SNAPSHOTS_DIR} from '../../domain/layout/layout.js';
import {isHostOf} from '../../domain/nodes/hosts.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {chooseSurvivor, type Survivor, type SurvivorChoice} from '../../domain/snapshots/choose-survivor.js';
import {newestToRestore, type PassedOver} from '../../domain/snapshots/saved-snapshot.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {printable} from '../../domain/text/printable.js';
import {shellQuote} from '../../domain/text/shell-quote.js';
import {OpsError} from '../../errors/ops-error.js';
import {clusterIdentity} from '../../queries/cluster-state.js';
import {launchOf} from '../../queries/node-launch.js';
import {observeSurvivors, type SurvivorPlace} from '../../queries/snapshots/observe-survivors.js';
import {typedPath} from '../../queries/snapshots/typed-path.js';
import type {SpecContext} from '../cluster-run.js';
import type {FromData, SnapshotRestoreInput} from './restore-facts.js';
import {chooseTarget} from './target.js';

type Named = Pick<SnapshotRestoreInput, 'path' | 'typed' | 'fromData'>;

/** `member/snap/db` of a data directory has no digest, and needs nobody to say so. */
export function isCopy(
  path: string,
  {skipHashCheck, fromData}: Pick<SnapshotRestoreInput, 'skipHashCheck' | 'fromData'>,
): boolean {
  return skipHashCheck || fromData !== undefined || basename(path) === 'db';
}

/** The newest ones tell enough. */
const MOST_NAMED = 5;

function noneToTake(
  {spec}: SpecContext['loaded'],
  passedOver: readonly PassedOver[],
  hints: readonly string[],
): OpsError {
  const nameless = `there is no snapshot of ${spec.cluster} in ${SNAPSHOTS_DIR}`;
  const named = passedOver
    .slice(0, MOST_NAMED)
    .map(({path, why}) => `${printable(basename(path))} ${printable(why)}`);
  const more = passedOver.length - named.length;
  const message =
    named.length === 0
      ? nameless
      : `${nameless} that a restore takes unasked:\n  ${named.join('\n  ')}${more > 0 ? `\n  and ${more} more` : ''}`;
  return new OpsError('E_SNAPSHOT_UNREADABLE', message, {hints: [...hints, 'etcdops snapshot list']});
}

function hintsOfRestore({spec}: SpecContext['loaded']): string[] {
  const fromData = membersOf(spec).flatMap(({name}) => ['--from-data', name]);
  return [
    'name one: etcdops snapshot restore PATH',
    `or take what dead members have: ${etcdopsLine('snapshot', 'restore', ...fromData)}`,
  ];
}

/**
 * The path of the snapshot that a restore takes where none is named.
 * @param hints what to do where there is none
 * @throws E_SNAPSHOT_UNREADABLE where there is none
 */
export async function newestSnapshot(
  {adapters, loaded}: SpecContext,
  hints: readonly string[],
): Promise<string> {
  const target = await chooseTarget(adapters, {specFolder: loaded.folder});
  const {snapshots} = await target.list();
  const choice = newestToRestore(snapshots, await clusterIdentity(adapters, loaded));
  if (choice.newest !== undefined) return choice.newest.path;
  throw noneToTake(loaded, choice.passedOver, hints);
}

function elsewhere({name, host}: SpecNode): OpsError {
  return new OpsError('E_REMOTE_NODE', `${name} is on ${host}, where this release can read no data`, {
    hints: [
      `bring its data directory here, then name that: ${etcdopsLine('snapshot', 'restore', '--from-data', `./${name}`)}`,
    ],
  });
}

/** A name of the spec goes before a path; `./infra0` is the path. */
async function placeOf(cluster: SpecContext, {name}: FromData): Promise<SurvivorPlace> {
  const {adapters, loaded} = cluster;
  const node = membersOf(loaded.spec).find(member => member.name === name);
  if (node === undefined) return {name, path: await typedPath(adapters, loaded.folder, name)};
  // Whoever runs it: the data of a member that systemd runs can be read here too.
  if (!isHostOf(node.host, adapters.host.ownAddresses())) throw elsewhere(node);
  const {dataDir, walDir} = launchOf(loaded.spec, node, loaded);
  return {name, path: dataDir, walDir};
}

/** The same one twice would count as two that go equally far. */
async function assertDifferent({adapters}: SpecContext, survivors: readonly Survivor[]): Promise<void> {
  const paths = await Promise.all(survivors.map(({path}) => adapters.files.canonicalPath(path)));
  const second = paths.findIndex((path, index) => paths.indexOf(path) < index);
  if (second === -1) return;
  const [first, again] = [survivors[paths.indexOf(paths[second]!)]!, survivors[second]!];
  const names = [first, again].map(({name}) => `--from-data ${printable(shellQuote(name), 200)}`);
  throw new OpsError(
    'E_USAGE',
    `${names.join(' and ')} are one database: ${printable(paths[second]!, 500)}`,
    {
      hints: ['name each member once'],
    },
  );
}

/** @throws E_USAGE, E_REMOTE_NODE, E_PREFLIGHT, E_SNAPSHOT_UNREADABLE where none can be taken */
async function freshest(cluster: SpecContext, fromData: readonly FromData[]): Promise<SurvivorChoice> {
  const places = await Promise.all(fromData.map(one => placeOf(cluster, one)));
  const survivors = await observeSurvivors(cluster.adapters, places);
  await assertDifferent(cluster, survivors);
  const choice = chooseSurvivor(survivors);
  if ('code' in choice) throw new OpsError(choice.code, choice.message, {hints: choice.hints});
  return choice;
}

/** The file to restore from: named, the freshest of what is left, or the newest verified one of the cluster. */
export async function chooseSnapshot(
  cluster: SpecContext,
  {path, typed, fromData}: Named,
): Promise<{path: string; survivors?: SurvivorChoice}> {
  if (fromData !== undefined) {
    const survivors = await freshest(cluster, fromData);
    return {path: survivors.chosen.path, survivors};
  }
  if (path === undefined) return {path: await newestSnapshot(cluster, hintsOfRestore(cluster.loaded))};
  if (typed === undefined) return {path};
  return {path: await typedPath(cluster.adapters, cluster.loaded.folder, typed)};
}
