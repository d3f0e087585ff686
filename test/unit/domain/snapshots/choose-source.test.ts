import {describe, expect, it} from 'vitest';

import {chooseSource, type SourceFacts} from '../../../../src/lib/domain/snapshots/choose-source.js';

type Told = Partial<NonNullable<SourceFacts['status']>> & {quorum?: SourceFacts['quorum']};

const LEADER = 'a0';

function member(index: number, {quorum = 'confirmed', ...told}: Told = {}): SourceFacts {
  const status = {
    memberId: `a${index}`,
    clusterId: 'c1',
    version: '3.4.23',
    leaderId: LEADER,
    isLearner: false,
    raftIndex: 5000,
    raftAppliedIndex: 5000,
    alarms: [],
    ...told,
  };
  return {name: `infra${index}`, clientUrl: `http://h:${index}`, status, quorum};
}

const dead = (index: number): SourceFacts => ({
  name: `infra${index}`,
  clientUrl: `http://h:${index}`,
  quorum: 'none',
  error: 'refuses connections',
});

const learner = (index: number, version: string): SourceFacts => member(index, {isLearner: true, version});

const wantsUser = (index: number): SourceFacts => ({
  ...dead(index),
  error: 'wants a user',
  needsUser: true,
});

const alone: Told = {quorum: 'none', leaderId: undefined as unknown as string};

describe('who gives a snapshot', () => {
  it.each<[what: string, members: readonly SourceFacts[], order: string, hasQuorum: boolean, needed: number]>(
    [
      ['a follower before the leader', [member(0), member(1), member(2)], 'infra1 infra2 infra0', true, 5000],
      ['a single member itself', [member(0)], 'infra0', true, 5000],
      [
        'a follower a few entries behind',
        [member(0), member(1, {raftAppliedIndex: 4900})],
        'infra1 infra0',
        true,
        5000,
      ],
      [
        'the leader where the follower lags',
        [member(0), member(1, {raftAppliedIndex: 10})],
        'infra0 infra1',
        true,
        5000,
      ],
      ['a learner last', [member(0), learner(1, '3.5.0')], 'infra0 infra1', true, 5000],
      ['no learner of an etcd that refuses', [member(0), learner(1, '3.4.27')], 'infra0', true, 5000],
      ['nobody with data that differs', [member(0), member(1, {alarms: ['CORRUPT']})], 'infra0', true, 5000],
      ['one without room too', [member(0), member(1, {alarms: ['NOSPACE']})], 'infra1 infra0', true, 5000],
      [
        'the furthest where there is no quorum',
        [dead(0), member(1, {...alone, raftAppliedIndex: 7}), dead(2)],
        'infra1',
        false,
        7,
      ],
      [
        'with users, by who follows whom',
        [member(0, {quorum: 'hidden'}), member(1, {quorum: 'hidden'}), dead(2)],
        'infra1 infra0',
        true,
        5000,
      ],
      ['with users and too few', [member(0, {quorum: 'hidden'}), dead(1), dead(2)], 'infra0', false, 5000],
    ],
  )('%s', (_, members, order, hasQuorum, needed) => {
    const choice = chooseSource({members, clusterId: 'c1'});
    expect(choice).toMatchObject({hasQuorum, neededIndex: needed});
    expect('candidates' in choice && choice.candidates.map(({name}) => name).join(' ')).toBe(order);
  });

  it('asks the one that was named alone', () => {
    const choice = chooseSource({members: [member(0), member(1)], from: 'infra0'});
    expect('candidates' in choice && choice.candidates.map(({name}) => name)).toEqual(['infra0']);
  });

  it.each<[members: readonly SourceFacts[], from: string | undefined, reason: string, words: string]>([
    [[member(0)], 'infra9', 'unknown-node', 'infra9'],
    [[dead(0), dead(1)], undefined, 'no-answer', 'infra1 refuses connections'],
    [[member(0), dead(1)], 'infra1', 'no-answer', 'infra1 refuses connections'],
    [[member(0, {clusterId: 'c2'})], undefined, 'other-cluster', 'another cluster (c2)'],
    [[member(0, {alarms: ['CORRUPT']})], undefined, 'corrupt', 'alarm CORRUPT'],
    [[wantsUser(0), dead(1)], undefined, 'needs-user', 'infra0 wants a user'],
    [[wantsUser(0), member(1)], 'infra0', 'needs-user', 'infra0 wants a user'],
    [[wantsUser(0), dead(1)], 'infra1', 'no-answer', 'infra1 refuses connections'],
    [
      [member(0), learner(1, '3.4.27')],
      'infra1',
      'learner',
      'infra1 is a learner, which gives none in etcd 3.4.27',
    ],
    [
      [dead(0), learner(1, '3.4.27')],
      undefined,
      'no-answer',
      'infra0 refuses connections; infra1 is a learner',
    ],
  ])('refuses %j from %s: %s', (members, from, reason, words) => {
    const refusal = chooseSource({members, clusterId: 'c1', from});
    expect(refusal).toMatchObject({reason});
    expect('message' in refusal && refusal.message).toContain(words);
  });
});
