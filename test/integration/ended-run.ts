import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import type {TestCluster} from '../helpers/cluster.js';
import {journalFiles, journalOf, type JournalLine} from './changed-cluster.js';

interface When {
  readonly isSo: (journal: readonly JournalLine[]) => boolean;
  readonly afterMs: number;
  /** Default: KILL. */
  readonly signal?: NodeJS.Signals;
}

interface Ended {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Ends etcdops by a signal once its journal is so far, where it has not ended before. */
export async function endedWhere(
  cluster: TestCluster,
  args: readonly string[],
  {isSo, afterMs, signal = 'SIGKILL'}: When,
): Promise<Ended> {
  const earlier = new Set(journalFiles(cluster));
  const child = spawn(process.execPath, [CLI_PATH, ...args, '--yes'], {
    cwd: cluster.dir,
    env: cleanEnv(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close');
  const isReached = (): boolean => {
    const own = journalFiles(cluster).find(file => !earlier.has(file));
    return own !== undefined && isSo(journalOf(cluster, own));
  };
  while (child.exitCode === null && !isReached()) await sleep(1);
  if (afterMs > 0) await sleep(afterMs);
  child.kill(signal);
  await closed;
  return {exitCode: child.exitCode, stderr};
}

/** Once the line stands in the journal: its type and the step, as in `finished start-etcd:infra1`. */
function hasLine(what: string): When['isSo'] {
  return journal => journal.some(({type, step}) => `${type} ${step}` === what);
}

export async function killedAtStep(
  cluster: TestCluster,
  args: readonly string[],
  what: string,
): Promise<void> {
  await endedWhere(cluster, args, {isSo: hasLine(what), afterMs: 0});
}

/** By Ctrl-C. */
export function interruptedAtStep(
  cluster: TestCluster,
  args: readonly string[],
  what: string,
): Promise<Ended> {
  return endedWhere(cluster, args, {isSo: hasLine(what), afterMs: 0, signal: 'SIGINT'});
}
