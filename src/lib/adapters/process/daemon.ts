import {spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';

import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';

export interface DaemonOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Output is appended; a file, since a pipe would break when etcdops ends and take the process with it. */
  readonly logFile: string;
}

function openLog(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    const isDenied = systemErrorCode(error) === 'EACCES';
    throw new OpsError(
      isDenied ? 'E_NO_ACCESS' : 'E_WRITE_FAILED',
      `cannot write ${path}: ${errorMessage(error)}`,
      {
        cause: error,
        hints: isDenied ? ['run it as the user who owns the file, or with sudo'] : [],
      },
    );
  }
}

/**
 * Starts a process that outlives etcdops: a session of its own, so that Ctrl-C in the terminal does not reach it.
 * Not execa: that one ties a child's life to its parent's, which is the opposite of what is wanted here.
 */
export async function spawnDaemon({file, args, cwd, env, logFile}: DaemonOptions): Promise<{pid: number}> {
  const log = openLog(logFile);
  try {
    const child = spawn(file, args, {cwd, env, detached: true, stdio: ['ignore', log, log]});
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', error =>
        reject(new OpsError('E_TOOL_FAILED', `cannot start ${file}: ${errorMessage(error)}`, {cause: error})),
      );
    });
    child.unref();
    return {pid: child.pid!};
  } finally {
    closeSync(log);
  }
}
