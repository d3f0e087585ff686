import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import type {EtcdTestLine} from '../helpers/etcd-binaries.js';
import {assertInStep, change, membersOf} from '../integration/changed-cluster.js';
import {killedAtStep} from '../integration/ended-run.js';
import {cliOk, type ErrorJson} from '../integration/observed-cluster.js';

const SLOWEST_MS = 120_000;

/** By hand, as somebody may do it who goes by etcd's own pages: from then on nothing has a quorum. */
async function halfAdded(line: EtcdTestLine): Promise<TestCluster> {
  const cluster = await startCluster({line, members: 1});
  const peerUrl = `http://127.0.0.1:${cluster.basePort + 11}`;
  await cluster.etcdctl('put', 'a', 'kept');
  await cluster.etcdctl('member', 'add', 'infra1', `--peer-urls=${peerUrl}`);
  return cluster;
}

interface NextJson {
  readonly next: readonly string[];
}

describe('a voter added by hand beside a single member', () => {
  it.each(['3.4', '3.7'] as const)(
    'is named as what the quorum waits for, and finished, etcd %s',
    {timeout: SLOWEST_MS},
    async line => {
      const cluster = await halfAdded(line);

      const listed = await cliOk(cluster, ['member', 'list', '--json']);
      expect(listed.json<NextJson>().next).toEqual(['etcdops member add NAME', 'etcdops status']);
      const status = await cluster.cli(['status', '--json']);
      expect(status.json<NextJson>().next).toEqual(['etcdops member list', 'etcdops member add NAME']);
      const refused = await cluster.cli(['member', 'remove', 'infra0', '--yes', '--json']);
      expect(refused.exitCode).toBe(4);
      expect(refused.json<ErrorJson>().error.hints.join()).toContain('etcdops member add NAME');

      // The quorum is back before the journal has the end of the start.
      await killedAtStep(cluster, ['member', 'add', 'infra1'], 'started start-etcd:infra1');
      await change(cluster, ['member', 'add', 'infra1']);

      const names = (await membersOf(cluster)).map(({name}) => name);
      expect(names).toEqual(['infra0', 'infra1']);
      expect((await cliOk(cluster, ['ctl', '--', 'get', 'a'])).stdout).toContain('kept');
    },
  );

  it('goes where it can never start by the way that is named', {timeout: SLOWEST_MS}, async () => {
    const cluster = await halfAdded('3.7');

    await cliOk(cluster, ['snapshot', 'save', 'way-out.db']);
    await cliOk(cluster, ['snapshot', 'restore', 'way-out.db', '--confirm', 'demo']);

    await assertInStep(cluster);
    expect((await cliOk(cluster, ['ctl', '--', 'get', 'a'])).stdout).toContain('kept');
  });
});
