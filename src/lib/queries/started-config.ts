import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import type {FileSettings} from '../domain/process/file-settings.js';
import {ConfigKeys, readConfigTree} from '../domain/process/read-config-tree.js';

const KEYS = new ConfigKeys();

/** What this version of etcd makes of a config file; undefined where it could not read it. */
export async function readConfig(
  {yaml}: Pick<Adapters, 'yaml'>,
  text: string,
  version: string,
): Promise<FileSettings | undefined> {
  const [document] = (await yaml()).parseTrees({file: '', path: '', text});
  const {root, problems = []} = document ?? {};
  const {values, ignored, misshapen} = readConfigTree(root, KEYS.of(version));
  const isEmpty = root === undefined || (root.kind === 'scalar' && root.value === null);
  if (problems.length > 0 || misshapen.length > 0 || (root?.kind !== 'map' && !isEmpty)) return undefined;
  // Newer releases have settings that nobody here knows.
  const unknown = ignored.filter(({why}) => why === 'unknown-key').map(({assignment}) => assignment);
  return new Map([...unknown, ...values.values()].map(({name, value}) => [name, value]));
}

/**
 * What a process runs with; where something else started it, what its config file says by now. Undefined for one that
 * reads no config file, and where none is there that etcd could read.
 */
export async function startedConfig(
  reader: Pick<Adapters, 'files' | 'yaml'>,
  {launch: {startedFile, configFile}, running}: {launch: NodeLaunch; running: RunningNode},
  version: string,
): Promise<FileSettings | undefined> {
  if (configFile === undefined) return undefined;
  const started = running.managedBy === 'etcdops' ? await reader.files.readText(startedFile) : undefined;
  const text = started ?? (await reader.files.readText(configFile));
  return text === undefined ? undefined : readConfig(reader, text, version);
}
