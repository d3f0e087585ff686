import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {cleanEnv, REPO_DIR} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';

/** A unit without quotes in it. */
function unitOf({dir}: TestCluster, node: string): {type: string; command: string[]} {
  const unit = readFileSync(join(dir, 'nodes', node, `etcd-demo-${node}.service`), 'utf8');
  const valueOf = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
  return {type: valueOf('Type'), command: valueOf('ExecStart').split(' ')};
}

/** The first words that a program says to systemd. */
async function firstNotice({dir}: TestCluster, command: readonly string[]): Promise<string> {
  const runner = join(REPO_DIR, 'test/helpers/notify-run.py');
  const child = spawn('python3', [runner, ...command], {
    cwd: dir,
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onDispose(() => void child.kill('SIGTERM'));
  const [notice] = (await once(child.stdout, 'data')) as [Buffer];
  return notice.toString().trim();
}

describe.each(ETCD_TEST_LINES)('units of etcd %s', line => {
  const hasV2Proxy = line === '3.4' || line === '3.5';

  it('are of a type that waits, and their programs say when they are ready', async () => {
    const cluster = await startCluster({
      line,
      members: 1,
      gateways: 1,
      grpcProxies: 1,
      ...(hasV2Proxy ? {proxies: 1} : {}),
      args: ['--format', 'config,systemd'],
    });
    await cluster.cli(['down', '--yes']);

    for (const node of ['infra0', 'gateway0', 'grpc-proxy0', ...(hasV2Proxy ? ['proxy0'] : [])]) {
      const {type, command} = unitOf(cluster, node);
      expect([node, type, await firstNotice(cluster, command)]).toEqual([node, 'notify', 'READY=1']);
    }
  });
});
