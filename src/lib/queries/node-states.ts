import {isDeepStrictEqual} from 'node:util';

import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import {changedSettings} from '../domain/config/config-changes.js';
import {configFileOf} from '../domain/layout/layout.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import type {SpecNode} from '../domain/spec/schema.js';
import type {LoadedSpec} from './load-spec.js';
import {launchOf} from './node-launch.js';
import {renderArtifacts} from './render-artifacts.js';
import {readConfig, startedConfig, type Config} from './started-config.js';

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
  readonly rendered: string | undefined;
}

async function settingChanges(
  reader: Reader,
  before: Config | undefined,
  rendered: string | undefined,
): Promise<string[]> {
  if (before === undefined || rendered === undefined) return [];
  return changedSettings(before, await readConfig(reader, rendered));
}

async function fileChanges(reader: Reader, {launch: {configFile}, rendered}: Seen): Promise<string[]> {
  const written = configFile === undefined ? undefined : await reader.files.readText(configFile);
  const before = written === undefined ? undefined : await readConfig(reader, written);
  return settingChanges(reader, before, rendered);
}

async function changesOf(
  reader: Reader,
  {launch, running, rendered}: Seen & {running: RunningNode},
): Promise<string[]> {
  if (launch.configFile === undefined) {
    const [, ...args] = reader.host.commandLine(running);
    return isDeepStrictEqual(args, launch.args) ? [] : changedFlags(args, launch.args);
  }
  return settingChanges(reader, await startedConfig(reader, launch, running), rendered);
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
      const isHere = isOnThisMachine(node, own);
      const process = running[index];
      const rendered = files.find(({path}) => path === configFileOf(node.name))?.text;
      const seen = {launch: launches[index]!, running: process, rendered};
      if (process === undefined)
        return {node, isHere, changes: isHere ? [] : await fileChanges(reader, seen)};
      const changes = await changesOf(reader, {...seen, running: process});
      return {node, isHere, running: process, changes};
    }),
  );
}
