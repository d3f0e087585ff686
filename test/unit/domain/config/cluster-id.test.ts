import {describe, expect, it} from 'vitest';

import {predictIds} from '../../../../src/lib/domain/config/cluster-id.js';

describe('predictIds', () => {
  // Ids that real etcd gave itself, some of them in etcd's own documents.
  it.each([
    {
      what: 'one member with all defaults',
      peerUrls: [['http://localhost:2380']],
      token: 'etcd-cluster',
      memberIds: ['8e9e05c52164694d'],
      clusterId: 'cdf818194e3a8c32',
    },
    {
      what: 'one member on another port',
      peerUrls: [['http://127.0.0.1:21380']],
      token: 'etcd-cluster',
      memberIds: ['69b38ac7138de88d'],
      clusterId: '31c6e9f19e0fb0d9',
    },
    {
      what: 'the Procfile cluster of the documents',
      peerUrls: [['http://127.0.0.1:12380'], ['http://127.0.0.1:22380'], ['http://127.0.0.1:32380']],
      token: 'etcd-cluster-1',
      memberIds: ['8211f1d0f64f3269', '91bc3c398fb3c146', 'fd422379fda50e48'],
      clusterId: 'ef37ad9dc622a7c4',
    },
    {
      what: 'a member with two peer URLs, in either order',
      peerUrls: [
        ['http://127.0.0.1:17381', 'http://127.0.0.1:17380'],
        ['http://10.1.2.3:2380'],
        ['http://10.1.2.4:2380'],
      ],
      token: 'demo-7f3c91',
      memberIds: ['6f67a55bfc914d57', 'd01b0f23a7a7bc84', '5fb9c3dae5e96184'],
      clusterId: '941ca6f9a3cdcfc3',
    },
  ])('knows the ids of $what', ({peerUrls, token, memberIds, clusterId}) => {
    const ids = predictIds(peerUrls, token);

    expect([...ids.memberIds].sort()).toEqual([...memberIds].sort());
    expect(ids.clusterId).toBe(clusterId);
  });

  it('gives member ids in the order of the members, and a cluster id that does not depend on it', () => {
    const urls = [['http://10.0.0.1:2380'], ['http://10.0.0.2:2380'], ['http://10.0.0.3:2380']];

    const forwards = predictIds(urls, 't');
    const backwards = predictIds([...urls].reverse(), 't');

    expect(backwards.memberIds).toEqual([...forwards.memberIds].reverse());
    expect(backwards.clusterId).toBe(forwards.clusterId);
  });

  it('writes ids without leading zeros', () => {
    const ids = Array.from(
      {length: 400},
      (_, n) => predictIds([['http://10.0.0.1:2380']], `t${n}`).memberIds[0]!,
    );

    expect(ids.every(id => /^[1-9a-f][0-9a-f]{0,15}$/.test(id))).toBe(true);
    expect(ids.some(id => id.length < 16)).toBe(true);
  });
});
