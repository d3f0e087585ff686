import {describe, expect, it} from 'vitest';

import {OpsError} from '../../../src/lib/errors/ops-error.js';
import {countVoters} from '../../../src/lib/workflows/count-voters.js';
import {aSpec, members} from '../../fakes/spec.js';

const THREE = members(3);
const [FIRST, SECOND, THIRD] = THREE;
const DEAD = new OpsError('E_UNREACHABLE', 'it refuses connections');
const FOR_USERS = new OpsError('E_UNREACHABLE', 'user name is empty', {details: {reason: 'auth'}});

/** @param answers what the others say that do not run here: nothing at all where they tell how they are */
function count(answers: readonly (OpsError | undefined)[], isHere = false): ReturnType<typeof countVoters> {
  const others = [SECOND!, THIRD!];
  const status = async (url: string): Promise<void> => {
    const answer = answers[others.findIndex(({ports}) => url.endsWith(`:${ports.client}`))];
    if (answer !== undefined) throw answer;
  };
  const context = {
    adapters: {
      host: {find: async (launches: readonly unknown[]) => launches.map(() => (isHere ? {} : undefined))},
      etcdApi: {status},
      signal: new AbortController().signal,
    },
    loaded: {spec: aSpec({nodes: THREE}), folder: '/srv/demo'},
  };
  return countVoters(context as never, [{node: FIRST!}]);
}

describe('the voters that run once one is started', () => {
  it.each([
    ['none of the others', [DEAD, DEAD], 1],
    ['one that answers', [undefined, DEAD], 2],
    ['one that answers only to users', [DEAD, FOR_USERS], 2],
    ['all', [undefined, FOR_USERS], 3],
  ] as const)('are it and %s', async (_, answers, counted) => {
    expect(await count(answers)).toEqual({count: counted, of: 3, needed: 2});
  });

  it('are it and those whose processes are here, whatever they answer', async () => {
    expect(await count([DEAD, DEAD], true)).toEqual({count: 3, of: 3, needed: 2});
  });
});
