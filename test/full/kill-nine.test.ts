import {describe, expect, it} from 'vitest';

import {freeBasePort} from '../helpers/free-ports.js';
import {
  bootstrapKilledOnce,
  chosenSeed,
  durationOfBootstrap,
  seededRandom,
  type Killed,
} from '../integration/kill-at-random.js';

const KILLS = 20;
const SLOWEST_MS = 600_000;

describe.each([
  ['3.4', 'none'],
  ['3.7', 'ca'],
] as const)('kill -9 of bootstrap --start, etcd %s, tls %s', (line, tls) => {
  it(
    `at ${KILLS} random moments ends healthy, with one process a member`,
    {timeout: SLOWEST_MS},
    async () => {
      const seed = chosenSeed();
      const random = seededRandom(seed);
      const basePort = await freeBasePort(3);
      let longestMs = await durationOfBootstrap({line, basePort, tls});
      console.log(`ETCDOPS_TEST_SEED=${seed}: within ${Math.round(longestMs)} ms`);

      const met: Killed[] = [];
      for (let attempt = 0; met.length < KILLS; attempt++) {
        expect(attempt).toBeLessThan(KILLS * 3);
        const kill = await bootstrapKilledOnce({line, basePort, tls, afterMs: random() * longestMs});
        if (kill.wasRunning) met.push(kill);
        // The machine is faster now than when the first one was measured.
        else longestMs = Math.min(longestMs, kill.livedMs);
      }

      // Before its files stand as well as after.
      expect(new Set(met.map(({hadSpec}) => hadSpec)).size).toBe(2);
    },
  );
});
