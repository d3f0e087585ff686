import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {onDispose} from './disposal.js';
import {REPO_DIR} from './cli.js';
import {waitUntil} from './processes.js';
import {tempDir} from './temp-dir.js';

const PROGRAM = join(REPO_DIR, 'test', 'helpers', 'write-steadily.mjs');

export interface Written {
  readonly acknowledged: readonly string[];
  /** What each connection saw fail; connections without any are there too. */
  readonly errors: readonly (readonly string[])[];
  readonly failed: number;
  /** How often a client was cut off: failures one after the other are one, however fast it tried again meanwhile. */
  readonly outages: number;
  /** The most writes of one client that failed one after the other. */
  readonly failedInARow: number;
  /** The longest time in which no write of any client was acknowledged. */
  readonly longestStallMs: number;
}

export interface Writers {
  /** How many writes were acknowledged so far. */
  readonly count: () => number;
  /** Resolves once so many more are acknowledged: writing goes on. */
  readonly writeOn: (more: number) => Promise<void>;
  readonly stop: () => Promise<Written>;
}

interface Answer {
  readonly atMs: number;
  readonly client: string;
  readonly connection: string;
  readonly key: string;
  readonly said: string;
}

function answersIn(log: string): Answer[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return lines.map(line => {
    const [atMs, client = '', connection, key = '', said = ''] = line.split('\t');
    return {atMs: Number(atMs), client, connection: `${client}.${connection}`, key, said};
  });
}

function longestGap(times: readonly number[]): number {
  return Math.max(0, ...times.slice(1).map((time, index) => time - times[index]!));
}

/** Of each answer, how many of the same client before it and with it failed one after the other. */
function failedSoFar(answers: readonly Answer[]): number[] {
  const now = new Map<string, number>();
  return answers.map(({client, said}) => {
    const count = said === 'ok' ? 0 : (now.get(client) ?? 0) + 1;
    now.set(client, count);
    return count;
  });
}

function written(answers: readonly Answer[]): Written {
  const ended = answers.find(({said}) => said === 'ended');
  const writes = answers.filter(answer => answer !== ended);
  const good = writes.filter(({said}) => said === 'ok');
  const bad = writes.filter(({said}) => said !== 'ok');
  const connections = [...new Set(writes.map(({connection}) => connection))];
  const inARow = failedSoFar(writes);
  const times = [...good, ...(ended === undefined ? [] : [ended])].map(({atMs}) => atMs);
  return {
    acknowledged: good.map(({key}) => key),
    errors: connections.map(one => bad.filter(({connection}) => connection === one).map(({said}) => said)),
    failed: bad.length,
    outages: inARow.filter(count => count === 1).length,
    failedInARow: Math.max(0, ...inARow),
    longestStallMs: longestGap(times),
  };
}

const WRITING_MS = 60_000;

/** Who writes: so many clients; with a folder `pki` each shows the certificate of the admin in it. */
export type Crowd = number | {readonly clients: number; readonly pki: string};

/** Clients that write without a pause until they are stopped. Where a write fails, one that has several URLs moves on. */
export function startWriters(urls: readonly string[], prefix: string, crowd: Crowd): Writers {
  const log = join(tempDir('writers'), 'log');
  const {clients, pki} = typeof crowd === 'number' ? {clients: crowd, pki: undefined} : crowd;
  const child = spawn(process.execPath, [PROGRAM, log, prefix, String(clients), ...urls], {
    stdio: 'inherit',
    env: {...process.env, ...(pki === undefined ? {} : {WRITE_PKI: pki})},
  });
  const ended = once(child, 'exit');
  onDispose(() => void child.kill('SIGKILL'));
  const count = (): number => answersIn(log).filter(({said}) => said === 'ok').length;
  return {
    count,
    async writeOn(more) {
      const goal = count() + more;
      await waitUntil(() => count() >= goal, WRITING_MS, `${more} more writes are acknowledged`);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return written(answersIn(log));
    },
  };
}
