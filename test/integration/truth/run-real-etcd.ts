import {spawn} from 'node:child_process';
import {join} from 'node:path';
import type {Readable} from 'node:stream';

import type {Launch} from '../../../src/lib/domain/inputs/input.js';
import {etcdBinDir, type EtcdTestLine} from '../../helpers/etcd-binaries.js';
import {lastWordsOf} from './last-words.js';
import {isListening} from './listening.js';
import type {Verdict} from './truth-row.js';

export interface RealRun {
  readonly verdict: Verdict;
  /** Missing while it runs on. */
  readonly exitCode?: number;
  /** What it said of its end; empty while it runs on. */
  readonly lastWords: string;
}

export interface RunOptions {
  /** Working directory, and where the config file of the launch is. */
  readonly dir: string;
  /** How long it may listen without a word until it counts as started. */
  readonly patienceMs: number;
}

/** etcd says so before it sets up TLS for its clients, and ends at once where that fails. */
const READY = 'ready to serve client requests';
const SETTLED_MS = 400;
const LOOK_MS = 50;
/** Without a sign of life: a process that neither ends nor listens has no verdict. */
const LOST_MS = 20_000;
/** Of the output; a process that waits for others repeats itself. */
const OUTPUT_KEPT = 4 * 1024 * 1024;

/** etcd 3.4 starts on an ARM machine only when told that it is one. */
const MACHINE: Readonly<Record<string, string>> =
  process.arch === 'arm64' ? {ETCD_UNSUPPORTED_ARCH: 'arm64'} : {};

/** Program, arguments and variables as the launch says; a config file that stands alone is handed over. */
function commandOf(
  launch: Launch,
  line: EtcdTestLine,
): {file: string; args: string[]; env: NodeJS.ProcessEnv} {
  const unresolved = [...launch.argv, ...launch.environment].find(word => word.unresolved === true);
  if (unresolved !== undefined) throw new Error(`only a shell knows ${JSON.stringify(unresolved)}`);
  const args = launch.argv.slice(1).map(({text}) => text);
  const variables = launch.environment.map(({name, value}) => [name, value] as const);
  return {
    file: join(etcdBinDir(line), 'etcd'),
    args: launch.config === undefined ? args : [...args, '--config-file', launch.config.file],
    env: {...MACHINE, ...Object.fromEntries(variables)},
  };
}

/** What comes out of a stream until now. */
function textFrom(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    if (text.length < OUTPUT_KEPT) text += chunk;
  });
  return () => text;
}

/** Runs the etcd of a line as a launch says until it is clear whether it starts, then ends it. */
export async function runRealEtcd(
  launch: Launch,
  line: EtcdTestLine,
  {dir, patienceMs}: RunOptions,
): Promise<RealRun> {
  const {file, args, env} = commandOf(launch, line);
  const child = spawn(file, args, {cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe']});
  // Apart, since etcd does not end each line of stdout.
  const [stdout, stderr] = [child.stdout, child.stderr].map(textFrom) as [() => string, () => string];
  const output = (): string => `${stdout()}\n${stderr()}`;
  const closed = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  try {
    const starts = await waitForVerdict({
      hasEnded,
      isReady: () => output().includes(READY),
      isListening: () => child.pid !== undefined && isListening(child.pid),
      patienceMs,
    });
    if (starts) return {verdict: 'starts', lastWords: ''};
    await closed;
    const exit = child.exitCode === null ? {} : {exitCode: child.exitCode};
    return {verdict: 'refuses', ...exit, lastWords: lastWordsOf(output())};
  } catch (error) {
    throw new Error(`no verdict:\n${output().slice(-4000)}`, {cause: error});
  } finally {
    if (!hasEnded()) child.kill('SIGKILL');
    await closed.catch(() => undefined);
  }
}

interface Signs {
  readonly hasEnded: () => boolean;
  readonly isReady: () => boolean;
  readonly isListening: () => boolean;
  readonly patienceMs: number;
}

/** How long something holds that stays so once it does; ms, 0 where it does not yet. */
function heldFor(holds: () => boolean): () => number {
  let from: number | undefined;
  return () => {
    if (from === undefined && holds()) from = performance.now();
    return from === undefined ? 0 : performance.now() - from;
  };
}

/** Whether it starts; false where it has ended by itself. */
async function waitForVerdict({hasEnded, isReady, isListening, patienceMs}: Signs): Promise<boolean> {
  const running = heldFor(() => true);
  const ready = heldFor(isReady);
  // A member waits for its cluster, and a proxy never says that it is ready: then listening has to do.
  const listening = heldFor(isListening);
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, LOOK_MS));
    if (hasEnded()) return false;
    if (ready() >= SETTLED_MS || (ready() === 0 && listening() >= patienceMs)) return true;
    if (listening() === 0 && running() > Math.max(LOST_MS, patienceMs))
      throw new Error('it neither ends nor listens');
  }
}
