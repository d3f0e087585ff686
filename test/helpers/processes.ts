import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {basename, join, sep} from 'node:path';

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Gone meanwhile, or not ours to see.
    return '';
  }
}

/** The arguments of a running process; empty where it is gone or a zombie. */
export function argvOf(pid: number): string[] {
  return readProc(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
}

function cwdOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function isBelow(path: string, dir: string): boolean {
  return path === dir || path.startsWith(dir + sep);
}

/** Fields of /proc/PID/stat behind the command name: [0] is the state, [19] the start time. */
function statFields(pid: number): string[] {
  const stat = readProc(`/proc/${pid}/stat`);
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

export function isRunning(pid: number): boolean {
  const state = statFields(pid)[0];
  return state !== undefined && state !== 'Z';
}

/** Pids whose command line names the folder, and etcd processes that run in it. Never this process itself. */
export function pidsOf(dir: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => pid !== process.pid)
    .filter(pid => {
      const argv = argvOf(pid);
      if (argv.some(word => word.includes(dir))) return true;
      return basename(argv[0] ?? '').startsWith('etcd') && isBelow(cwdOf(pid), dir);
    });
}

/** Names of the nodes of the folder that etcdops has started, with or without a pid file, by the mark that it gives them. */
export function nodesStartedIn(dir: string): string[] {
  const mark = `ETCDOPS_NODE=${dir}#`;
  return pidsOf(dir).flatMap(pid =>
    readProc(`/proc/${pid}/environ`)
      .split('\0')
      .filter(text => text.startsWith(mark))
      .map(text => text.slice(mark.length)),
  );
}

/** Pids from `<dir>/.etcdops/pids/*.json` that are still the very process that was recorded. */
export function recordedPids(dir: string): number[] {
  const folder = join(dir, '.etcdops', 'pids');
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap(name => {
    try {
      const {pid, startTime} = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        pid: number;
        startTime: string;
      };
      return statFields(pid)[19] === startTime && isRunning(pid) ? [pid] : [];
    } catch {
      // A pid file that was cut short by a test; the process table finds its process.
      return [];
    }
  });
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

export async function waitUntil(holds: () => boolean, timeoutMs: number, what: string): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** Ends all processes that belong to a test's folder and waits until they are gone. */
export async function endProcessesOf(dir: string): Promise<void> {
  const find = (): number[] => [...new Set([...recordedPids(dir), ...pidsOf(dir)])].filter(isRunning);
  // KILL also ends those that a test has stopped, and data of a test needs no clean end.
  for (const pid of find()) send(pid, 'SIGKILL');
  await waitUntil(() => find().length === 0, 15_000, `no process of ${dir} runs`);
}
