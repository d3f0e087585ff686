import {describe, expect, it} from 'vitest';

import {freeBasePort} from '../helpers/free-ports.js';
import {
  bootstrapKilledOnce,
  chosenSeed,
  durationOfBootstrap,
  seededRandom,
  type Killed,
} from '../integration/kill-at-random.js';

const ATTEMPTS = 20;
const SLOWEST_MS = 600_000;

describe.each([
  ['3.4', 'none'],
  ['3.7', 'ca'],
] as const)('kill -9 of bootstrap --start, etcd %s, tls %s', (line, tls) => {
  it(
    `at ${ATTEMPTS} random moments ends healthy, with one process a member`,
    {timeout: SLOWEST_MS},
    async () => {
      const seed = chosenSeed();
      const random = seededRandom(seed);
      const basePort = await freeBasePort(3);
      const longestMs = await durationOfBootstrap({line, basePort, tls});
      const moments = Array.from({length: ATTEMPTS}, () => Math.round(random() * longestMs)).sort(
        (a, b) => a - b,
      );
      console.log(`ETCDOPS_TEST_SEED=${seed}: after ${moments.join(', ')} ms`);

      const kills: Killed[] = [];
      for (const afterMs of moments) kills.push(await bootstrapKilledOnce({line, basePort, tls, afterMs}));

      // Most meet a living etcdops, before its files stand as well as after.
      const met = kills.filter(({wasRunning}) => wasRunning);
      expect(met.length).toBeGreaterThanOrEqual(ATTEMPTS / 2);
      expect(new Set(met.map(({hadSpec}) => hadSpec)).size).toBe(2);
    },
  );
});
