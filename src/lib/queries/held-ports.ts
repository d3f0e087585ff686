import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import {portsOfCommandLine, portsOfConfig} from '../domain/process/listen-ports.js';
import {startedConfig} from './started-config.js';

/**
 * The ports on which nodes that run here listen: what each was started with tells them, whatever the spec has by now.
 * @param nodes with the process of each
 * @param version of etcd
 */
export async function heldPorts(
  reader: Pick<Adapters, 'files' | 'host' | 'yaml'>,
  nodes: readonly {readonly launch: NodeLaunch; readonly running: RunningNode}[],
  version: string,
): Promise<Set<number>> {
  const ports = nodes.map(async node =>
    node.launch.configFile === undefined
      ? portsOfCommandLine(reader.host.commandLine(node.running))
      : portsOfConfig((await startedConfig(reader, node, version)) ?? new Map()),
  );
  return new Set((await Promise.all(ports)).flat());
}
