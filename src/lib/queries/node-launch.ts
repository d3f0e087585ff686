import {join, resolve} from 'node:path';

import type {NodeLaunch} from '../adapters/host/host.js';
import {launchArguments} from '../domain/artifacts/plan-artifacts.js';
import {readsConfigFile} from '../domain/artifacts/process-files.js';
import {configFileOf, dataDirOf, logFileOf, pidFileOf, startedFileOf} from '../domain/layout/layout.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';

/** How a node of this machine is started and recognised. `binDir` matters only where it is going to be started. */
export function launchOf(
  spec: ClusterSpec,
  node: SpecNode,
  place: {folder: string; binDir?: string},
): NodeLaunch {
  // Resolved, so that `data/` and `./data` are the same folder to whoever compares.
  const inFolder = (path: string): string => resolve(place.folder, path);
  const configFile = inFolder(configFileOf(node.name));
  return {
    name: node.name,
    program: join(place.binDir ?? '', 'etcd'),
    args: launchArguments(spec, node, configFile),
    folder: place.folder,
    ...(readsConfigFile(node) ? {configFile} : {}),
    dataDir: inFolder(dataDirOf(node)),
    ...(node.walDir === undefined ? {} : {walDir: inFolder(node.walDir)}),
    logFile: inFolder(logFileOf(node.name)),
    pidFile: inFolder(pidFileOf(node.name)),
    startedFile: inFolder(startedFileOf(node.name)),
  };
}
