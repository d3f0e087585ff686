import {shellQuote} from '../../domain/text/shell-quote.js';
import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';

export interface RunOptions {
  /** The call is ended with TERM, then KILL, after this many milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly cwd?: string;
  /** The whole environment of the child; nothing is inherited beside it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 128 + signal number where a signal ended it. */
  readonly exitCode: number;
  readonly durationMs: number;
  readonly timedOut: boolean;
}

/** Runs outside programs to their end. A program that runs and fails is a result, one that cannot run an error. */
export interface Runner {
  run(file: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Runs with the terminal of etcdops itself; resolves to the exit code. */
  attach(file: string, args: readonly string[], options?: RunOptions): Promise<number>;
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGPIPE: 13,
  SIGTERM: 15,
};
const SECRET_FLAG = /^--?(?:password|user|discovery-password|discovery-user)(?==|$)/;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** `--password=x` and `--password x` alike. */
function masked(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const flag = SECRET_FLAG.exec(arg)?.[0];
    if (flag !== undefined && flag !== arg) return `${flag}=***`;
    return index > 0 && SECRET_FLAG.exec(args[index - 1]!)?.[0] === args[index - 1] ? '***' : arg;
  });
}

/** The command line as it may be shown: quoted where needed, secrets masked. */
export function formatCommand(file: string, args: readonly string[]): string {
  return [file, ...masked(args)].map(word => (word === '***' ? word : shellQuote(word))).join(' ');
}

function cannotRun(file: string, error: unknown): OpsError {
  return new OpsError('E_TOOL_FAILED', `cannot run ${file}: ${errorMessage(error)}`, {
    cause: error,
    details: {systemCode: systemErrorCode(error)},
  });
}

/** The options of execa that hold for every call, and those that were given. */
function execaOptions(
  {env, cwd, timeoutMs, signal}: RunOptions,
  inherited: Readonly<Record<string, string>>,
) {
  return {
    reject: false,
    extendEnv: false,
    env: env ?? inherited,
    ...(cwd === undefined ? {} : {cwd}),
    ...(timeoutMs === undefined ? {} : {timeout: timeoutMs}),
    ...(signal === undefined ? {} : {cancelSignal: signal}),
  } as const;
}

/** Between TERM and KILL of a program that takes too long. */
const KILL_AFTER_MS = 1000;

/** A child of the ended program may hold its output open for ever: nobody waits for that. */
function letGo(child: {stdout: {destroy(): unknown} | null; stderr: {destroy(): unknown} | null}): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly cause?: unknown;
}

function exitCodeOf(file: string, {exitCode, signal, cause}: Ended): number {
  if (exitCode !== undefined) return exitCode;
  if (signal !== undefined) return 128 + (SIGNAL_NUMBERS[signal] ?? 0);
  throw cannotRun(file, cause);
}

/** `inherited` is the environment of children unless told otherwise; `log` receives each command line before it runs. */
export function createRunner(
  inherited: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Runner {
  return {
    async run(file, args, options = {}) {
      log(formatCommand(file, args));
      const {execa} = await import('execa');
      const startedAt = performance.now();
      const child = execa(file, args, {
        ...execaOptions(options, inherited),
        ...(options.input === undefined ? {stdin: 'ignore'} : {input: options.input}),
        forceKillAfterDelay: KILL_AFTER_MS,
        maxBuffer: MAX_OUTPUT_BYTES,
        stripFinalNewline: false,
      });
      const giveUp =
        options.timeoutMs === undefined
          ? undefined
          : setTimeout(letGo, options.timeoutMs + KILL_AFTER_MS, child);
      const result = await child.finally(() => clearTimeout(giveUp));
      return {
        stdout: result.stdout,
        stderr: result.stderr,
        exitCode: exitCodeOf(file, result),
        durationMs: performance.now() - startedAt,
        timedOut: result.timedOut,
      };
    },

    async attach(file, args, options = {}) {
      log(formatCommand(file, args));
      const {execa} = await import('execa');
      const result = await execa(file, args, {...execaOptions(options, inherited), stdio: 'inherit'});
      return exitCodeOf(file, result);
    },
  };
}
