import {describe, expect, it} from 'vitest';

import {stopStep} from '../../src/lib/workflows/membership/planned-steps.js';
import {createRunContext} from '../../src/lib/workflows/runs/run-context.js';
import {bindSteps} from '../../src/lib/workflows/steps/bind.js';
import {aWorld} from '../fakes/fake-world.js';
import {aMember, aSpec} from '../fakes/spec.js';

describe('a stop that is undone', () => {
  it.each([
    ['was told and may be on its way out', {wasFinished: false}, ['stop infra0', 'start infra0']],
    ['was stopped and started again by somebody', {wasFinished: true}, []],
    ['is not ours to stop', {wasFinished: false, managedBy: 'other'}, []],
    ['does not run', {wasFinished: false, isGone: true}, ['start infra0']],
  ] as const)('of a member that %s', async (_, how, events) => {
    const {wasFinished, managedBy = 'etcdops', isGone} = {isGone: false, managedBy: undefined, ...how};
    const world = await aWorld(aSpec(), {recorded: true});
    const {context, host} = world;
    if (!isGone) host.begin(world.launch('infra0'), {managedBy});
    const place = {runId: '20261126T100000Z-abcdef', askPassphrase: async () => undefined};
    const [step] = await bindSteps(createRunContext(context, place), [stopStep(aMember(0))]);

    await step!.undo!(wasFinished);

    expect(host.events).toEqual(events);
    expect(host.runs('infra0')).toBe(true);
  });
});
