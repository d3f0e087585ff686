import {describe, expect, it} from 'vitest';

import {createEtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import type {EtcdTestLine} from '../helpers/etcd-binaries.js';
import {Play, type Stage} from './membership-play.js';
import {SCENARIOS, type Scenario} from './membership-scenarios.js';
import {fakeStage, realStage} from './membership-stages.js';

async function answersOn(stage: Stage, {play}: Scenario): Promise<readonly string[]> {
  const one = new Play(stage);
  await play(one);
  return one.answers;
}

/** How etcd is asked. */
type Way = 'JSON' | 'gRPC';

const allClosed = {has: () => true, add: () => new Set<string>()};

/** What the tests of workflows believe of etcd is what real etcd answers. */
export function describeContract(line: EtcdTestLine, way: Way): void {
  describe(`the members in memory answer as etcd ${line} does over ${way}`, () => {
    // On a busy machine a single member may lose its lead over itself, and what was just proposed with it.
    it.each(SCENARIOS)('$name', {retry: 1}, async scenario => {
      const api = createEtcdApi(undefined, way === 'JSON' ? {} : {closedGateways: allClosed});
      const real = await answersOn(await realStage(line, api), scenario);

      expect(await answersOn(await fakeStage(line), scenario)).toEqual(real);
    });
  });
}
