import {describe, expect, it} from 'vitest';

import {judgeCluster, type ClusterStatus} from '../../../../src/lib/domain/cluster/judge.js';
import type {NodeObservation} from '../../../../src/lib/domain/cluster/observation.js';
import {CLUSTER_ID, observed} from '../../../fakes/status.js';

/** etcd 3.7 tells who is no user only that a linearizable read is answered. */
function toNobody(index: number, isWell = true): NodeObservation {
  const {status: _, ...rest} = observed(index, isWell ? {} : {quorumConfirmed: false, error: 'unwell'});
  return {...rest, needsUser: true};
}

function judge(wells: readonly boolean[]): ClusterStatus {
  return judgeCluster(
    'demo',
    CLUSTER_ID,
    wells.map((isWell, index) => toNobody(index, isWell)),
  );
}

describe('a cluster that tells more only to users', () => {
  it.each<[wells: boolean[], expected: Partial<ClusterStatus['cluster']>]>([
    [[true, true, true], {health: 'healthy', leader: null, faultTolerance: 1, revision: null}],
    [[true, true, false], {health: 'degraded', leader: null, faultTolerance: 0}],
    [[true, false, false], {health: 'down', leader: null, faultTolerance: 0}],
  ])('whose members are well: %j', (wells, expected) => {
    expect(judge(wells).cluster).toMatchObject(expected);
    expect(judge(wells).nodes).toMatchObject(wells.map(healthy => ({healthy, needsUser: true})));
  });

  it('is to be asked as one', () => {
    expect(judge([true, true, true]).next).toEqual(['etcdops status --user root']);
  });
});
