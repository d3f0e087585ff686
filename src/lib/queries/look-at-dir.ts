import {basename, dirname, join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {DirKind, NodeDir} from '../domain/layout/aside.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {launchOf} from './node-launch.js';

type Reader = Pick<Adapters, 'files'>;

/** @param given absolute path; nothing need be there */
export async function lookAtDir({files}: Reader, kind: DirKind, given: string): Promise<NodeDir> {
  const path = await files.canonicalPath(given);
  const named = join(await files.canonicalPath(dirname(given)), basename(given));
  const [own, above, mounts, deadLink] = await Promise.all([
    // A disk that fails is said where something is read of it; its mount is known all the same.
    files.stampOf(path).catch(() => undefined),
    files.stampOf(dirname(path)).catch(() => undefined),
    files.mountPoints(),
    files.deadLinkOf(given).catch(() => undefined),
  ]);
  const isOther = own !== undefined && above !== undefined && own.device !== above.device;
  const mountsInside = mounts.filter(mount => mount.startsWith(`${path}/`));
  return {
    kind,
    path,
    // A folder that is mounted elsewhere on its own file system has the same number there.
    isMount: isOther || mounts.includes(path),
    ...(named === path ? {} : {isLink: true}),
    ...(mountsInside.length === 0 ? {} : {mountsInside}),
    ...(deadLink === undefined ? {} : {deadLink}),
  };
}

/** Of a node of this machine. */
export async function lookAtDirsOf(
  reader: Reader,
  {spec, folder}: {readonly spec: ClusterSpec; readonly folder: string},
  node: SpecNode,
): Promise<NodeDir[]> {
  const {dataDir, walDir} = launchOf(spec, node, {folder});
  return Promise.all([
    lookAtDir(reader, 'data', dataDir),
    ...(walDir === undefined ? [] : [lookAtDir(reader, 'wal', walDir)]),
  ]);
}
