import {describe, expect, it} from 'vitest';

import {assembleFacts, type Visit} from '../../../../src/lib/domain/membership/assemble-facts.js';
import {CLUSTER_ID, anAnswer, idOf} from '../../../fakes/status.js';

type List = NonNullable<Visit['list']>;
type Listed = List['members'][number];

function listed(index: number, change: Partial<Listed> = {}): Listed {
  return {
    id: idOf(index),
    name: `infra${index}`,
    peerUrls: [`http://127.0.0.1:${2380 + 10 * index}`],
    clientUrls: [`http://127.0.0.1:${2379 + 10 * index}`],
    isLearner: false,
    ...change,
  };
}

const THREE: List = {clusterId: CLUSTER_ID, members: [listed(0), listed(1), listed(2)]};

/** A visit at the n-th of three members of which the first leads. */
function visited(index: number, change: Partial<Visit> = {}): Visit {
  return {
    clientUrl: `http://127.0.0.1:${2379 + 10 * index}`,
    status: anAnswer(index),
    quorumConfirmed: true,
    list: THREE,
    ...change,
  };
}

function silent(index: number): Visit {
  return {
    clientUrl: `http://127.0.0.1:${2379 + 10 * index}`,
    quorumConfirmed: false,
    error: 'refuses connections',
  };
}

function withoutList({list: _, ...visit}: Visit): Visit {
  return visit;
}

/** As it answers without a quorum. */
function alone(index: number, change: Partial<Visit> = {}): Visit {
  const {leaderId: _, ...status} = anAnswer(index);
  return visited(index, {status, quorumConfirmed: false, error: 'no linearizable read', ...change});
}

describe('the facts', () => {
  it('of three that are well', () => {
    const facts = assembleFacts([visited(0), visited(1), visited(2)]);

    expect(facts).toMatchObject({
      clusterId: CLUSTER_ID,
      isConfirmed: true,
      version: '3.7.3',
      disagreements: [],
    });
    expect(facts?.members.map(({name, serving, isLeader}) => [name, serving, isLeader])).toEqual([
      ['infra0', true, true],
      ['infra1', true, false],
      ['infra2', true, false],
    ]);
  });

  it('of a dead member are what the others have of it, and why it does not answer', () => {
    const facts = assembleFacts([visited(0), visited(1), silent(2)]);

    expect(facts?.members[2]).toEqual({
      ...listed(2),
      started: true,
      serving: false,
      isLeader: false,
      alarms: [],
      error: 'refuses connections',
    });
  });

  it('without a quorum are those of whoever has the most of the log, and not confirmed', () => {
    const two: List = {clusterId: CLUSTER_ID, members: [listed(0), listed(1)]};
    const behind = {...alone(0).status!, raftAppliedIndex: 90};

    const facts = assembleFacts([alone(0, {list: two, status: behind}), alone(1), silent(2)]);

    expect(facts?.isConfirmed).toBe(false);
    expect(facts?.members).toHaveLength(3);
    expect(facts?.members.map(({error}) => error)).toEqual([
      'knows no leader',
      'knows no leader',
      'refuses connections',
    ]);
  });

  it('name the lowest version and the lag', () => {
    const late = anAnswer(2, {version: '3.6.16', raftAppliedIndex: 70, alarms: ['NOSPACE']});

    const facts = assembleFacts([visited(0), visited(1), visited(2, {status: late})]);

    expect(facts?.version).toBe('3.6.16');
    expect(facts?.members[2]).toMatchObject({version: '3.6.16', raftLag: 30, alarms: ['NOSPACE']});
  });

  it('leave out a version that is none', () => {
    expect(assembleFacts([visited(0, {status: anAnswer(0, {version: 'odd'})})])).not.toHaveProperty(
      'version',
    );
  });

  it('take a learner that follows the leader for serving, and one that never started not', () => {
    const members = [
      listed(0),
      listed(1, {isLearner: true}),
      listed(2, {name: '', clientUrls: [], isLearner: true}),
    ];
    const list = {clusterId: CLUSTER_ID, members};
    const learner = {
      clientUrl: 'http://127.0.0.1:2389',
      status: anAnswer(1, {isLearner: true}),
      quorumConfirmed: false,
    };

    const facts = assembleFacts([visited(0, {list}), learner]);

    expect(facts?.members.map(({started, serving, error}) => [started, serving, error])).toEqual([
      [true, true, undefined],
      [true, true, undefined],
      [false, false, 'does not answer'],
    ]);
  });

  it('are those of the cluster that most follow, not of a member that was made one of its own', () => {
    const own = {clusterId: CLUSTER_ID, members: [listed(2)]};
    const status = anAnswer(2, {leaderId: idOf(2), raftTerm: 99});

    const facts = assembleFacts([visited(2, {status, list: own}), visited(0), visited(1)]);

    expect(facts?.members).toHaveLength(3);
    expect(facts?.members[2]?.error).toBe('follows another leader');
    expect(facts?.disagreements.map(({words}) => words)).toEqual(['infra2 does not list infra0 and infra1']);
  });

  it('are those of the cluster that is meant', () => {
    const stranger = (index: number): Visit =>
      visited(index, {status: anAnswer(index, {clusterId: 'abc'}), list: {...THREE, clusterId: 'abc'}});

    const visits = [visited(0), stranger(1), stranger(2)];

    expect(assembleFacts(visits)?.clusterId).toBe('abc');
    expect(assembleFacts(visits, CLUSTER_ID)?.clusterId).toBe(CLUSTER_ID);
    expect(assembleFacts(visits, 'nobody')?.clusterId).toBe('abc');
  });

  it('are none where nobody gives a list', () => {
    expect(assembleFacts([silent(0), silent(1)])).toBeUndefined();
    expect(assembleFacts([])).toBeUndefined();
  });
});

describe('a disagreement', () => {
  const words = (...visits: Visit[]): string[] =>
    (assembleFacts([visited(0), visited(1), ...visits])?.disagreements ?? []).map(one => one.words);

  it.each<readonly [string, Visit, string[]]>([
    [
      'is none about what a member tells later',
      visited(2, {
        list: {...THREE, members: [listed(0), listed(1, {name: ''}), listed(2, {clientUrls: []})]},
      }),
      [],
    ],
    [
      'is about one that is missing',
      visited(2, {list: {...THREE, members: [listed(1), listed(2)]}}),
      ['infra2 does not list infra0'],
    ],
    [
      'is about one too many',
      visited(2, {list: {...THREE, members: [...THREE.members, listed(3, {name: ''})]}}),
      ['infra2 still or already lists http://127.0.0.1:2410'],
    ],
    [
      'is about a learner that votes elsewhere',
      visited(2, {list: {...THREE, members: [listed(0), listed(1, {isLearner: true}), listed(2)]}}),
      ['infra2 lists with another role or other peer URLs infra1'],
    ],
    [
      'is that somebody is of another cluster',
      visited(2, {status: anAnswer(2, {clusterId: 'abc'})}),
      ['infra2 is a member of another cluster (abc)'],
    ],
    [
      'is that somebody is not in the list',
      visited(2, {status: anAnswer(7), clientUrl: 'http://127.0.0.1:2399'}),
      [`who answers at http://127.0.0.1:2399 (${idOf(7)}) is not in the list of the others`],
    ],
    ['is none about one that gives no list', withoutList(visited(2)), []],
    ['is none about one that is silent', silent(2), []],
  ])('%s', (_what, visit, expected) => {
    expect(words(visit)).toEqual(expected);
  });
});
