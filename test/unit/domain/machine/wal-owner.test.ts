import {describe, expect, it} from 'vitest';

import {predictIds} from '../../../../src/lib/domain/config/cluster-id.js';
import {walOwnerOf, type ListedMembers} from '../../../../src/lib/domain/machine/wal-owner.js';

const TOKEN = 'orders-1';

function member(index: number, scheme = 'http'): ListedMembers['members'][number] {
  return {name: `infra${index}`, peerUrls: [`${scheme}://10.0.0.${index + 1}:2380`]};
}

/** The ids that a bootstrap gives to one of its members. */
function idsFrom(members: ListedMembers['members'], token: string, index: number) {
  const {clusterId, memberIds} = predictIds(
    members.map(({peerUrls}) => peerUrls),
    token,
  );
  return {clusterId, memberId: memberIds[index]!};
}

const THREE = [member(0), member(1), member(2)];
const FIVE = [...THREE, member(3), member(4)];
const LATER = 'feedfacefeedface';

function listed(members: ListedMembers['members'], ownName: string, token = TOKEN): ListedMembers {
  return {members, ownName, token};
}

describe('walOwnerOf', () => {
  it.each([
    ['its own data', idsFrom(THREE, TOKEN, 1), listed(THREE, 'infra1'), {kind: 'itself'}],
    [
      'a member that was removed and added again, so that its id is another one',
      {...idsFrom(THREE, TOKEN, 1), memberId: LATER},
      listed(THREE, 'infra1'),
      {kind: 'itself'},
    ],
    [
      'a member with the default token',
      idsFrom(THREE, 'etcd-cluster', 0),
      listed(THREE, 'infra0', 'etcd-cluster'),
      {kind: 'itself'},
    ],
    [
      'another member of the list',
      idsFrom(THREE, TOKEN, 2),
      listed(THREE, 'infra1'),
      {kind: 'other-member', name: 'infra2'},
    ],
    [
      'another member of a list that has grown',
      idsFrom(THREE, TOKEN, 2),
      listed(FIVE, 'infra1'),
      {kind: 'other-member', name: 'infra2'},
    ],
    [
      'a cluster that has grown',
      idsFrom(THREE, TOKEN, 1),
      listed(FIVE, 'infra1'),
      {kind: 'itself-once', bootstrap: {names: ['infra0', 'infra1', 'infra2']}},
    ],
    [
      'a member that joined a cluster later',
      {...idsFrom(THREE, TOKEN, 0), memberId: LATER},
      listed(FIVE, 'infra4'),
      {kind: 'itself-once', bootstrap: {names: ['infra0', 'infra1', 'infra2']}},
    ],
    [
      'a member that was tried alone first',
      idsFrom([member(0)], TOKEN, 0),
      listed(THREE, 'infra0'),
      {kind: 'itself-once', bootstrap: {names: ['infra0']}},
    ],
    [
      'a member whose list held one that is gone',
      idsFrom([...THREE, member(9)], TOKEN, 0),
      listed(THREE, 'infra0'),
      {kind: 'itself-once', bootstrap: {}},
    ],
    [
      'a change to TLS',
      idsFrom(THREE, TOKEN, 0),
      listed([member(0, 'https'), member(1, 'https'), member(2, 'https')], 'infra0'),
      {kind: 'itself-once', bootstrap: {scheme: 'http'}},
    ],
    [
      'a token that was written later',
      idsFrom(THREE, 'etcd-cluster', 0),
      listed(THREE, 'infra0'),
      {kind: 'itself-once', bootstrap: {token: 'etcd-cluster'}},
    ],
    [
      'a token and TLS that came later, in a cluster that has grown',
      idsFrom([member(0)], 'etcd-cluster', 0),
      listed([member(0, 'https'), member(1, 'https')], 'infra0'),
      {kind: 'itself-once', bootstrap: {scheme: 'http', token: 'etcd-cluster', names: ['infra0']}},
    ],
    [
      'a snapshot that was restored without a word about members',
      idsFrom([{name: 'default', peerUrls: ['http://localhost:2380']}], 'etcd-cluster', 0),
      listed([member(0)], 'infra0'),
      {kind: 'itself-once', bootstrap: {isDefault: true}},
    ],
    [
      'another token',
      idsFrom(THREE, 'orders-0', 0),
      listed(THREE, 'infra0'),
      {kind: 'other-cluster', expectedClusterId: idsFrom(THREE, TOKEN, 0).clusterId},
    ],
    [
      'other peer URLs',
      idsFrom([member(7), member(8), member(9)], TOKEN, 0),
      listed(THREE, 'infra0'),
      {kind: 'other-cluster', expectedClusterId: idsFrom(THREE, TOKEN, 0).clusterId},
    ],
    [
      'two schemes, of which no change is tried',
      idsFrom([member(0), member(1)], 'orders-0', 0),
      listed([member(0), member(1, 'https')], 'infra0'),
      {
        kind: 'other-cluster',
        expectedClusterId: idsFrom([member(0), member(1, 'https')], TOKEN, 0).clusterId,
      },
    ],
  ])('knows %s', (_, found, configuration, owner) => {
    expect(walOwnerOf(found, configuration)).toEqual(owner);
  });

  it('takes two members with the same URLs for one', () => {
    const twins = [member(0), {...member(0), name: 'twin'}];

    expect(walOwnerOf(idsFrom(twins, TOKEN, 0), listed(twins, 'twin'))).toEqual({kind: 'itself'});
  });

  it('tries no smaller clusters of a large list', () => {
    const many = Array.from({length: 300}, (_, index) => member(index));

    expect(walOwnerOf({clusterId: '1', memberId: '2'}, listed(many, 'infra0'))).toMatchObject({
      kind: 'other-cluster',
    });
    expect(walOwnerOf(idsFrom(THREE, TOKEN, 0), listed(many, 'infra0'))).toEqual({
      kind: 'itself-once',
      bootstrap: {},
    });
  });
});
