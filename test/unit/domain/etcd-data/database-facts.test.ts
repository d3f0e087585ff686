import {expect, it} from 'vitest';

import {storedMemberOf} from '../../../../src/lib/domain/etcd-data/database-facts.js';

const peerURLs = ['http://10.0.0.1:2380'];
const [id, peerUrls] = ['a004d8b3ce9fbab2', peerURLs];

it.each([
  [id, {id: 1, peerURLs, name: 'infra0', clientURLs: []}, {id, name: 'infra0', peerUrls, clientUrls: []}],
  [id, {id: 1, peerURLs}, {id, peerUrls}],
  [
    id,
    {id: 1, peerURLs, isLearner: true, name: 'infra3', clientURLs: ['http://10.0.0.1:2379', 5]},
    {id, name: 'infra3', peerUrls, clientUrls: ['http://10.0.0.1:2379'], isLearner: true},
  ],
  ['\u001b[31m', {id: 1, peerURLs}, {peerUrls}],
  [id, {id: 1, name: 'infra0'}, undefined],
  [id, 'no object', undefined],
])('the member %s %j in a database', (key, stored, member) => {
  expect(storedMemberOf(Buffer.from(key), Buffer.from(JSON.stringify(stored)))).toEqual(member);
});
