import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {FURTHER} from './further-scenarios.js';
import {aCluster, clusterOf} from './membership-scenarios.js';

it.each([
  ['member remove, of one far away', ['infra2']],
  ['member replace --with, of one far away', ['infra2']],
  ['apply, that drops what is far away', ['gateway0', 'infra2']],
])('%s: its files go aside, and nothing is stopped', async (name, gone) => {
  const scenario = FURTHER.find(one => one.name === name)!;
  const world = await aCluster(scenario);
  const before = world.host.events.length;

  await scenario.begin(await clusterOf(world));

  expect(world.host.events.slice(before).filter(event => event.startsWith('stop'))).toEqual([]);
  expect(readdirSync(join(world.folder, 'nodes')).filter(node => gone.includes(node))).toEqual([]);
  const aside = readdirSync(join(world.folder, '.etcdops/removed'));
  expect(aside.map(folder => folder.replace(/-.*/, '')).sort()).toEqual(gone);
  // What runs there goes on with it.
  expect(existsSync(join(world.folder, '.etcdops/data/infra2'))).toBe(true);
});
