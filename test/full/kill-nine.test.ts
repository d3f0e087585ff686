import {describe, it} from 'vitest';

import {freeBasePort} from '../helpers/free-ports.js';
import {bootstrapKilledOnce, chosenSeed, seededRandom} from '../integration/kill-at-random.js';

/** A bootstrap with --start takes about this long; the last kills come too late, which must do no harm either. */
const LONGEST_MS = 900;
const ATTEMPTS = 20;
const SLOWEST_MS = 600_000;

describe.each(['3.4', '3.7'] as const)('kill -9 of bootstrap --start, etcd %s', line => {
  it(
    `at ${ATTEMPTS} random moments ends healthy, with one process a member`,
    {timeout: SLOWEST_MS},
    async () => {
      const seed = chosenSeed();
      const random = seededRandom(seed);
      const moments = Array.from({length: ATTEMPTS}, () => Math.round(random() * LONGEST_MS)).sort(
        (a, b) => a - b,
      );
      console.log(`ETCDOPS_TEST_SEED=${seed}: after ${moments.join(', ')} ms`);
      const basePort = await freeBasePort(3);

      for (const afterMs of moments) await bootstrapKilledOnce({line, basePort, afterMs});
    },
  );
});
