import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';

export type Config = Readonly<Record<string, unknown>>;

/** What a config file holds, which may be anything; undefined where etcd could not read it. */
export async function parseConfig({yaml}: Pick<Adapters, 'yaml'>, text: string): Promise<unknown> {
  const document = (await yaml()).parse(text);
  return document.problems.length > 0 ? undefined : document.toValue();
}

/** A config file as a block of settings; nothing for what is none. */
export async function readConfig(reader: Pick<Adapters, 'yaml'>, text: string): Promise<Config> {
  const value = await parseConfig(reader, text);
  return typeof value === 'object' && value !== null ? (value as Config) : {};
}

/**
 * What a process runs with; where something else started it, what its config file says by now. Undefined for one that
 * reads no config file, and where none is there.
 */
export async function startedConfig(
  reader: Pick<Adapters, 'files' | 'yaml'>,
  {startedFile, configFile}: NodeLaunch,
  {managedBy}: RunningNode,
): Promise<Config | undefined> {
  if (configFile === undefined) return undefined;
  const started = managedBy === 'etcdops' ? await reader.files.readText(startedFile) : undefined;
  const text = started ?? (await reader.files.readText(configFile));
  return text === undefined ? undefined : readConfig(reader, text);
}
