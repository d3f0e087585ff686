import {posix} from 'node:path';

import {describeNode} from '../artifacts/plan-artifacts.js';
import type {ClusterSpec} from '../spec/schema.js';
import type {InputMount} from '../inputs/input.js';
import {printable} from '../text/printable.js';
import {carrySettings} from './carry-settings.js';
import {
  memberOf,
  type ConvertTarget,
  type Lost,
  type NodeProcess,
  type Remarks,
  type Source,
} from './conversion.js';
import {processRemarks} from './process-remarks.js';
import {hasControlCharacter} from './setting-value.js';

export interface ConvertedSource extends Remarks {
  readonly source: Source;
}

/** What a process is read from. */
export interface Origin {
  /** A name that a file can have. */
  readonly name: string;
  /** Absolute: the folder of its input. */
  readonly folder: string;
}

function programOf({launch}: NodeProcess): string {
  const [program] = launch.argv;
  const isOurs = program !== undefined && program.unresolved !== true && launch.inContainer !== true;
  return isOurs && posix.isAbsolute(program.text) && !hasControlCharacter(program.text)
    ? program.text
    : 'etcd';
}

function workingDirectoryOf({launch, input}: NodeProcess, folder: string): string {
  // What systemd and containers start begins at the root unless they are told otherwise.
  const usual = input === 'systemd' || launch.inContainer === true ? '/' : folder;
  return posix.resolve(folder, launch.workingDirectory ?? usual);
}

/** A folder whose name no unit and no script can hold. */
function lostFolder(process: NodeProcess, what: string, folder: string): Lost[] {
  if (!hasControlCharacter(folder)) return [];
  const why = 'it has a line break or another control character in its name';
  return [{member: memberOf(process), setting: what, value: printable(folder), why}];
}

function mountsOf({launch}: NodeProcess, folder: string): InputMount[] {
  return (launch.mounts ?? []).map(mount => ({...mount, source: posix.resolve(folder, mount.source)}));
}

/** A process of an input, ready for a target. */
export function sourceOfProcess(
  process: NodeProcess,
  target: ConvertTarget,
  {name, folder}: Origin,
): ConvertedSource {
  const {settings, lost, notes} = carrySettings(process, target);
  const {launch, role, version} = process;
  const workingDirectory = workingDirectoryOf(process, folder);
  const mounts = mountsOf(process, folder);
  const lostMounts = mounts.map(({source, target: to}) => lostFolder(process, 'volume', `${source}:${to}`));
  const lostFolders = [lostFolder(process, 'working directory', workingDirectory), ...lostMounts].flat();
  const source: Source = {
    name,
    role,
    version,
    settings,
    member: memberOf(process),
    program: programOf(process),
    workingDirectory: hasControlCharacter(workingDirectory) ? '/' : workingDirectory,
    ...(launch.inContainer === true
      ? {container: {mounts: mounts.filter((_, index) => lostMounts[index]?.length === 0)}}
      : {}),
  };
  const remarks = processRemarks(process, source, target);
  return {source, lost: [...lost, ...lostFolders, ...remarks.lost], notes: [...notes, ...remarks.notes]};
}

/** The nodes of a spec, which are complete in every form. */
export function sourcesOfSpec(spec: ClusterSpec, folder: string): Source[] {
  return spec.nodes.map(node => ({
    ...describeNode(spec, node),
    member: node.name,
    program: spec.etcd.binDir === undefined ? 'etcd' : posix.join(spec.etcd.binDir, 'etcd'),
    workingDirectory: folder,
  }));
}
