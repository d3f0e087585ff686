import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {httpRequest} from '../../src/lib/adapters/http/http.js';
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
  folder: SrvFolder,
  line: EtcdTestLine,
  before: readonly string[],
): Promise<Seen> {
  const {dir} = folder;
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
    const members = await membersAt(folder);
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

/** As the client of the folder; undefined where its cluster has no certificates. */
function identityOf(dir: string) {
  const pki = (path: string): string => readFileSync(join(dir, 'pki', path), 'utf8');
  if (!existsSync(join(dir, 'pki'))) return undefined;
  return {ca: pki('ca.crt'), cert: pki('clients/admin.crt'), key: pki('clients/admin.key'), verify: true};
}

/** How many members a member that has a leader knows of; undefined where it does not serve. */
async function membersAt({dir, basePort, host = '127.0.0.1'}: SrvFolder): Promise<number | undefined> {
  try {
    const tls = identityOf(dir);
    const scheme = tls === undefined ? 'http' : 'https';
    const address = host.includes(':') ? `[${host}]` : host;
    const {body} = await httpRequest(`${scheme}://${address}:${basePort}/v3/cluster/member/list`, {
      method: 'POST',
      body: '{"linearizable":true}',
      timeoutMs: 500,
      tls,
    });
    return (JSON.parse(body) as {members?: unknown[]}).members?.length;
  } catch {
    return undefined;
  }
}
