import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {apply} from '../../src/lib/workflows/apply/apply.js';
import {aProxy, aSpec, members} from '../fakes/spec.js';
import {targetsNow} from '../fakes/sync-world.js';
import {aCluster, clusterOf, line} from './membership-scenarios.js';

it('apply tells a proxy with a list of its own that a member is gone', async () => {
  const urls = [2379, 2389, 2399].map(port => `127.0.0.1:${port}`);
  const gateway = aProxy('gateway', {settings: {endpoints: urls.join(',')}});
  const world = await aCluster({
    name: 'apply',
    spec: aSpec({nodes: [...members(3), gateway]}),
    prepare: async ({folder, context: {adapters, loaded}}) => {
      const changed = {...loaded.spec, nodes: [...members(2), gateway]};
      writeFileSync(join(folder, 'etcdops.yaml'), (await adapters.yaml()).stringify(changed));
    },
    begin: line(apply, {}),
  });

  await line(apply, {})(await clusterOf(world));

  expect(await targetsNow(world, gateway.name)).toEqual({endpoints: urls.slice(0, 2)});
  const {loaded} = await clusterOf(world);
  expect(loaded.spec.nodes.at(-1)!.settings).toEqual({endpoints: urls.slice(0, 2).join(',')});
});

it('apply starts a proxy with a list of its own and another changed setting anew once', async () => {
  const urls = [2379, 2389, 2399].map(port => `127.0.0.1:${port}`);
  const gateway = aProxy('gateway', {settings: {endpoints: urls.join(',')}});
  const changed = aProxy('gateway', {settings: {...gateway.settings, 'retry-delay': '30s'}});
  const world = await aCluster({
    name: 'apply',
    spec: aSpec({nodes: [...members(3), gateway]}),
    prepare: async ({folder, context: {adapters, loaded}}) => {
      const spec = {...loaded.spec, nodes: [...members(2), changed]};
      writeFileSync(join(folder, 'etcdops.yaml'), (await adapters.yaml()).stringify(spec));
    },
    begin: line(apply, {}),
  });
  const before = world.host.events.length;

  await line(apply, {})(await clusterOf(world));

  const starts = world.host.events.slice(before).filter(event => event === `start ${gateway.name}`);
  expect(starts).toHaveLength(1);
  expect(await targetsNow(world, gateway.name)).toEqual({endpoints: urls.slice(0, 2)});
});
