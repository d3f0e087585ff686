import {hostname} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';

import {shellQuote} from '../../domain/text/shell-quote.js';
import {OpsError} from '../../errors/ops-error.js';
import {identityOf, isSameProcess, type ProcessIdentity} from '../process/identity.js';
import type {Files} from './files.js';

export interface LockHolder extends ProcessIdentity {
  readonly host: string;
  /** Without the name of the program: `member add`. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** The run that it works on; missing before one begins. */
  readonly run?: string;
}

export interface Lock {
  release(): Promise<void>;
}

function textOf(holder: LockHolder): string {
  return `${JSON.stringify(holder)}\n`;
}

/** Undefined for what no etcdops wrote whole: nobody holds such a lock. */
function parseHolder(text: string | undefined): LockHolder | undefined {
  try {
    const holder = JSON.parse(text ?? '') as Partial<LockHolder> | null;
    const {pid, host, command, since} = holder ?? {};
    const isWhole = [host, command, since].every(text => typeof text === 'string');
    return typeof pid === 'number' && isWhole ? (holder as LockHolder) : undefined;
  } catch {
    return undefined;
  }
}

/** From here nobody can tell of a process of another host. */
function mayLive(holder: LockHolder): boolean {
  return holder.host !== hostname() || isSameProcess(holder);
}

function lockedBy(path: string, holder: LockHolder): OpsError {
  const elsewhere = holder.host !== hostname();
  return new OpsError(
    'E_LOCKED',
    `another run works on this cluster: etcdops ${holder.command} (pid ${holder.pid}` +
      `${elsewhere ? ` on ${holder.host}` : ''}, since ${holder.since})`,
    {
      hints: elsewhere
        ? [`wait for it, or, if that machine is gone for good: rm ${shellQuote(path)}`]
        : ['wait until it has ended, then run the same command again'],
      details: {pid: holder.pid, host: holder.host},
    },
  );
}

/** Who holds a lock, as far as can be told from here; undefined where nobody does, or what is there is no lock. */
export async function lockHolder(
  files: Pick<Files, 'readText'>,
  path: string,
): Promise<LockHolder | undefined> {
  const text = await files.readText(path, 4096).catch(() => undefined);
  const holder = parseHolder(text);
  return holder !== undefined && mayLive(holder) ? holder : undefined;
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
  const text = textOf(mine);
  for (;;) {
    // Not synced: after a power cut nobody holds it.
    if (await files.createExclusive(path, text, {durable: false})) break;
    const found = await files.readText(path, 4096);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder !== undefined && mayLive(holder)) throw lockedBy(path, holder);
    await takeAway(files, {path, stale: found}, text);
  }
  return {
    async release() {
      const holder = parseHolder(await files.readText(path, 4096));
      if (holder === undefined) return;
      const {run: _, ...found} = holder;
      if (textOf(found) === text) await files.removeScratch(path);
    },
  };
}

/** Writes into a lock of this very process which run it works on. One of somebody else is left as it is. */
export async function nameRun(files: Files, path: string, run: string): Promise<void> {
  const holder = parseHolder(await files.readText(path, 4096));
  if (holder === undefined || holder.pid !== process.pid || !mayLive(holder)) return;
  if (holder.host === hostname()) await files.writeAtomic(path, textOf({...holder, run}), {durable: false});
}

/** Until whoever takes a stale lock away is done with it. */
const GUARD_POLL_MS = 5;

/**
 * Removes a stale lock, if it is that still. Of several processes that saw the same one only that does it which has the
 * guard: another one, slower, would take away the fresh lock of the first.
 */
async function takeAway(
  files: Files,
  {path, stale}: {readonly path: string; readonly stale: string},
  mine: string,
): Promise<void> {
  const guard = `${path}.guard`;
  if (await files.createExclusive(guard, mine, {durable: false})) {
    try {
      if ((await files.readText(path, 4096)) === stale) await files.removeScratch(path);
    } finally {
      await files.removeScratch(guard);
    }
    return;
  }
  const found = await files.readText(guard, 4096);
  const holder = parseHolder(found);
  // Killed while it had the guard, or before that was whole.
  const isLeft = found !== undefined && (holder === undefined || !mayLive(holder));
  if (isLeft) await files.removeScratch(guard);
  else await sleep(GUARD_POLL_MS);
}
