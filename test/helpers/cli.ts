import {existsSync} from 'node:fs';
import {constants} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {execa} from 'execa';

export const REPO_DIR = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** The built command, as users run it. */
export const CLI_PATH = join(REPO_DIR, 'bin', 'run.js');

/**
 * In which whatever answers within 3 s must have done so: alone on a machine it takes no more, tests share theirs. Who
 * hangs, or waits for one silent member after the other, takes longer.
 */
export const ANSWER_LIMIT_MS = 9000;

export interface CliOptions {
  readonly cwd?: string;
  /** Added to the clean environment; an undefined value takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text for stdin; without it stdin is empty. */
  readonly input?: string;
  readonly timeoutMs?: number;
}

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly durationMs: number;
  /** The one JSON object on stdout; throws with all output where it is none. */
  readonly json: <T = Record<string, unknown>>() => T;
}

const KEPT_VARIABLES = ['HOME', 'PATH', 'TMPDIR', 'XDG_CACHE_HOME', 'USER', 'LANG'];
const DEFAULT_TIMEOUT_MS = 100_000;

/** What a command of a test inherits: nothing of the host that could configure etcd or etcdops. */
export function cleanEnv(added: CliOptions['env'] = {}): Record<string, string> {
  const kept = KEPT_VARIABLES.map(name => [name, process.env[name]] as const);
  const all = [...kept, ...Object.entries(added)];
  return Object.fromEntries(
    [...new Map(all)].filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export function assertBuilt(): void {
  if (existsSync(join(REPO_DIR, 'dist', 'boot.cjs'))) return;
  throw new Error('dist/ is missing: run `npm run build` first (`npm test` does)');
}

/** A failing test shows what the command said. */
function describeRun(args: readonly string[], {stdout, stderr}: {stdout: string; stderr: string}): string {
  return `etcdops ${args.join(' ')}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`;
}

function signalNumber(signal: NodeJS.Signals | undefined): number {
  return signal === undefined ? 0 : constants.signals[signal];
}

/** Runs the built etcdops without a terminal. A non-zero exit code is a result; only a hang throws. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  assertBuilt();
  const {cwd = REPO_DIR, env, input, timeoutMs = DEFAULT_TIMEOUT_MS} = options;
  const startedAt = performance.now();
  const result = await execa(process.execPath, [CLI_PATH, ...args], {
    cwd,
    env: cleanEnv(env),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    timeout: timeoutMs,
    ...(input === undefined ? {stdin: 'ignore' as const} : {input}),
  });
  const {stdout, stderr} = result;
  if (result.timedOut) throw new Error(`no end after ${timeoutMs} ms: ${describeRun(args, result)}`);
  return {
    stdout,
    stderr,
    exitCode: result.exitCode ?? 128 + signalNumber(result.signal),
    durationMs: performance.now() - startedAt,
    json<T>() {
      try {
        return JSON.parse(stdout) as T;
      } catch (error) {
        throw new Error(`stdout is no JSON: ${describeRun(args, {stdout, stderr})}`, {cause: error});
      }
    },
  };
}

/** The same for a step that must succeed: throws with all output where it does not. */
export async function runCliOk(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const result = await runCli(args, options);
  if (result.exitCode !== 0) throw new Error(`exit code ${result.exitCode}: ${describeRun(args, result)}`);
  return result;
}
