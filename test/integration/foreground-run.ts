import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';

import {cleanEnv, CLI_PATH, runCli, type CliOptions} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {argvOf, pidsOf} from '../helpers/processes.js';
import type {ErrorJson} from './observed-cluster.js';

const READY_MS = 20_000;

export interface Foreground {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<[code: number | null, signal: string | null]>;
}

/**
 * Runs a start command in the foreground, ended with the test at the latest.
 * @param before words before the command, such as those of `startNameServer`
 */
export function inForeground(
  cwd: string,
  args: readonly string[],
  {env, before = []}: {env?: CliOptions['env']; before?: readonly string[]} = {},
): Foreground {
  const [program = '', ...words] = [...before, process.execPath, CLI_PATH, ...args];
  const child = spawn(program, words, {
    cwd,
    env: cleanEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += String(chunk)));
  onDispose(() => {
    for (const pid of pidsOf(cwd)) if (argvOf(pid).includes('start')) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  return {child, output: () => output, ended};
}

/** @param what is asked when it is too late */
export async function until(what: () => string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what()}`);
    await new Promise(done => setTimeout(done, 50));
  }
}

/** What a command says that refuses without `--json`. */
export async function refusedWith(
  cwd: string,
  args: readonly string[],
  line: EtcdTestLine = '3.7',
): Promise<ErrorJson['error']> {
  const result = await runCli([...args, '--etcd-bin-dir', etcdBinDir(line)], {cwd});
  if (result.stdout !== '') throw new Error(`it wrote ${result.stdout}`);
  const [, code = '', message = ''] = /^Error (E_\w+): (.*)$/m.exec(result.stderr) ?? [];
  return {
    code,
    message,
    hints: [...result.stderr.matchAll(/^ {2}→ (.*)$/gm)].map(match => match[1]!),
    exitCode: result.exitCode,
  };
}
