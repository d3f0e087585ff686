import {expect, it} from 'vitest';

import {startCluster} from '../helpers/cluster.js';
import {change} from '../integration/changed-cluster.js';
import {assertKept, followerOf} from '../integration/kept-members.js';
import {cliOk} from '../integration/observed-cluster.js';

it('five members become seven, and five again', {timeout: 240_000}, async () => {
  const cluster = await startCluster({members: 5});
  await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);

  await change(cluster, ['member', 'add', 'infra5']);
  const {cluster: seven} = await change(cluster, ['member', 'add', 'infra6']);
  await change(cluster, ['member', 'remove', await followerOf(cluster)]);
  const {cluster: five} = await change(cluster, ['member', 'remove', await followerOf(cluster)]);

  expect([seven.members, seven.faultTolerance]).toEqual([7, 3]);
  expect([five.members, five.faultTolerance]).toEqual([5, 2]);
  await assertKept(cluster);
});
