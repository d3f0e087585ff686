import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import {listenPorts} from '../domain/process/listen-ports.js';

/**
 * The ports on which nodes that run here listen: what each was started with tells them, whatever the spec has by now.
 * @param nodes with the process of each
 */
export async function heldPorts(
  {files, host}: Pick<Adapters, 'files' | 'host'>,
  nodes: readonly {readonly launch: NodeLaunch; readonly running: RunningNode}[],
): Promise<Set<number>> {
  const ports = nodes.map(async ({launch: {configFile, startedFile}, running}) => {
    if (configFile === undefined) return listenPorts(host.commandLine(running).join('\n'));
    const started = running.managedBy === 'etcdops' ? await files.readText(startedFile) : undefined;
    return listenPorts(started ?? (await files.readText(configFile)) ?? '');
  });
  return new Set((await Promise.all(ports)).flat());
}
