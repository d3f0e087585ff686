import {expect, it} from 'vitest';

import {storedMemberOf} from '../../../../src/lib/domain/etcd-data/database-facts.js';

const peerURLs = ['http://10.0.0.1:2380'];

it.each([
  [
    {id: 1, peerURLs, name: 'infra0', clientURLs: []},
    {name: 'infra0', peerUrls: peerURLs},
  ],
  [{id: 1, peerURLs}, {peerUrls: peerURLs}],
  [
    {id: 1, peerURLs, isLearner: true, name: 'infra3'},
    {name: 'infra3', peerUrls: peerURLs, isLearner: true},
  ],
  [{id: 1, name: 'infra0'}, undefined],
  ['no object', undefined],
])('the member %j in a database', (stored, member) => {
  expect(storedMemberOf(Buffer.from(JSON.stringify(stored)))).toEqual(member);
});
