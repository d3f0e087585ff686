import {expect, it} from 'vitest';

import {takenToken} from '../../../../src/lib/domain/snapshots/taken-token.js';

it.each([
  ['new', 'cc3', ['bb2', 'aa1'], undefined],
  ['new', 'cc3', [], undefined],
  ['live', 'cc3', [], 'is that of the cluster as it is'],
  ['new', 'bb2', ['bb2', 'aa1'], 'is that of the cluster as it is'],
  ['first', 'aa1', ['bb2', 'aa1'], 'makes cluster aa1 again'],
])('a token %s that makes cluster %s of one that was %j', (token, clusterId, clusterIds, says) => {
  const problem = takenToken({token, clusterId, before: 'live', clusterIds});
  if (says === undefined) expect(problem).toBeUndefined();
  else expect(problem).toContain(says);
});
