import {describe, expect, it} from 'vitest';

import {listMembers} from '../../../../src/lib/domain/membership/list-members.js';
import type {MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import {aDeadMember, aMember, aMembership, anAddedMember} from '../../../fakes/membership.js';
import {aSpec, members} from '../../../fakes/spec.js';
import {CLUSTER_ID, idOf} from '../../../fakes/status.js';

const SPEC = aSpec();
const WELL = aMembership([aMember(0), aMember(1), aMember(2)]);

describe('the members beside the spec', () => {
  it('are all there', () => {
    const listing = listMembers(SPEC, WELL);

    expect(listing.cluster).toEqual({
      name: 'demo',
      id: CLUSTER_ID,
      isConfirmed: true,
      leader: 'infra0',
      voters: 3,
      learners: 0,
      faultTolerance: 1,
    });
    expect(listing.members[1]).toEqual({
      id: idOf(1),
      name: 'infra1',
      node: 'infra1',
      peerUrls: ['http://127.0.0.1:2390'],
      clientUrls: ['http://127.0.0.1:2389'],
      isLearner: false,
      started: true,
      healthy: true,
      isLeader: false,
      version: '3.7.3',
      raftLag: 0,
      dbSizeBytes: 20_480,
      alarms: [],
    });
    expect(listing).toMatchObject({notMembers: [], disagreements: [], next: ['etcdops status']});
  });

  it.each([
    ['is another one', ['http://10.0.0.1:2380']],
    ['is one of several', ['http://127.0.0.1:2400', 'http://10.0.0.1:2380']],
  ])('are found where the peer URL %s, and that is told', (_, peerUrls) => {
    const moved = aMembership([aMember(0), aMember(1), aMember(2, {peerUrls})]);

    expect(listMembers(SPEC, moved)).toMatchObject({
      members: [{node: 'infra0'}, {node: 'infra1'}, {node: 'infra2', specPeerUrl: 'http://127.0.0.1:2400'}],
      notMembers: [],
      next: ['etcdops plan'],
    });
  });

  it('are missing on either side', () => {
    const {members: shown, notMembers} = listMembers(SPEC, aMembership([aMember(0), aMember(1), aMember(7)]));

    expect(shown.map(({name, node}) => [name, node])).toEqual([
      ['infra0', 'infra0'],
      ['infra1', 'infra1'],
      ['infra7', null],
    ]);
    expect(notMembers).toEqual([{node: 'infra2', peerUrl: 'http://127.0.0.1:2400'}]);
  });

  it.each<[string, MembershipFacts['members'][number], string | undefined]>([
    ['a dead one', aDeadMember(2), 'refuses connections'],
    ['one that never started', anAddedMember(2), 'has been added and never started'],
    ['one with an alarm', aMember(2, {alarms: ['NOSPACE']}), 'alarm NOSPACE'],
    ['a learner', aMember(2, {isLearner: true}), undefined],
    // It serves already, and its name comes a moment later.
    ['one that starts', aMember(2, {name: '', started: false}), undefined],
  ])('say what ails %s', (_, member, error) => {
    const [, , shown] = listMembers(SPEC, aMembership([aMember(0), aMember(1), member])).members;

    expect(shown?.error).toBe(error);
    expect(shown?.healthy).toBe(error === undefined);
  });
});

it('a member that never started is what the quorum waits for, where it is', () => {
  const facts = aMembership([aMember(0, {serving: false}), anAddedMember(1)], {isConfirmed: false});

  expect(listMembers(SPEC, facts).members[1]!.error).toBe(
    'has been added and never started, and without it there is no quorum',
  );
});

describe('the next command', () => {
  const four = aSpec({nodes: members(4)});

  it.each<[string, MembershipFacts, string[]]>([
    ['where all is well', WELL, ['etcdops status']],
    [
      'where the members disagree',
      {...WELL, disagreements: [{clientUrl: 'http://x', memberId: 'f00', words: 'infra1 knows others'}]},
      ['etcdops status'],
    ],
    [
      'without a quorum',
      aMembership([aMember(0), aDeadMember(1), aDeadMember(2)], {isConfirmed: false}),
      ['etcdops up', 'etcdops status'],
    ],
    [
      'where the quorum waits for one that never started',
      aMembership([aMember(0, {serving: false}), anAddedMember(1)], {isConfirmed: false}),
      ['etcdops member add infra1', 'etcdops status'],
    ],
    [
      'where that one is not in the spec',
      aMembership([aMember(0, {serving: false}), anAddedMember(7)], {isConfirmed: false}),
      ['etcdops member add NAME', 'etcdops status'],
    ],
    [
      'where one is dead',
      aMembership([aMember(0), aMember(1), aDeadMember(2)]),
      ['etcdops up infra2', 'etcdops member replace infra2'],
    ],
    [
      'where one never started',
      aMembership([aMember(0), aMember(1), anAddedMember(2)]),
      ['etcdops up infra2', 'etcdops member remove infra2'],
    ],
    [
      'where a dead one is not in the spec',
      aMembership([aMember(0), aMember(1), aMember(2), aDeadMember(7)]),
      [`etcdops member remove ${idOf(7)}`],
    ],
    [
      'where an alarm is up',
      aMembership([aMember(0), aMember(1, {alarms: ['NOSPACE']}), aMember(2)]),
      ['etcdops ctl -- alarm list'],
    ],
    [
      'where there is a learner',
      aMembership([aMember(0), aMember(1), aMember(2, {isLearner: true})]),
      ['etcdops member promote infra2'],
    ],
    [
      'where one is not in the spec',
      aMembership([aMember(0), aMember(1), aMember(2), aMember(7)]),
      [`etcdops member remove ${idOf(7)}`],
    ],
  ])('%s', (_, facts, next) => {
    expect(listMembers(SPEC, facts).next).toEqual(next);
  });

  it('leads to the plan where the spec has a dead member under another name', () => {
    const [first, second, third] = members(3);
    const renamed = aSpec({nodes: [first!, second!, {...third!, name: 'web2'}]});
    expect(listMembers(renamed, aMembership([aMember(0), aMember(1), aDeadMember(2)])).next).toEqual([
      'etcdops plan',
    ]);
  });

  it('where a node of the spec is no member', () => {
    expect(listMembers(four, WELL).next).toEqual(['etcdops member add infra3']);
  });
});
