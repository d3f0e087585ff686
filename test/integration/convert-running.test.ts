import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, runCli, runCliOk} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, etcdVersion, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {endProcessesOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {etcdctl, type StatusJson} from './observed-cluster.js';

const HEALTHY_MS = 60_000;

interface HandMade {
  readonly dir: string;
  readonly binDir: string;
  readonly scripts: readonly string[];
  readonly endpoints: readonly string[];
}

/** What somebody types who has read etcd's documents: a script for each member, with variables and continued lines. */
function script(index: number, basePort: number): string {
  const client = basePort + 10 * index;
  return `#!/bin/sh
# Member ${index} of our cluster.
NAME=infra${index}
HOST=127.0.0.1
CLUSTER="infra0=http://$HOST:${basePort + 1},infra1=http://$HOST:${basePort + 11},infra2=http://$HOST:${basePort + 21}"
exec etcd --name "$NAME" --data-dir "data/$NAME" \\
  --listen-client-urls "http://$HOST:${client}" --advertise-client-urls "http://$HOST:${client}" \\
  --listen-peer-urls "http://$HOST:${client + 1}" --initial-advertise-peer-urls "http://$HOST:${client + 1}" \\
  --initial-cluster "$CLUSTER" --initial-cluster-token by-hand --initial-cluster-state new \\
  --snapshot-count=5000
`;
}

/** Three members that know nothing of etcdops, started by their scripts. */
async function startByHand(line: EtcdTestLine): Promise<HandMade> {
  const dir = tempDir('by-hand');
  onDispose(() => endProcessesOf(dir));
  const basePort = await freeBasePort(3);
  const binDir = etcdBinDir(line);
  const scripts = [0, 1, 2].map(index => `infra${index}.sh`);
  for (const [index, name] of scripts.entries()) {
    writeFileSync(join(dir, name), script(index, basePort));
    chmodSync(join(dir, name), 0o755);
    const child = execa(join(dir, name), [], {
      cwd: dir,
      env: {...cleanEnv(), PATH: `${binDir}:${process.env['PATH']}`},
      extendEnv: false,
      stdio: 'ignore',
      detached: true,
      cleanup: false,
      reject: false,
    });
    child.unref();
  }
  return {
    dir,
    binDir,
    scripts,
    endpoints: [0, 1, 2].map(index => `http://127.0.0.1:${basePort + 10 * index}`),
  };
}

async function waitHealthy(cluster: HandMade): Promise<void> {
  const deadline = performance.now() + HEALTHY_MS;
  for (;;) {
    const {exitCode, stderr} = await etcdctl(cluster, cluster.endpoints, ['endpoint', 'health']);
    if (exitCode === 0) return;
    if (performance.now() > deadline) throw new Error(`never healthy: ${stderr}`);
  }
}

describe.each(['3.4', '3.7'] as const)('a cluster of etcd %s that was made by hand', line => {
  it('becomes one of etcdops, which sees it run and then starts it on its own data', async () => {
    const cluster = await startByHand(line);
    const {dir, binDir, scripts, endpoints} = cluster;
    await waitHealthy(cluster);
    await etcdctl(cluster, endpoints, ['put', 'made', 'by hand']);

    const version = ['--etcd-version', etcdVersion(line)];
    const made = await runCliOk(['convert', ...scripts, '--to', 'spec', '--out', '.', ...version, '--json'], {
      cwd: dir,
    });
    expect(made.json()).toMatchObject({lost: [], written: true, files: [{path: 'etcdops.yaml'}]});

    const judged = await runCli(['validate', '--spec', 'etcdops.yaml', '--json'], {cwd: dir});
    expect(judged.exitCode, judged.stdout).toBe(0);
    const seen = (await runCliOk(['status', '--json'], {cwd: dir})).json<StatusJson>();
    expect(seen.cluster).toMatchObject({name: 'by-hand', health: 'healthy', members: 3});
    expect(seen.nodes.map(({managedBy}) => managedBy)).toEqual(['other', 'other', 'other']);

    await endProcessesOf(dir);
    await runCliOk(['up', '--etcd-bin-dir', binDir], {cwd: dir});
    const taken = (await runCliOk(['status', '--json'], {cwd: dir})).json<StatusJson>();
    expect(taken.cluster.id).toBe(seen.cluster.id);
    expect(taken.nodes.map(({managedBy}) => managedBy)).toEqual(['etcdops', 'etcdops', 'etcdops']);
    expect((await etcdctl(cluster, endpoints, ['get', 'made'])).stdout).toBe('made\nby hand\n');
  });
});
