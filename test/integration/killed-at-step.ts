import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import type {TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';

/** A step may be over within a few milliseconds. */
const LOOK_MS = 1;

/** All that journals of the folder say; nothing before there is one. */
function journalsOf({dir}: Pick<TestCluster, 'dir'>): string {
  const runs = join(dir, '.etcdops/runs');
  if (!existsSync(runs)) return '';
  const names = readdirSync(runs)
    .filter(name => name.endsWith('.jsonl'))
    .sort();
  return names.map(name => readFileSync(join(runs, name), 'utf8')).join('');
}

/**
 * Runs etcdops until a journal says that a step has begun, now and not before, and sends it a signal. Throws where it has
 * ended by then.
 * @returns its exit code; none where it was killed
 */
export async function signalledAt(
  cluster: TestCluster,
  args: readonly string[],
  {step, signal}: {step: string; signal: NodeJS.Signals},
): Promise<number | null> {
  const said = journalsOf(cluster).length;
  const begun = new RegExp(`"type":"(?:started|undoing)","step":"${step}"`);
  const child = spawn(process.execPath, [CLI_PATH, ...args], {
    cwd: cluster.dir,
    env: cleanEnv(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  const exited = once(child, 'exit');
  onDispose(() => void child.kill('SIGKILL'));
  while (child.exitCode === null && !begun.test(journalsOf(cluster).slice(said)))
    await new Promise(resolve => setTimeout(resolve, LOOK_MS));
  if (child.exitCode !== null) throw new Error(`etcdops ${args.join(' ')} ended before ${step}:\n${output}`);
  child.kill(signal);
  await exited;
  return child.exitCode;
}

/** As above, by KILL. */
export async function killedAt(cluster: TestCluster, args: readonly string[], step: string): Promise<void> {
  await signalledAt(cluster, args, {step, signal: 'SIGKILL'});
}
