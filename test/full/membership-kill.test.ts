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
  type Reference,
} from '../integration/killed-run.js';

const SLOWEST_MS = 900_000;

describe.each([
  ['member add', '3.4'],
  ['member add', '3.7'],
  ['promote of a v2 proxy', '3.4'],
  ['promote of a gateway', '3.7'],
  ['member replace', '3.4'],
  ['member replace', '3.7'],
] as const)('kill -9 of %s, etcd %s', (name, line) => {
  it('at every line of the journal and amid every effect', {timeout: SLOWEST_MS}, async () => {
    const reference: Reference = await referenceRun(SCENARIOS[name], {
      line,
      basePort: await freeBasePort(10),
    });

    for (const [index, moment] of momentsOf(reference).entries()) {
      const again = index % 2 === 0 ? 'resume' : 'same line';
      await atMoment(moment, assertGoesOn(reference, moment, again));
    }
    for (const moment of undoableMoments(reference)) await atMoment(moment, assertUndone(reference, moment));
  });
});
