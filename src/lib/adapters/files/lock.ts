import {hostname} from 'node:os';

import {OpsError} from '../../errors/ops-error.js';
import {identityOf, isSameProcess, type ProcessIdentity} from '../process/identity.js';
import type {Files} from './files.js';

interface LockHolder extends ProcessIdentity {
  readonly host: string;
  readonly command: string;
  readonly since: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** Undefined for what no etcdops wrote whole: nobody holds such a lock. */
function parseHolder(text: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<LockHolder> | null;
    return typeof holder?.pid === 'number' && typeof holder.host === 'string'
      ? (holder as LockHolder)
      : undefined;
  } catch {
    return undefined;
  }
}

function lockedBy(path: string, holder: LockHolder): OpsError {
  const elsewhere = holder.host !== hostname();
  return new OpsError(
    'E_LOCKED',
    `another run works on this cluster: etcdops ${holder.command} (pid ${holder.pid}` +
      `${elsewhere ? ` on ${holder.host}` : ''}, since ${holder.since})`,
    {
      hints: elsewhere
        ? [`wait for it, or, if that machine is gone for good: rm ${path}`]
        : ['wait until it has ended, then run the same command again'],
      details: {pid: holder.pid, host: holder.host},
    },
  );
}

export interface LockOptions {
  readonly command: string;
  readonly now: Date;
}

/**
 * Takes the lock of a cluster, a file that names who holds it. One left behind by a process that is gone is taken
 * over; one of another host never, since from here nobody can tell whether its holder lives.
 * @throws E_LOCKED
 */
export async function acquireLock(files: Files, path: string, {command, now}: LockOptions): Promise<Lock> {
  const mine: LockHolder = {...identityOf(process.pid), host: hostname(), command, since: now.toISOString()};
  const text = `${JSON.stringify(mine)}\n`;
  for (;;) {
    // Not synced: after a power cut nobody holds it.
    if (await files.createExclusive(path, text, {durable: false})) break;
    const found = await files.readText(path, 4096);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder !== undefined && (holder.host !== hostname() || isSameProcess(holder)))
      throw lockedBy(path, holder);
    await takeAway(files, path, found);
  }
  // Of several that take over a stale lock at once one may have put its own in the place of ours.
  const holder = parseHolder((await files.readText(path, 4096)) ?? '');
  if (holder !== undefined && holder.pid !== mine.pid) throw lockedBy(path, holder);
  return {
    async release() {
      if ((await files.readText(path, 4096)) === text) await files.removeScratch(path);
    },
  };
}

/**
 * Removes a stale lock. Renamed first and looked at again: of two processes that saw the same stale lock the slower
 * one may have renamed the fresh lock of the other, which then goes back.
 */
async function takeAway(files: Files, path: string, stale: string): Promise<void> {
  const aside = `${path}.${process.pid}.stale`;
  try {
    await files.rename(path, aside);
  } catch {
    // Somebody else took it away; the next attempt sees what is there now.
    return;
  }
  const taken = await files.readText(aside, 4096);
  if (taken !== undefined && taken !== stale) await files.createExclusive(path, taken);
  await files.removeScratch(aside);
}
