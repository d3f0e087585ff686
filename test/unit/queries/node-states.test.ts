import {readFileSync, writeFileSync} from 'node:fs';

import {expect, it} from 'vitest';

import {observeNodeStates} from '../../../src/lib/queries/node-states.js';
import {aWorld} from '../../fakes/fake-world.js';
import {aMember, aSpec} from '../../fakes/spec.js';

it('tells of a node on another machine how its file here differs from the spec, and of one that is stopped nothing', async () => {
  const nodes = [
    aMember(0, {host: '10.0.0.9', dataDir: 'data'}),
    aMember(1, {host: '10.0.0.1'}),
    aMember(2, {host: '10.0.0.2'}),
  ];
  const world = await aWorld(aSpec({nodes}), {ownAddresses: ['10.0.0.9']});
  const {adapters, loaded} = world.context;
  for (const name of ['infra0', 'infra1']) {
    const path = world.launch(name).configFile!;
    writeFileSync(path, `${readFileSync(path, 'utf8')}snapshot-count: 5000\n`);
  }

  const states = await observeNodeStates(adapters, loaded);

  expect(states.map(({node, isHere, changes}) => [node.name, isHere, changes])).toEqual([
    ['infra0', true, []],
    ['infra1', false, ['snapshot-count']],
    ['infra2', false, []],
  ]);
});
