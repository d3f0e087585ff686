import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

/** A running process as /proc shows it. */
export interface ListedProcess {
  readonly pid: number;
  readonly argv: readonly string[];
  /** Working directory; undefined where the kernel does not tell us. */
  readonly cwd?: string;
  /** Variables of the process that begin with `ETCD`. */
  readonly variables: Readonly<Record<string, string>>;
}

function read(path: string): string[] {
  try {
    // Each entry ends with a NUL; an empty one is an argument too.
    return readFileSync(path, 'utf8').split('\0').slice(0, -1);
  } catch {
    // Ended meanwhile, or another user's.
    return [];
  }
}

function workingDirectory(pid: number): {cwd: string} | object {
  try {
    return {cwd: readlinkSync(`/proc/${pid}/cwd`)};
  } catch {
    return {};
  }
}

function variablesOf(pid: number | string): Record<string, string> {
  const entries = read(`/proc/${pid}/environ`)
    .filter(entry => entry.startsWith('ETCD'))
    .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const);
  return Object.fromEntries(entries);
}

/** One variable that a process was started with; undefined where it has none or the kernel does not tell. */
export function variableOf(pid: number, name: string): string | undefined {
  return variablesOf(pid)[name];
}

/** The command line of a process; empty where it has ended or the kernel does not tell. */
export function argumentsOf(pid: number): readonly string[] {
  return read(`/proc/${pid}/cmdline`);
}

/** All processes whose arguments satisfy the filter; empty where there is no /proc. */
export function listProcesses(filter: (argv: readonly string[]) => boolean): ListedProcess[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names
    .filter(name => /^\d+$/.test(name))
    .map(name => ({pid: Number(name), argv: argumentsOf(Number(name))}))
    .filter(({argv}) => argv.length > 0 && filter(argv))
    .map(({pid, argv}) => ({pid, argv, ...workingDirectory(pid), variables: variablesOf(pid)}));
}
