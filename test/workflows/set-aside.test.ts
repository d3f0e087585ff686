import {existsSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {setMemberDataAsideSteps} from '../../src/lib/workflows/membership/aside-steps.js';
import {startNewStep} from '../../src/lib/workflows/membership/planned-steps.js';
import {createRunContext} from '../../src/lib/workflows/runs/run-context.js';
import {bindSteps} from '../../src/lib/workflows/steps/bind.js';
import {aWorld} from '../fakes/fake-world.js';
import {aMember, aSpec} from '../fakes/spec.js';
import {tempDir} from '../helpers/temp-dir.js';

const RUN = '20261126T100000Z-abcdef';

describe('data of a member that is set aside', () => {
  it.each([
    ['below the folder of the spec', () => ({dataDir: 'data/infra0', walDir: 'log/infra0'})],
    ['anywhere', () => ({dataDir: join(tempDir('far'), 'data'), walDir: join(tempDir('far'), 'log')})],
  ])('%s', async (_, places) => {
    const node = aMember(0, places());
    const world = await aWorld(aSpec({nodes: [node]}), {recorded: true});
    const {dataDir, walDir} = world.launch('infra0');
    const place = {runId: RUN, askPassphrase: async () => undefined};
    const steps = await bindSteps(
      createRunContext(world.context, place),
      setMemberDataAsideSteps(node, {runId: RUN}),
    );

    for (const step of steps) {
      expect(await step.check()).toBe('todo');
      await step.run();
      expect(await step.check()).toBe('done');
    }

    for (const dir of [dataDir, walDir!])
      expect([existsSync(dir), existsSync(`${dir}.removed-${RUN}`)]).toEqual([false, true]);
  });
});

it('what a new member wrote stays on its file system when its start is undone', async () => {
  const node = aMember(0, {walDir: join(tempDir('far'), 'log')});
  const world = await aWorld(aSpec({nodes: [node]}), {recorded: true});
  const {dataDir, walDir} = world.launch('infra0');
  const place = {runId: RUN, askPassphrase: async () => undefined};
  const [step] = await bindSteps(createRunContext(world.context, place), [startNewStep(node)]);

  await step!.undo!(true);

  for (const dir of [join(dataDir, 'member'), walDir!])
    expect([existsSync(dir), existsSync(`${dir}.undone-${RUN}`)]).toEqual([false, true]);
});
