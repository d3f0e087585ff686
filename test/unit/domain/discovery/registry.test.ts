import {describe, expect, it} from 'vitest';

import {
  judgeRegistry,
  registrationText,
  type RegistryKey,
} from '../../../../src/lib/domain/discovery/registry.js';

function key(index: number, value = `infra${index}=http://127.0.0.1:${2380 + 10 * index}`): RegistryKey {
  return {id: `a${index}`, value, index: 10 + index};
}

const EXPECTED = [0, 1, 2].map(index => ({
  name: `infra${index}`,
  peerUrl: `http://127.0.0.1:${2380 + 10 * index}`,
}));

describe('the state of a token', () => {
  it.each([
    {size: undefined, count: 0, state: 'unknown', problems: ['unknown-token']},
    {size: '3', count: 0, state: 'waiting', problems: []},
    {size: '3', count: 2, state: 'waiting', problems: []},
    {size: '3', count: 3, state: 'used-up', problems: []},
    {size: '3', count: 4, state: 'used-up', problems: ['extra']},
    {size: '+03', count: 3, state: 'used-up', problems: []},
    {size: '0', count: 0, state: 'bad-size', problems: ['bad-size']},
    {size: '-1', count: 0, state: 'bad-size', problems: ['bad-size']},
    {size: '3.5', count: 0, state: 'bad-size', problems: ['bad-size']},
    {size: '', count: 0, state: 'bad-size', problems: ['bad-size']},
    {size: 'three', count: 1, state: 'bad-size', problems: ['bad-size']},
  ])('size $size, $count registered: $state', ({size, count, state, problems}) => {
    const report = judgeRegistry({size, keys: Array.from({length: count}, (_, index) => key(index))});

    expect(report.state).toBe(state);
    expect(report.problems.map(({kind}) => kind)).toEqual(problems);
  });
});

describe('who has registered', () => {
  it('counts in the order of coming, not of the keys', () => {
    const report = judgeRegistry({size: '2', keys: [key(2), key(0), key(1)]});

    expect(report.registered.map(({name, place, isMember}) => ({name, place, isMember}))).toEqual([
      {name: 'infra0', place: 1, isMember: true},
      {name: 'infra1', place: 2, isMember: true},
      {name: 'infra2', place: 3, isMember: false},
    ]);
    expect(report.problems.map(({message}) => message)).toEqual([
      'infra2 came as number 3 of 2: the cluster is full',
    ]);
  });

  it.each(['infra0=http://a:1,infra0=http://b:2', 'infra0=http://a:1&infra0=http://b:2'])('%s', value => {
    const [one] = judgeRegistry({size: '3', keys: [key(0, value)]}).registered;

    expect(one).toMatchObject({name: 'infra0', peerUrls: ['http://a:1', 'http://b:2']});
  });

  it.each(['', 'infra0', '=http://a:1', 'a=http://a:1,b=http://b:1', 'infra0=a:1', '<html>'])(
    'cannot be read: %j',
    value => {
      const report = judgeRegistry({size: '3', keys: [key(0, value)]}, EXPECTED);

      expect(report.registered).toMatchObject([{id: 'a0', name: '', peerUrls: []}]);
      expect(report.problems.map(({kind}) => kind)).toEqual(['unreadable']);
      expect(report.missing).toHaveLength(3);
    },
  );

  it.each([
    {what: 'nobody else', keys: [key(0), key(2)], problems: [], missing: ['infra1']},
    {
      what: 'one name twice',
      keys: [key(0), key(1, 'infra0=http://127.0.0.1:2390')],
      problems: ['duplicate-name', 'other-url'],
      missing: ['infra1', 'infra2'],
    },
    {
      what: 'one URL twice',
      keys: [key(0), key(1, 'infra1=http://127.0.0.1:2380')],
      problems: ['duplicate-url', 'other-url'],
      missing: ['infra2'],
    },
    {
      what: 'somebody of another spec',
      keys: [key(0), key(1, 'db0=http://10.0.0.1:2380')],
      problems: ['stranger'],
      missing: ['infra1', 'infra2'],
    },
    {
      what: 'one that came after the cluster was full',
      keys: [key(0), key(1), key(5, 'x=http://x:1'), key(7, 'infra2=http://127.0.0.1:2400')],
      problems: ['extra', 'stranger'],
      missing: ['infra2'],
    },
  ])('beside the spec: $what', ({keys, problems, missing}) => {
    const report = judgeRegistry({size: '3', keys}, EXPECTED);

    expect(report.problems.map(({kind}) => kind)).toEqual(problems);
    expect(report.missing.map(({name}) => name)).toEqual(missing);
  });

  it('names those that were to come, and cannot for they have registered before', () => {
    const report = judgeRegistry({size: '3', keys: [key(0), key(1)]}, EXPECTED, ['infra1', 'infra2']);

    expect(report.problems).toEqual([
      {
        kind: 'stale',
        message: 'infra1 registered in an earlier attempt and has no data of it: nobody registers twice',
      },
    ]);
  });

  it('is told in a line', () => {
    expect(registrationText(judgeRegistry({size: '3', keys: [key(0), key(1)]}, EXPECTED))).toBe(
      '2 of 3 registered: infra2 missing',
    );
  });
});
