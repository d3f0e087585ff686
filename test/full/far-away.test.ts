import {spawn} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {cliOk} from '../integration/observed-cluster.js';
import {edit, statusWhere} from '../integration/observed-proxies.js';

/** As on another machine: its config file is brought there, and etcd keeps its data in a folder of that machine. */
function startThere({dir, binDir}: TestCluster, name: string): void {
  const there = join(dir, 'there');
  mkdirSync(there, {recursive: true});
  const text = readFileSync(join(dir, 'nodes', name, 'etcd.yaml'), 'utf8');
  const config = join(there, `${name}.yaml`);
  writeFileSync(config, text.replace(/^data-dir: .*$/m, `data-dir: ${join(there, name)}`));
  const args = ['--config-file', config];
  const child = spawn(join(binDir, 'etcd'), args, {cwd: there, env: cleanEnv(), stdio: 'ignore'});
  onDispose(() => void child.kill('SIGKILL'));
}

/** The files of just these nodes are there, go together, and are as the spec has them. */
async function assertFiles(cluster: TestCluster, names: readonly string[]): Promise<void> {
  expect(readdirSync(join(cluster.dir, 'nodes'))).toEqual(names);
  for (const args of [['validate'], ['validate', 'nodes'], ['render', '--check']]) await cliOk(cluster, args);
}

it('nodes that leave and run where etcdops can end nothing lose their files, and are named', async () => {
  const cluster = await startCluster({gateways: 1, start: false, args: ['--host', hostname()]});
  // Etcdops runs nothing whose data is not in the folder of the spec, unless it is on the loopback.
  edit(cluster, 'etcdops.yaml', text => text.replaceAll('.etcdops/data/', '/var/lib/etcd-elsewhere/'));
  await cliOk(cluster, ['render']);
  for (const name of ['infra0', 'infra1', 'infra2']) startThere(cluster, name);
  await statusWhere(cluster, ({cluster: {health}}) => health === 'healthy');

  await cliOk(cluster, ['apply', '--yes']);
  const removed = await cliOk(cluster, ['member', 'remove', 'infra2', '--yes', '--json']);
  await assertFiles(cluster, ['gateway0', 'infra0', 'infra1']);
  edit(cluster, 'etcdops.yaml', text => text.replace(/^.*name: gateway0.*\n/m, ''));
  const plan = await cliOk(cluster, ['plan']);
  const applied = await cliOk(cluster, ['apply', '--yes']);
  await assertFiles(cluster, ['infra0', 'infra1']);

  const line = (name: string): string =>
    `on ${hostname()}: sudo systemctl disable --now etcd-demo-${name}.service`;
  expect(removed.json<{done: string}>().done).toContain(line('infra2'));
  expect(plan.stdout + plan.stderr).toContain(`afterwards, ${line('gateway0')}`);
  expect(applied.stdout).toContain(`What is on this machine is as the spec has it`);
  expect(applied.stdout).toContain(line('gateway0'));
});
