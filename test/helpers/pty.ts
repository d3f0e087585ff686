import {spawn} from 'node:child_process';
import {join} from 'node:path';

import {assertBuilt, cleanEnv, CLI_PATH, REPO_DIR, type CliOptions} from './cli.js';
import {onDispose} from './disposal.js';
import {createScreen} from './terminal-screen.js';

export interface PtyOptions extends Pick<CliOptions, 'cwd' | 'env'> {
  readonly columns?: number;
  readonly rows?: number;
}

/** Keys as a terminal sends them. */
export const KEYS = {
  enter: '\r',
  up: '\u001b[A',
  down: '\u001b[B',
  space: ' ',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
} as const;

/** A program in a real pseudo-terminal. */
export interface PtySession {
  /**
   * Waits for a text in what came after the last match (colours and cursor movements left out).
   * Throws, with the screen, when it does not come in time or the program ends without it.
   */
  readonly waitFor: (pattern: RegExp, timeoutMs?: number) => Promise<RegExpExecArray>;
  /** Types; Enter is `\r`. */
  readonly type: (text: string) => void;
  /** What a person would see now: the lines of the terminal, those that scrolled away included. */
  readonly screen: () => string;
  /** All bytes that came, escape sequences included. */
  readonly raw: () => string;
  /** Resolves when the program has ended. */
  readonly exitCode: (timeoutMs?: number) => Promise<number>;
}

const DEFAULT_WAIT_MS = 30_000;
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*\u0007|\u001b[()][A-Z0-9]|\u001b[=>78]/g;

function within<T>(promise: Promise<T>, timeoutMs: number, what: () => string): Promise<T> {
  let timer: NodeJS.Timeout;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what()} within ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}

/** Runs a program in a pseudo-terminal; it ends with the test at the latest. */
export function startPty(file: string, args: readonly string[], options: PtyOptions = {}): PtySession {
  const {cwd = REPO_DIR, env, columns = 100, rows = 30} = options;
  const child = spawn(
    'python3',
    [join(REPO_DIR, 'test/helpers/pty-run.py'), String(columns), String(rows), file, ...args],
    {
      cwd,
      env: cleanEnv({TERM: 'xterm-256color', ...env}),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const screen = createScreen(columns);
  let raw = '';
  let matchedUpTo = 0;
  let ended = false;
  let wake = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text;
    screen.write(text);
    wake();
  });
  // A program that has ended reads no more; that is for `exitCode` to say.
  child.stdin.on('error', () => undefined);
  const exit = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => resolve(code ?? 143));
  }).finally(() => {
    ended = true;
    wake();
  });
  exit.catch(() => undefined);
  onDispose(async () => {
    child.kill('SIGTERM');
    await exit.catch(() => undefined);
  });

  async function find(pattern: RegExp, isOver: () => boolean): Promise<RegExpExecArray> {
    for (;;) {
      const plain = raw.replace(ESCAPES, '');
      const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(
        plain.slice(matchedUpTo),
      );
      if (match !== null) {
        matchedUpTo += match.index + match[0].length;
        return match;
      }
      if (ended) throw new Error(`the program ended without ${String(pattern)}:\n${screen.text()}`);
      await new Promise<void>(resolve => {
        wake = resolve;
      });
      if (isOver()) throw new Error('the deadline has passed');
    }
  }

  return {
    async waitFor(pattern, timeoutMs = DEFAULT_WAIT_MS) {
      let over = false;
      const found = find(pattern, () => over);
      return within(found, timeoutMs, () => `${String(pattern)} on the screen:\n${screen.text()}\n`).finally(
        () => {
          over = true;
        },
      );
    },
    type: text => void child.stdin.write(text),
    screen: () => screen.text(),
    raw: () => raw,
    exitCode: (timeoutMs = DEFAULT_WAIT_MS) =>
      within(exit, timeoutMs, () => `exit; the screen:\n${screen.text()}\n`),
  };
}

/** The built etcdops in a pseudo-terminal. */
export function startCliInPty(args: readonly string[], options: PtyOptions = {}): PtySession {
  assertBuilt();
  return startPty(process.execPath, [CLI_PATH, ...args], options);
}
