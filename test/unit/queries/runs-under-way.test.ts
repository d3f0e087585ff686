import {expect, it} from 'vitest';

import type {LockHolder} from '../../../src/lib/adapters/files/lock.js';
import {runsUnderWay, type RecordedRun} from '../../../src/lib/queries/run-journals.js';

const ID = '20261126T100000Z-abcdef';

it.each<[what: string, holder: Partial<LockHolder> | undefined, end: 'aborted' | undefined, isAtIt: boolean]>(
  [
    ['nobody holds the lock', undefined, undefined, false],
    ['its holder is at it, though the clock was set back since', {run: ID, since: '2027'}, undefined, true],
    ['its holder goes on with it', {run: ID, command: 'run resume', since: '2026-12'}, undefined, true],
    ['its holder looks what there is to resume', {command: 'run resume', since: '2026-12'}, undefined, false],
    ['its holder plans another one since before', {since: '2026-01'}, undefined, false],
    ['its holder is at another one', {run: `${ID}0`, since: '2026-01'}, undefined, false],
    ['it is over, and its holder about to go', {run: ID}, 'aborted', false],
  ],
)('a run is under way or not where %s', async (_, holder, end, isAtIt) => {
  const lockHolder = (): Promise<LockHolder | undefined> => Promise.resolve(holder as LockHolder | undefined);
  const run = {state: {end}, journal: {header: {id: ID, startedAt: '2026-11-26T10:00:00.000Z'}}};
  const isUnderWay = await runsUnderWay({lockHolder, files: undefined as never}, '/srv/demo');
  expect(isUnderWay(run as unknown as RecordedRun)).toBe(isAtIt);
});
