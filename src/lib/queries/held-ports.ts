import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import {portsOfCommandLine, portsOfConfig} from '../domain/process/listen-ports.js';
import {startedConfig} from './started-config.js';

/**
 * The ports on which nodes that run here listen: what each was started with tells them, whatever the spec has by now.
 * @param nodes with the process of each
 */
export async function heldPorts(
  reader: Pick<Adapters, 'files' | 'host' | 'yaml'>,
  nodes: readonly {readonly launch: NodeLaunch; readonly running: RunningNode}[],
): Promise<Set<number>> {
  const ports = nodes.map(async ({launch, running}) =>
    launch.configFile === undefined
      ? portsOfCommandLine(reader.host.commandLine(running))
      : portsOfConfig((await startedConfig(reader, launch, running)) ?? {}),
  );
  return new Set((await Promise.all(ports)).flat());
}
