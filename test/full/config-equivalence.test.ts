import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {ETCD_TEST_LINES, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {runMember, type MemberRun} from '../integration/member-run.js';
import {cliOk} from '../integration/observed-cluster.js';

/** The three forms in which the same settings reach etcd. */
async function runInEachForm(
  cluster: TestCluster,
): Promise<{byFile: MemberRun; byFlags: MemberRun; byEnv: MemberRun}> {
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
