import {readFileSync} from 'node:fs';

/**
 * A process that cannot be mistaken for a later one with the same pid: the start time is the kernel's, in ticks since
 * the boot that `bootId` names. Where the kernel does not tell (no /proc), both are empty.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process is gone, belongs to another user, or there is no /proc: all mean "nothing to tell".
    return '';
  }
}

/** The fields of /proc/PID/stat behind the command name, which may itself hold spaces and brackets. */
function statFields(pid: number): string[] {
  const stat = readProc(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Field 22 of proc(5) is the start time; the first behind the name is field 3. */
const START_TIME_FIELD = 22 - 3;
/** How many threads there are: of a zombie those that have not ended yet, and itself. */
const THREADS_FIELD = 20 - 3;

export function identityOf(pid: number): ProcessIdentity {
  return {
    pid,
    startTime: statFields(pid)[START_TIME_FIELD] ?? '',
    bootId: readProc('/proc/sys/kernel/random/boot_id').trim(),
  };
}

/**
 * Whether a pid runs at all. A zombie does not, once its last thread has ended: until then its ports are open, for some
 * milliseconds with etcd.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const fields = statFields(pid);
  return fields[0] !== 'Z' || Number(fields[THREADS_FIELD]) > 1;
}

/** Whether the very same process still runs. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  if (!isAlive(identity.pid)) return false;
  const now = identityOf(identity.pid);
  return now.startTime === identity.startTime && now.bootId === identity.bootId;
}
