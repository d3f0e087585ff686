import {posix} from 'node:path';

import {imageOf, type ContainerRun} from '../artifacts/container.js';
import type {Mount} from '../artifacts/mount.js';
import {commandOf} from '../artifacts/process-files.js';
import {printable} from '../text/printable.js';
import type {Lost, Source} from './conversion.js';
import {pathsOf, withWholePaths, type NamedPath} from './process-paths.js';

/** A folder such as `/etc` must not take the place of the container's own. */
function isTopLevel(folder: string): boolean {
  return folder.split('/').filter(part => part !== '').length < 2;
}

/** What the container must see of a path: data as it is, of a file its folder, since a new one takes its place by renaming. */
function mountedPath({path, kind}: NamedPath, workingDirectory: string): string {
  const absolute = posix.resolve(workingDirectory, path);
  const folder = posix.dirname(absolute);
  return kind === 'data' || isTopLevel(folder) ? absolute : folder;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Everything that a process of the machine names, under the same paths, so that its settings stay as they are. */
function mountsOfPaths(source: Source): Mount[] {
  const mounts: Mount[] = [];
  const paths = pathsOf(source);
  // What it writes first: what it reads below the same folder is there already.
  for (const named of [
    ...paths.filter(({kind}) => kind !== 'file'),
    ...paths.filter(({kind}) => kind === 'file'),
  ]) {
    const path = mountedPath(named, source.workingDirectory);
    if (mounts.some(({target}) => isBelow(path, target))) continue;
    mounts.push({source: path, target: path, relative: false, readOnly: named.kind === 'file'});
  }
  return mounts;
}

/** Whether docker and compose take the path for a volume: a colon ends it there. */
function isMountable({source, target}: Pick<Mount, 'source' | 'target'>): boolean {
  return !source.includes(':') && !target.includes(':');
}

function allMounts(source: Source): Mount[] {
  const known = source.container?.mounts.map(mount => ({...mount, relative: false, readOnly: false}));
  return known ?? mountsOfPaths(source);
}

/** Folders that the container would not see. */
export function unmountable(source: Source): Lost[] {
  const why = 'docker takes no path with a colon for a volume: give it another name';
  return allMounts(source)
    .filter(mount => !isMountable(mount))
    .map(mount => ({member: source.member, setting: 'volume', value: printable(mount.source), why}));
}

/** The process as a container on the machine's network; inside it no path can count from a folder of the machine. */
export function containerOf(source: Source, cluster: string): ContainerRun {
  const {workingDirectory, role} = source;
  const settings = withWholePaths(source, workingDirectory);
  const {flags, variables} = commandOf({role, settings});
  return {
    container: `etcd-${cluster}-${source.name}`,
    image: imageOf(source.version),
    mounts: allMounts(source).filter(isMountable),
    argv: ['etcd', ...flags],
    variables,
  };
}
