import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';

import {cleanEnv} from '../helpers/cli.js';
import type {TestCluster} from '../helpers/cluster.js';
import {tempDir} from '../helpers/temp-dir.js';

const READY_MS = 30_000;
type LogEntry = Readonly<Record<string, unknown>> & {readonly msg?: string};

export interface MemberRun {
  /** The effective configuration as etcd logs it. */
  readonly config: LogEntry;
  /** Whether the JSON gateway answers. */
  readonly gatewayStatus: number;
}

function entriesIn(path: string): LogEntry[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(text => text.startsWith('{'))
    .flatMap(text => {
      try {
        return [JSON.parse(text) as LogEntry];
      } catch {
        // The last line is being written.
        return [];
      }
    });
}

async function postRange(endpoint: string): Promise<number> {
  const body = JSON.stringify({key: Buffer.from('a').toString('base64')});
  const deadline = performance.now() + READY_MS;
  for (;;) {
    try {
      const response = await fetch(`${endpoint}/v3/kv/range`, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(2000),
      });
      return response.status;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
}

/** What has an effect: not the time of the line, and not the mode of a compaction that keeps everything. */
function comparable({ts: _time, caller: _caller, ...config}: LogEntry): LogEntry {
  return config['auto-compaction-retention'] === '0s' ? {...config, 'auto-compaction-mode': 'off'} : config;
}

/** Runs the only member of a cluster on a fresh data directory and takes down what it says of itself. */
export async function runMember(
  cluster: TestCluster,
  file: string,
  args: readonly string[],
): Promise<MemberRun> {
  rmSync(join(cluster.dir, '.etcdops/data/infra0'), {recursive: true, force: true});
  const log = join(tempDir('log'), 'etcd.log');
  const child = execa(file, args, {
    cwd: cluster.dir,
    env: {...cleanEnv(), PATH: `${cluster.binDir}:${process.env['PATH']}`},
    extendEnv: false,
    stdin: 'ignore',
    stdout: {file: log},
    stderr: {file: log, append: true},
    reject: false,
  });
  const gatewayStatus = await postRange(cluster.endpoints[0] ?? '');
  child.kill('SIGKILL');
  await child;
  const found = entriesIn(log).find(({msg}) => msg === 'starting an etcd server');
  if (found === undefined) throw new Error(`no configuration in the log:\n${readFileSync(log, 'utf8')}`);
  return {config: comparable(found), gatewayStatus};
}
