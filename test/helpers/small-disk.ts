import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';

import {onDispose} from './disposal.js';
import {endProcessesOf} from './processes.js';
import {tempDir} from './temp-dir.js';

/** A disk of its own, which only those see who are told to look there. */
export interface SmallDisk {
  /** As they see it. */
  readonly dir: string;
  /** As everybody else reaches it. */
  readonly view: string;
  /** A command that sees it, with it as its folder. */
  readonly within: (command: readonly string[]) => {readonly file: string; readonly args: string[]};
  /** Leaves no room at all. */
  fill(): void;
  makeRoom(): void;
}

const IS_ROOT = process.getuid?.() === 0;
const FILLER_BYTES = 1024 * 1024;

function fillUp(path: string): void {
  const handle = openSync(path, 'a');
  const zeros = Buffer.alloc(FILLER_BYTES);
  try {
    for (;;) writeSync(handle, zeros);
  } catch (error) {
    if ((error as {code?: string}).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(handle);
  }
}

/** A file system in memory, mounted in a namespace that ends with the test. */
export async function smallDisk(sizeMib: number): Promise<SmallDisk> {
  const dir = tempDir('disk');
  const script = `mount -t tmpfs -o size=${sizeMib}m none "$0" && echo ready && exec sleep 1000`;
  const unshare = ['--mount', ...(IS_ROOT ? [] : ['--map-root-user']), 'sh', '-c', script, dir];
  const holder = spawn('unshare', unshare, {stdio: ['ignore', 'pipe', 'inherit']});
  onDispose(async () => {
    await endProcessesOf(dir);
    holder.kill('SIGKILL');
  });
  await Promise.race([
    once(holder.stdout, 'data'),
    once(holder, 'exit').then(() => Promise.reject(new Error('no small disk could be mounted'))),
  ]);
  const target = [
    `--target=${holder.pid}`,
    '--mount',
    ...(IS_ROOT ? [] : ['--user', '--preserve-credentials']),
  ];
  const view = `/proc/${holder.pid}/root${dir}`;
  const filler = join(view, 'filler');
  return {
    dir,
    view,
    within: command => ({
      file: 'nsenter',
      args: [...target, 'sh', '-c', 'cd "$0" && exec "$@"', dir, ...command],
    }),
    fill: () => fillUp(filler),
    makeRoom: () => rmSync(filler, {force: true}),
  };
}
