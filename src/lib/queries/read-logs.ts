import type {Adapters} from '../adapters/adapters.js';
import type {SpecNode} from '../domain/spec/schema.js';
import type {LoadedSpec} from './load-spec.js';
import {launchOf} from './node-launch.js';

/** More than nearly every line of etcd has, so that as many lines are there as were asked for. */
const BYTES_PER_LINE = 4000;
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

export interface LogTails {
  readonly logs: readonly NodeLog[];
  /** Where each log ended when it was read, for `followLogs` to go on from. */
  readonly positions: readonly number[];
}

/** The last lines of each node's log; none for a node that etcdops never started. */
export async function readLogs(
  {files}: Pick<Adapters, 'files'>,
  {spec, folder}: Pick<LoadedSpec, 'spec' | 'folder'>,
  {nodes, count}: {nodes: readonly SpecNode[]; count: number},
): Promise<LogTails> {
  const tails = await Promise.all(
    nodes.map(async node => {
      const {logFile} = launchOf(spec, node, {folder});
      const {text, position} = await files.readTail(logFile, Math.max(MIN_BYTES, count * BYTES_PER_LINE));
      return {position, log: {node: node.name, lines: linesOf(text).slice(count === 0 ? Infinity : -count)}};
    }),
  );
  return {logs: tails.map(({log}) => log), positions: tails.map(({position}) => position)};
}

export interface FollowInput extends Pick<LoadedSpec, 'spec' | 'folder'> {
  readonly nodes: readonly SpecNode[];
  readonly positions: readonly number[];
}

/** Calls `onLines` with whatever the logs gain behind the positions, until the signal fires. */
export async function followLogs(
  {files, clock, signal}: LogReader,
  {spec, folder, nodes, positions: from}: FollowInput,
  onLines: (log: NodeLog) => void,
): Promise<void> {
  const logs = nodes.map(node => ({node: node.name, path: launchOf(spec, node, {folder}).logFile}));
  const positions = [...from];
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
