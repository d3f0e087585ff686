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

/** All moments of all six take over an hour on two cores; the fake cluster meets every one of them. */
const STRIDE = 6;

function sampled(moments: readonly Moment[]): Moment[] {
  return moments.filter((_, index) => index % STRIDE === 0);
}

describe.each([
  ['member add', '3.4'],
  ['member add', '3.7'],
  ['promote of a v2 proxy', '3.4'],
  ['promote of a gateway', '3.7'],
  ['member replace', '3.4'],
  ['member replace', '3.7'],
] as const)('kill -9 of %s, etcd %s', (name, line) => {
  it('at lines of the journal and amid effects', {timeout: SLOWEST_MS}, async () => {
    const reference: Reference = await referenceRun(SCENARIOS[name], {
      line,
      basePort: await freeBasePort(10),
    });

    for (const [index, moment] of sampled(momentsOf(reference)).entries()) {
      const again = index % 2 === 0 ? 'resume' : 'same line';
      await atMoment(moment, assertGoesOn(reference, moment, again));
    }
    for (const moment of sampled(undoableMoments(reference)))
      await atMoment(moment, assertUndone(reference, moment));
  });
});
