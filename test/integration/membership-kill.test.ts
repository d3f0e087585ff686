import {describe, it} from 'vitest';

import {freeBasePort} from '../helpers/free-ports.js';
import {
  assertGoesOn,
  assertUndone,
  atMoment,
  momentsOf,
  referenceRun,
  SCENARIOS,
  undoableMoments,
} from './killed-run.js';

const SLOWEST_MS = 300_000;

/** The whole matrix is in test/full; of those moments the ones at which most can go wrong. */
describe.each([
  ['member add', '3.4', /^(started add-learner|amid start-etcd)/],
  ['promote of a gateway', '3.7', /^(finished stop-etcd|started promote-learner)/],
  ['member replace', '3.7', /^(amid remove-member|finished start-etcd)/],
] as const)('kill -9 of %s, etcd %s', (name, line, chosen) => {
  it('goes on to the same end, or back', {timeout: SLOWEST_MS}, async () => {
    const reference = await referenceRun(SCENARIOS[name], {line, basePort: await freeBasePort(10)});

    for (const [index, moment] of momentsOf(reference)
      .filter(({what}) => chosen.test(what))
      .entries())
      await atMoment(moment, assertGoesOn(reference, moment, index % 2 === 0 ? 'same line' : 'resume'));
    const last = undoableMoments(reference).at(-1);
    if (last !== undefined && last.what.startsWith('finished'))
      await atMoment(last, assertUndone(reference, last));
  });
});
