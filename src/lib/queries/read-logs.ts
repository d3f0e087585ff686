import type {Adapters} from '../adapters/adapters.js';
import type {SpecNode} from '../domain/spec/schema.js';
import type {LoadedSpec} from './load-spec.js';
import {launchOf} from './node-launch.js';

/** An etcd log line has 200 to 2000 characters. */
const BYTES_PER_LINE = 1000;
const MIN_BYTES = 64 * 1024;
const POLL_MS = 250;

export interface NodeLog {
  readonly node: string;
  readonly lines: readonly string[];
}

type LogReader = Pick<Adapters, 'files' | 'clock' | 'signal'>;

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** The last lines of each node's log; none for a node that etcdops never started. */
export async function readLogs(
  {files}: Pick<Adapters, 'files'>,
  {spec, folder}: Pick<LoadedSpec, 'spec' | 'folder'>,
  {nodes, count}: {nodes: readonly SpecNode[]; count: number},
): Promise<NodeLog[]> {
  return Promise.all(
    nodes.map(async node => {
      const {logFile} = launchOf(spec, node, {folder});
      const tail = await files.readTail(logFile, Math.max(MIN_BYTES, count * BYTES_PER_LINE));
      return {node: node.name, lines: linesOf(tail ?? '').slice(count === 0 ? Infinity : -count)};
    }),
  );
}

/** Calls `onLines` with whatever the logs gain, until the signal fires. */
export async function followLogs(
  {files, clock, signal}: LogReader,
  {spec, folder, nodes}: Pick<LoadedSpec, 'spec' | 'folder'> & {nodes: readonly SpecNode[]},
  onLines: (log: NodeLog) => void,
): Promise<void> {
  const logs = nodes.map(node => ({node: node.name, path: launchOf(spec, node, {folder}).logFile}));
  const positions = await Promise.all(logs.map(({path}) => files.sizeOf(path)));
  while (!signal.aborted) {
    for (const [index, {node, path}] of logs.entries()) {
      const {text, position} = await files.readLinesFrom(path, positions[index]!);
      positions[index] = position;
      if (text !== '') onLines({node, lines: linesOf(text)});
    }
    // Ends early only by the user's wish to stop.
    await clock.sleep(POLL_MS, signal).catch(() => undefined);
  }
}
