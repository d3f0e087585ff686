import {describe, expect, it} from 'vitest';

import type {EtcdTestLine} from '../helpers/etcd-binaries.js';
import {Play, type Stage} from './membership-play.js';
import {SCENARIOS, type Scenario} from './membership-scenarios.js';
import {fakeStage, realStage} from './membership-stages.js';

async function answersOn(stage: Stage, {play}: Scenario): Promise<readonly string[]> {
  const one = new Play(stage);
  await play(one);
  return one.answers;
}

/** What the tests of workflows believe of etcd is what real etcd answers. */
export function describeContract(line: EtcdTestLine): void {
  describe(`the members in memory answer as etcd ${line} does`, () => {
    // On a busy machine a single member may lose its lead over itself, and what was just proposed with it.
    it.each(SCENARIOS)('$name', {retry: 1}, async scenario => {
      const real = await answersOn(await realStage(line), scenario);

      expect(await answersOn(await fakeStage(line), scenario)).toEqual(real);
    });
  });
}
