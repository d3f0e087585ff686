import {dirname, join} from 'node:path';

import {membersOf} from '../../domain/nodes/node-urls.js';
import {dataBytes, LOG_BYTES, type Room} from '../../domain/snapshots/restore-room.js';
import type {MemberDir} from '../../domain/snapshots/swaps.js';
import {restoredAnew} from '../../domain/spec/node-edits.js';
import {readState} from '../../queries/cluster-state.js';
import {lookAtDir} from '../../queries/look-at-dir.js';
import {lockedFolders} from '../../queries/locked-folders.js';
import {launchOf} from '../../queries/node-launch.js';
import {placeOf} from '../../queries/place-of.js';
import {lastingPortProblems} from '../../queries/port-problems.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {verifySnapshot} from '../../queries/snapshots/verify-snapshot.js';
import type {SpecContext} from '../cluster-run.js';
import {editSpec} from '../edit-spec.js';
import type {RunContext} from '../runs/run-context.js';
import {chooseSnapshot, isCopy} from './choose-snapshot.js';
import {filesBefore} from './files-before.js';
import {goneNodes, observeLiving, portsHeldBy, runningOf, toNode, type Seen} from './observe-processes.js';
import type {RestoreFacts, RestoreMember, SnapshotRestoreInput} from './restore-facts.js';
import {leftOf} from './undo-edited.js';
import {seenRevisionOf} from './seen-revision.js';
import {stampBefore, unchangedStamp} from './same-snapshot.js';

async function dirOf({adapters}: SpecContext, kind: MemberDir['kind'], given: string): Promise<MemberDir> {
  const dir = await lookAtDir(adapters, kind, given);
  const {path, isMount} = dir;
  const hasOld = await adapters.files.exists(isMount ? join(path, 'member') : path);
  return {...dir, hasOld};
}

/** The folder in which it, or what is in it, changes places. */
function folderOf({path, isMount}: MemberDir): string {
  return isMount ? path : dirname(path);
}

async function roomsOf(
  cluster: SpecContext,
  members: readonly RestoreMember[],
  sizeBytes: number,
): Promise<Room[]> {
  const rooms = members.flatMap(({node, dirs}) => {
    const hasOwnWal = dirs.some(({kind}) => kind === 'wal');
    return dirs.map(async (dir): Promise<Room> => {
      const {kind} = dir;
      const place = folderOf(dir);
      const data = kind === 'data' ? dataBytes(sizeBytes) + (hasOwnWal ? 0 : LOG_BYTES) : LOG_BYTES;
      const {device, freeBytes} = await placeOf(cluster.adapters, place);
      return {name: node.name, path: place, device, freeBytes, neededBytes: data};
    });
  });
  return Promise.all(rooms);
}

/** A spec that cannot be written is said before anything stops. */
function assertWritable({adapters, loaded}: SpecContext): Promise<unknown> {
  return editSpec(adapters, loaded, {
    after: restoredAnew(loaded.spec, `${loaded.spec.token}x`),
    what: 'the token',
  });
}

/** All that a restore is planned from. Read-only. */
export async function observeRestore(
  context: RunContext,
  input: SnapshotRestoreInput,
): Promise<RestoreFacts> {
  const cluster = await context.cluster();
  const {adapters, loaded} = cluster;
  const {spec, folder} = loaded;
  const bin = await resolveEtcd(adapters, spec);
  const {path, survivors} = await chooseSnapshot(cluster, input);
  const before = await stampBefore(cluster, path);
  const [report, state, living] = await Promise.all([
    verifySnapshot(adapters, path, {bin, skipHashCheck: isCopy(path, input)}),
    readState(adapters, folder),
    observeLiving(cluster),
  ]);
  await assertWritable(cluster);
  const gone = goneNodes(state, spec);
  const running = await runningOf(cluster, [...spec.nodes, ...gone]);
  const seen: Seen = {running, leader: living.leader};
  const members = await Promise.all(
    membersOf(spec).map(async node => {
      const {dataDir, walDir} = launchOf(spec, node, loaded);
      const dirs = [
        dirOf(cluster, 'data', dataDir),
        ...(walDir === undefined ? [] : [dirOf(cluster, 'wal', walDir)]),
      ];
      return {...toNode(cluster, node, seen), dirs: await Promise.all(dirs)};
    }),
  );
  const here = members.filter(({isHere}) => isHere);
  const proxies = spec.nodes.filter(({role}) => role !== 'member').map(node => toNode(cluster, node, seen));
  const starting = [...members, ...proxies.filter(({managedBy}) => managedBy !== undefined)].filter(
    ({isHere}) => isHere,
  );
  const {clusterId, formerClusterIds = [], members: names = []} = state;
  return {
    runId: context.runId,
    folder,
    spec,
    report,
    stamp: await unchangedStamp(cluster, path, before),
    ...(survivors === undefined ? {} : {survivors}),
    ...(state.nodes === undefined ? {} : {known: state.nodes}),
    files: await filesBefore(cluster, {
      known: state.nodes,
      members: here.map(({node}) => node),
    }),
    lacksUser:
      adapters.etcdApi.userName === undefined &&
      (await adapters.etcdData.database(path))?.authEnabled === true,
    version: bin.version,
    members,
    proxies,
    left: await leftOf(cluster, {
      nodes: state.nodes ?? [],
      clusterId,
      places: new Set(here.flatMap(({dirs}) => dirs.map(dir => dir.path))),
    }),
    strays: gone.filter(({name}) => running.has(name)).map(node => toNode(cluster, node, seen)),
    rooms: await roomsOf(cluster, here, report.sizeBytes),
    lockedFolders: await lockedFolders(
      adapters,
      here.flatMap(({node: {name}, dirs}) => dirs.map(dir => ({name, folder: folderOf(dir)}))),
    ),
    portProblems: await lastingPortProblems(
      adapters,
      starting.map(({node}) => node),
      await portsHeldBy(cluster, [...spec.nodes, ...gone], running),
    ),
    record: {...(clusterId === undefined ? {} : {clusterId}), formerClusterIds, members: names},
    ...(await seenRevisionOf(cluster, {running, living: living.seenRevision, survivors})),
  };
}
