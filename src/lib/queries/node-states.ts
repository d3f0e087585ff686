import {isDeepStrictEqual} from 'node:util';

import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import {changedSettings} from '../domain/config/config-changes.js';
import {configFileOf} from '../domain/layout/layout.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import type {FileSettings} from '../domain/process/file-settings.js';
import type {SpecNode} from '../domain/spec/schema.js';
import type {LoadedSpec} from './load-spec.js';
import {launchOf} from './node-launch.js';
import {renderArtifacts} from './render-artifacts.js';
import {readConfig, startedConfig} from './started-config.js';

type Reader = Pick<Adapters, 'files' | 'host' | 'templates' | 'yaml'>;

/** A node of the spec beside the process that runs it. */
export interface NodeState {
  readonly node: SpecNode;
  readonly isHere: boolean;
  readonly running?: RunningNode;
  /**
   * What its process was told otherwise than the spec has it by now: settings, or flags. Empty where it does not run; of
   * one on another machine that of its file here, from which somebody brought it there.
   */
  readonly changes: readonly string[];
}

interface Seen {
  readonly launch: NodeLaunch;
  /** Its config file by the spec; undefined for one that reads none. */
  readonly rendered: string | undefined;
  /** Of etcd. */
  readonly version: string;
}

async function settingChanges(
  reader: Reader,
  before: FileSettings | undefined,
  {rendered, version}: Seen,
): Promise<string[]> {
  const after = rendered === undefined ? undefined : await readConfig(reader, rendered, version);
  return before === undefined || after === undefined ? [] : changedSettings(before, after);
}

async function fileChanges(reader: Reader, seen: Seen): Promise<string[]> {
  const {configFile} = seen.launch;
  const written = configFile === undefined ? undefined : await reader.files.readText(configFile);
  return written === undefined
    ? []
    : settingChanges(reader, await readConfig(reader, written, seen.version), seen);
}

async function changesOf(reader: Reader, seen: Seen & {running: RunningNode}): Promise<string[]> {
  const {launch, running, version} = seen;
  if (launch.configFile === undefined) {
    const [, ...args] = reader.host.commandLine(running);
    return isDeepStrictEqual(args, launch.args) ? [] : changedFlags(args, launch.args);
  }
  return settingChanges(reader, await startedConfig(reader, seen, version), seen);
}

function flagName(arg: string): string {
  return arg.replace(/^--/, '').replace(/=.*$/s, '');
}

function changedFlags(before: readonly string[], after: readonly string[]): string[] {
  const others = [
    ...before.filter(arg => !after.includes(arg)),
    ...after.filter(arg => !before.includes(arg)),
  ];
  return [...new Set(others.map(flagName))].sort();
}

/** Every node of the spec with what its process does not know yet. Read-only. */
export async function observeNodeStates(
  reader: Reader,
  {spec, folder}: Pick<LoadedSpec, 'spec' | 'folder'>,
): Promise<NodeState[]> {
  const launches = spec.nodes.map(node => launchOf(spec, node, {folder}));
  const [running, files] = await Promise.all([
    reader.host.find(launches),
    renderArtifacts(reader, {spec, folder, formats: ['config']}),
  ]);
  const own = reader.host.ownAddresses();
  return Promise.all(
    spec.nodes.map(async (node, index): Promise<NodeState> => {
      const isHere = isOnThisMachine(spec, node, own);
      const process = running[index];
      const rendered = files.find(({path}) => path === configFileOf(node.name))?.text;
      const seen = {launch: launches[index]!, rendered, version: spec.etcd.version};
      if (process === undefined)
        return {node, isHere, changes: isHere ? [] : await fileChanges(reader, seen)};
      const changes = await changesOf(reader, {...seen, running: process});
      return {node, isHere, running: process, changes};
    }),
  );
}
