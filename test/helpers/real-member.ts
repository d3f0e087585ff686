import {spawn} from 'node:child_process';
import {join} from 'node:path';

import {execa} from 'execa';

import {cleanEnv} from './cli.js';
import {onDispose} from './disposal.js';
import {etcdBinDir, type EtcdTestLine} from './etcd-binaries.js';

export interface RealMemberOptions {
  readonly line: EtcdTestLine;
  /** Working directory. */
  readonly dir: string;
  readonly clientPort: number;
  /** Everything but the client URLs. */
  readonly args: readonly string[];
}

export interface RealMember {
  readonly etcdctl: (args: readonly string[], input?: string) => Promise<string>;
  /** Asks it to end and waits until it has. */
  readonly stop: () => Promise<void>;
}

const READY = 'ready to serve client requests';
const READY_MS = 30_000;

/** Starts an etcd of its own, without etcdops, and waits until it serves; it ends with the test. */
export async function startRealMember({line, dir, clientPort, args}: RealMemberOptions): Promise<RealMember> {
  const url = `http://127.0.0.1:${clientPort}`;
  const child = spawn(
    join(etcdBinDir(line), 'etcd'),
    [...args, '--listen-client-urls', url, '--advertise-client-urls', url],
    {cwd: dir, env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe']},
  );
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await closed;
  };
  onDispose(stop);
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready:\n${output}`)), READY_MS);
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      done();
    };
    child.once('error', error => settle(() => reject(error)));
    child.once('close', () => settle(() => reject(new Error(`it ended:\n${output}`))));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (output.length < 1024 * 1024) output += chunk;
      if (output.includes(READY)) settle(resolve);
    });
  });
  return {
    stop,
    async etcdctl(words, input) {
      const env = cleanEnv({ETCDCTL_API: line === '3.4' || line === '3.5' ? '3' : undefined});
      const {stdout} = await execa(join(etcdBinDir(line), 'etcdctl'), ['--endpoints', url, ...words], {
        env,
        extendEnv: false,
        timeout: 30_000,
        ...(input === undefined ? {} : {input}),
      });
      return stdout;
    },
  };
}
