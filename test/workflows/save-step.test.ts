import {expect, it} from 'vitest';

import {OpsError} from '../../src/lib/errors/ops-error.js';
import {saveSnapshotStep} from '../../src/lib/workflows/membership/planned-steps.js';
import {createRunContext} from '../../src/lib/workflows/runs/run-context.js';
import {bindSteps} from '../../src/lib/workflows/steps/bind.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec} from '../fakes/spec.js';

const WITHOUT = 'etcdops member replace infra0 --no-snapshot';
const WAY_OUT = `etcdops run abort, then: ${WITHOUT}`;

it.each([
  ['E_UNREACHABLE', ['as it was', WAY_OUT]],
  ['E_INTERRUPTED', ['as it was']],
] as const)(
  'a snapshot that cannot be saved (%s) is told with the line that saves none',
  async (code, hints) => {
    const {context} = await aWorld(aSpec({nodes: [aMember(0)]}), {recorded: true});
    const failing = () => Promise.reject(new OpsError(code, 'no snapshot', {hints: ['as it was']}));
    const files = {...context.adapters.files, ensureDir: failing};
    const cluster = {...context, adapters: {...context.adapters, files}};
    const run = createRunContext(cluster, {runId: 'RUN', askPassphrase: async () => undefined});

    const [step] = await bindSteps(run, [saveSnapshotStep('saved.db', WITHOUT)]);

    expect(await refusalOf(step!.run())).toMatchObject({code, message: 'no snapshot', hints});
  },
);
