import {describe, it} from 'vitest';

import {freeBasePort} from '../helpers/free-ports.js';
import {bootstrapKilledOnce, chosenSeed, seededRandom} from './kill-at-random.js';

/** A bootstrap with --start takes about this long; the last kills come too late, which must do no harm either. */
const LONGEST_MS = 900;
const ATTEMPTS = 5;

describe.each(['3.4', '3.7'] as const)('kill -9 of bootstrap --start, etcd %s', line => {
  it(`at ${ATTEMPTS} random moments`, async () => {
    const seed = chosenSeed();
    console.log(`ETCDOPS_TEST_SEED=${seed}`);
    const random = seededRandom(seed);
    const basePort = await freeBasePort(3);

    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await bootstrapKilledOnce({line, basePort, afterMs: Math.round(random() * LONGEST_MS)});
    }
  });
});
