import {expect, it} from 'vitest';

import {preflight} from '../../src/lib/workflows/runs/refusal.js';
import {planRun} from '../../src/lib/workflows/runs/start-run.js';
import type {Workflow} from '../../src/lib/workflows/runs/workflow.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec} from '../fakes/spec.js';

const REFUSED: Workflow<Record<string, never>, undefined> = {
  name: 'a toy',
  question: () => 'Do it?',
  observe: async () => undefined,
  plan: () => ({
    steps: [],
    refusals: [
      preflight('infra0 is missing', 'put infra0 back', 'then: etcdops render'),
      preflight('infra1 is missing', 'put infra1 back', 'then: etcdops render'),
    ],
    notices: [],
    done: '',
  }),
};

it('all that stands against a plan is told at once, and what comes after all of it last and once', async () => {
  const {context} = await aWorld(aSpec());
  const askPassphrase = () => Promise.reject(new Error('nobody asks'));
  const refusal = await refusalOf(planRun(context, REFUSED, {input: {}, askPassphrase}));
  expect(refusal).toMatchObject({code: 'E_PREFLIGHT', exitCode: 4});
  expect(refusal.message).toBe('infra0 is missing\n  infra1 is missing');
  expect(refusal.hints).toEqual(['put infra0 back', 'put infra1 back', 'then: etcdops render']);
});
