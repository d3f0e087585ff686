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
  type Moment,
  type Reference,
} from '../integration/killed-run.js';

const SLOWEST_MS = 900_000;

/**
 * One moment of each step, amid its effect where that lasts. All moments of all of them take over an hour on two cores; the
 * fake cluster meets every one of them.
 * @param half the steps at even places, or those at odd ones: the other line of etcd meets the others
 */
function ofEachStep(moments: readonly Moment[], half: 0 | 1): Moment[] {
  const ofStep = new Map<string, Moment>();
  for (const moment of moments) {
    const [when, step = ''] = moment.what.split(' ');
    if (when === 'started' || when === 'amid') ofStep.set(step, moment);
  }
  return [...ofStep.values()].filter((_, index) => index % 2 === half);
}

describe.each([
  ['member add', '3.4', 0],
  ['member add', '3.7', 1],
  ['promote of a v2 proxy', '3.4', 0],
  ['promote of a v2 proxy', '3.5', 1],
  ['promote of a gateway', '3.4', 0],
  ['promote of a gateway', '3.7', 1],
  ['member replace', '3.4', 1],
  ['member replace', '3.7', 0],
] as const)('kill -9 of %s, etcd %s', (name, line, half) => {
  it('at every other step, amid its effect', {timeout: SLOWEST_MS}, async () => {
    const reference: Reference = await referenceRun(SCENARIOS[name], {
      line,
      basePort: await freeBasePort(10),
    });

    for (const [index, moment] of ofEachStep(momentsOf(reference), half).entries()) {
      const again = index % 2 === 0 ? 'resume' : 'same line';
      await atMoment(moment, assertGoesOn(reference, moment, again));
    }
    for (const moment of ofEachStep(undoableMoments(reference), half))
      await atMoment(moment, assertUndone(reference, moment));
  });
});
