import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {cliOk} from '../integration/observed-cluster.js';
import {runMember, type MemberRun} from '../integration/member-run.js';

/** A config file made by hand, away from the defaults, and without what differs between a file and flags. */
function handMadeFile({basePort}: TestCluster, rest: string): string {
  const peer = `http://127.0.0.1:${basePort + 1}`;
  const client = `http://127.0.0.1:${basePort}`;
  return [
    'name: infra0',
    'data-dir: .etcdops/data/infra0',
    `listen-peer-urls: ${peer}`,
    `initial-advertise-peer-urls: ${peer}`,
    `listen-client-urls: ${client}`,
    `advertise-client-urls: ${client}`,
    `initial-cluster: infra0=${peer}`,
    'initial-cluster-token: hand-made',
    'logger: zap',
    'log-outputs: [stderr]',
    'quota-backend-bytes: 4294967296',
    'snapshot-count: 5000',
    'heartbeat-interval: 150',
    'election-timeout: 1500',
    'max-request-bytes: 2097152',
    'grpc-keepalive-min-time: 7000000000',
    'strict-reconfig-check: off',
    rest,
    '',
  ].join('\n');
}

/** The file itself, and what `convert` makes of it, each run by the real etcd. */
async function runInEachForm(cluster: TestCluster): Promise<Record<string, MemberRun>> {
  const etcd = join(cluster.binDir, 'etcd');
  const version = ['--etcd-version', cluster.version];
  for (const target of ['env', 'flags', 'procfile', 'config'])
    await cliOk(cluster, ['convert', 'hand.yaml', '--to', target, '--out', 'converted', ...version]);
  await cliOk(cluster, [
    'convert',
    'converted/nodes/infra0/etcd.env',
    '--to',
    'config',
    '--out',
    'back',
    ...version,
  ]);
  const ofProcfile = 'set -- "$(sed -n \'s/^infra0: //p\' converted/Procfile)"; eval "$1"';
  return {
    byHand: await runMember(cluster, etcd, ['--config-file', 'hand.yaml']),
    byFile: await runMember(cluster, etcd, ['--config-file', 'converted/nodes/infra0/etcd.yaml']),
    byFlags: await runMember(cluster, 'sh', ['converted/nodes/infra0/flags.sh']),
    byEnv: await runMember(cluster, 'sh', ['-c', 'set -a; . converted/nodes/infra0/etcd.env; exec etcd']),
    byProcfile: await runMember(cluster, 'sh', ['-c', ofProcfile]),
    backFromEnv: await runMember(cluster, etcd, ['--config-file', 'back/nodes/infra0/etcd.yaml']),
  };
}

describe.each(['3.4', '3.7'] as const)('what convert makes of a config file of etcd %s', line => {
  it.each([
    ['with compaction', "auto-compaction-mode: revision\nauto-compaction-retention: '1000'"],
    // Off in a file of 3.4, which has no mode by default.
    ['with half a compaction', "auto-compaction-retention: '1'"],
  ])('behaves as that file does, %s', async (_, rest) => {
    const cluster = await startCluster({line, members: 1, start: false});
    writeFileSync(join(cluster.dir, 'hand.yaml'), handMadeFile(cluster, rest));

    const {byHand, ...others} = await runInEachForm(cluster);

    expect(byHand?.config).toMatchObject({'snapshot-count': 5000, 'heartbeat-interval': '150ms'});
    // The gateway is off in a file of 3.4 unless it is switched on.
    expect(byHand?.gatewayStatus).toBe(line === '3.4' ? 404 : 200);
    for (const [form, run] of Object.entries(others)) expect(run, form).toEqual(byHand);
  });
});
