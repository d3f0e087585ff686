import {expect, it} from 'vitest';

import {toolEnv} from '../../../../src/lib/domain/snapshots/tool-env.js';

it('the tools of etcd get our environment, and nothing of it that is meant for another etcd', () => {
  const env = {PATH: '/bin', TMPDIR: '/big', ETCDCTL_ENDPOINTS: 'h:1', ETCD_NAME: 'x', ETCDCTL_API: '2'};
  expect(toolEnv(env)).toEqual({PATH: '/bin', TMPDIR: '/big', ETCDCTL_API: '3'});
});
