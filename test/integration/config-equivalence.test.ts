import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {ETCD_TEST_LINES, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {tempDir} from '../helpers/temp-dir.js';
import {cliOk} from './observed-cluster.js';

const READY_MS = 30_000;
type LogEntry = Readonly<Record<string, unknown>> & {readonly msg?: string};

interface Run {
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
async function runMember(cluster: TestCluster, file: string, args: readonly string[]): Promise<Run> {
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

/** The three forms in which the same settings reach etcd. */
async function runInEachForm(cluster: TestCluster): Promise<{byFile: Run; byFlags: Run; byEnv: Run}> {
  const etcd = join(cluster.binDir, 'etcd');
  const script = 'set -a; . nodes/infra0/etcd.env; exec etcd';
  return {
    byFile: await runMember(cluster, etcd, ['--config-file', 'nodes/infra0/etcd.yaml']),
    byFlags: await runMember(cluster, join(cluster.dir, 'nodes/infra0/flags.sh'), []),
    byEnv: await runMember(cluster, 'sh', ['-c', script]),
  };
}

/** Settings that each line has, away from their defaults; compaction without its mode, whose default differs. */
const SETTINGS = {
  'auto-compaction-retention': '1h',
  'quota-backend-bytes': 4_294_967_296,
  'snapshot-count': 5000,
  'heartbeat-interval': 150,
  'election-timeout': 1500,
  'max-request-bytes': 2_097_152,
};

async function bootstrapWith(line: EtcdTestLine, settings: object): Promise<TestCluster> {
  const args = ['--format', 'config,env,flags'];
  const cluster = await startCluster({line, members: 1, start: false, args});
  const path = join(cluster.dir, 'etcdops.yaml');
  writeFileSync(path, `${readFileSync(path, 'utf8')}settings: ${JSON.stringify(settings)}\n`);
  await cliOk(cluster, ['render']);
  return cluster;
}

describe.each(ETCD_TEST_LINES)(
  'a member of etcd %s from its config file, its flags and its env file',
  line => {
    it.each([
      ['without settings', {}, {}],
      [
        'with settings',
        SETTINGS,
        {
          'auto-compaction-mode': 'periodic',
          'auto-compaction-retention': '1h0m0s',
          'snapshot-count': 5000,
          'heartbeat-interval': '150ms',
          'election-timeout': '1.5s',
        },
      ],
      [
        'with compaction by revision',
        {'auto-compaction-mode': 'revision', 'auto-compaction-retention': '1000'},
        {'auto-compaction-mode': 'revision', 'auto-compaction-retention': '1µs'},
      ],
    ])('is configured the same, %s', async (_, settings, logged) => {
      const {byFile, byFlags, byEnv} = await runInEachForm(await bootstrapWith(line, settings));

      expect(byFile.config).toEqual(byFlags.config);
      expect(byEnv.config).toEqual(byFlags.config);
      expect(byFile.config).toMatchObject(logged);
      expect([byFile, byFlags, byEnv].map(({gatewayStatus}) => gatewayStatus)).toEqual([200, 200, 200]);
    });
  },
);
