import {mkdirSync, rmSync} from 'node:fs';

import {expect, it} from 'vitest';

import {aSpec} from '../fakes/spec.js';
import {clusterOf} from './membership-scenarios.js';
import {aStage, portraitOf, restored, undo} from './snapshot-scenarios.js';

it('an undo brings back what was, where the disk of one member was new before the restore', async () => {
  const stage = await aStage({
    name: '',
    spec: aSpec(),
    async prepare(world) {
      world.host.kill('infra2');
      rmSync(world.launch('infra2').dataDir, {recursive: true});
      mkdirSync(world.launch('infra2').dataDir);
      await restored(world);
    },
    begin: undo,
    ends: {inUse: [], kept: []},
  });

  await undo(await clusterOf(stage.world));

  const {data, events, violations} = await portraitOf(stage);
  expect(violations).toEqual([]);
  expect([data['infra0']?.keys, data['infra2'], data['infra2.undone-RUN']?.keys]).toEqual([
    ['early', 'late'],
    undefined,
    ['early', 'meanwhile'],
  ]);
  expect(events.filter(event => event.startsWith('start'))).toEqual(['start infra0', 'start infra1']);
});
