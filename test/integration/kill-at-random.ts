import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {cleanEnv, CLI_PATH, runCli, runCliOk} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {endProcessesOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {assertHealthy, predictedClusterId} from './observed-cluster.js';

/** A generator of numbers from 0 to 1 that gives the same ones again for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Chosen by ETCDOPS_TEST_SEED to see a failure again; else new each time. */
export function chosenSeed(): number {
  const given = process.env['ETCDOPS_TEST_SEED'];
  return given === undefined ? Date.now() % 1_000_000 : Number(given);
}

export interface Bootstrap {
  readonly line: EtcdTestLine;
  readonly basePort: number;
  /** Default: none. */
  readonly tls?: 'none' | 'ca';
  /** How long etcdops may live before it is ended by KILL. */
  readonly afterMs: number;
}

/** What the kill met. */
export interface Killed {
  /** False where etcdops had ended before. */
  readonly wasRunning: boolean;
  /** How long etcdops lived. */
  readonly livedMs: number;
  /** The files stood already. */
  readonly hadSpec: boolean;
}

/** How long a bootstrap lives on this machine now, when nobody ends it. */
export async function durationOfBootstrap(bootstrap: Omit<Bootstrap, 'afterMs'>): Promise<number> {
  const dir = tempDir('kill');
  onDispose(() => endProcessesOf(dir));
  const {durationMs} = await runCliOk(bootstrapArgs(bootstrap), {cwd: dir});
  await endProcessesOf(dir);
  return durationMs;
}

function bootstrapArgs({line, basePort, tls = 'none'}: Omit<Bootstrap, 'afterMs'>): string[] {
  const args = ['bootstrap', 'static', '--members', '3', '--base-port', String(basePort)];
  return [...args, '--tls', tls, '--etcd-bin-dir', etcdBinDir(line), '--start'];
}

/**
 * `bootstrap static --start`, ended by KILL; then what a person does: the same line where there is no spec yet, else
 * `up`. Throws where that does not give a healthy cluster with one process for each member.
 */
export async function bootstrapKilledOnce(bootstrap: Bootstrap): Promise<Killed> {
  const {afterMs} = bootstrap;
  const dir = tempDir('kill');
  onDispose(() => endProcessesOf(dir));
  const args = bootstrapArgs(bootstrap);
  const child = spawn(process.execPath, [CLI_PATH, ...args], {cwd: dir, env: cleanEnv(), stdio: 'ignore'});
  const startedAt = performance.now();
  const closed = once(child, 'close');
  await Promise.race([sleep(afterMs), closed]);
  const wasRunning = child.exitCode === null;
  const livedMs = performance.now() - startedAt;
  child.kill('SIGKILL');
  await closed;

  const hadSpec = existsSync(join(dir, 'etcdops.yaml'));
  const again = await runCli(hadSpec ? ['up'] : args, {cwd: dir});

  const cluster = {dir, cli: (words: readonly string[]) => runCli(words, {cwd: dir})};
  if (again.exitCode !== 0) {
    throw new Error(
      `killed after ${afterMs} ms, ${hadSpec ? 'up' : 'the same line'}: ${again.exitCode}\n${again.stderr}`,
    );
  }
  const status = await assertHealthy(cluster);
  if (status.cluster.id !== predictedClusterId(dir)) throw new Error(`another cluster: ${status.cluster.id}`);
  const check = await cluster.cli(['render', '--check']);
  if (check.exitCode !== 0)
    throw new Error(`killed after ${afterMs} ms, files differ:\n${check.stdout}${check.stderr}`);
  const verified = await cluster.cli(['tls', 'verify']);
  if (verified.exitCode !== 0)
    throw new Error(`killed after ${afterMs} ms, certificates do not fit:\n${verified.stdout}`);
  // The next attempt takes the same ports.
  await endProcessesOf(dir);
  return {wasRunning, livedMs, hadSpec};
}
