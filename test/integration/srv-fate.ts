import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';

import {cleanEnv} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import type {SrvFolder} from './srv-folder.js';

/** What becomes of etcd itself with such records. */
export type Fate =
  /** It ends, with these words. */
  | {readonly ends: RegExp}
  /** It runs and waits for members that nobody starts. */
  | 'waits'
  /** It serves, with as many members. */
  | {readonly serves: number};

const LIMIT_MS = 20_000;
/** A member that finds all it waits for serves within two seconds. */
const WAITS_MS = 5000;

/** What became of it; `said` where it ended. */
export type Seen = {readonly said: string} | Exclude<Fate, {readonly ends: RegExp}>;

/** Starts infra0 of the folder by real etcd and sees what becomes of it. */
export async function fateOf(
  {dir, basePort}: SrvFolder,
  line: EtcdTestLine,
  before: readonly string[],
): Promise<Seen> {
  const [program = '', ...words] = [
    ...before,
    join(etcdBinDir(line), 'etcd'),
    ...['--config-file', 'nodes/infra0/etcd.yaml'],
  ];
  const child = spawn(program, words, {cwd: dir, env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe']});
  onDispose(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', chunk => (said += String(chunk)));
  const closed = once(child, 'close');
  const begin = performance.now();
  while (performance.now() - begin < LIMIT_MS) {
    if (child.exitCode !== null) {
      await closed;
      return {said};
    }
    const members = await membersAt(basePort);
    if (members !== undefined) {
      child.kill('SIGKILL');
      return {serves: members};
    }
    if (performance.now() - begin > WAITS_MS && said.includes('serving peer traffic')) {
      child.kill('SIGKILL');
      return 'waits';
    }
    await new Promise(done => setTimeout(done, 100));
  }
  throw new Error(`etcd neither ended, served nor waited for others: ${said}`);
}

/** How many members a member that has a leader knows of; undefined where it does not serve. */
async function membersAt(port: number): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(500);
    const answer = await fetch(`http://127.0.0.1:${port}/v3/cluster/member/list`, {
      method: 'POST',
      body: '{"linearizable":true}',
      signal,
    });
    const {members} = (await answer.json()) as {members?: unknown[]};
    return members?.length;
  } catch {
    return undefined;
  }
}
