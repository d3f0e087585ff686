import {posix} from 'node:path';

import {describeNode} from '../artifacts/plan-artifacts.js';
import type {ClusterSpec} from '../spec/schema.js';
import {carrySettings} from './carry-settings.js';
import {memberOf, type ConvertTarget, type NodeProcess, type Remarks, type Source} from './conversion.js';
import {processRemarks} from './process-remarks.js';

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
  return isOurs && posix.isAbsolute(program.text) ? program.text : 'etcd';
}

function workingDirectoryOf({launch, input}: NodeProcess, folder: string): string {
  // What systemd and containers start begins at the root unless they are told otherwise.
  const usual = input === 'systemd' || launch.inContainer === true ? '/' : folder;
  return posix.resolve(folder, launch.workingDirectory ?? usual);
}

/** A process of an input, ready for a target. */
export function sourceOfProcess(
  process: NodeProcess,
  target: ConvertTarget,
  {name, folder}: Origin,
): ConvertedSource {
  const {settings, lost, notes} = carrySettings(process, target);
  const {launch, role, version} = process;
  const mounts = (launch.mounts ?? []).map(mount => ({
    ...mount,
    source: posix.resolve(folder, mount.source),
  }));
  const source: Source = {
    name,
    role,
    version,
    settings,
    member: memberOf(process),
    program: programOf(process),
    workingDirectory: workingDirectoryOf(process, folder),
    ...(launch.inContainer === true ? {container: {mounts}} : {}),
  };
  const remarks = processRemarks(process, source);
  return {source, lost: [...lost, ...remarks.lost], notes: [...notes, ...remarks.notes]};
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
