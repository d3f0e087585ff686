import {expect, it} from 'vitest';

import {sizeNotices} from '../../../../src/lib/workflows/membership/scene.js';

const [TWO, FOUR] = [
  '2 members bear the loss of none, as 1 would, and one more has to agree to each write',
  '4 members bear the loss of 1, as 3 would, and one more has to agree to each write',
];

it.each<[voters: number, notices: string[], said: string[]]>([
  [3, [], []],
  [1, ['with 1 voter the cluster bears no failure'], ['with 1 voter the cluster bears no failure']],
  [2, ['with 2 voters the cluster bears no failure'], [TWO]],
  [4, [], [FOUR]],
  [
    4,
    ['with 4 voters and 3 serving the cluster bears no failure'],
    ['with 4 voters and 3 serving the cluster bears no failure', FOUR],
  ],
])('of %d voters, beside %j', (voters, notices, said) => {
  expect(sizeNotices(voters, notices)).toEqual(said);
});
