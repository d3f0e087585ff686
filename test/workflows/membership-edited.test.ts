import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {memberRemove} from '../../src/lib/workflows/membership/remove.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec} from '../fakes/spec.js';
import {aCluster, clusterOf, line, type Scenario} from './membership-scenarios.js';

/** Somebody has given infra1 another peer port in the spec, and applied nothing. */
const NODES = [aMember(0), aMember(1, {ports: {client: 2389, peer: 2777, metrics: 2391}}), aMember(2)];

it.each<[string, Scenario['begin']]>([
  ['member remove', line(memberRemove, {name: 'infra1'})],
  ['member replace', line(memberReplace, {name: 'infra1'})],
  ['member replace with another', line(memberReplace, {name: 'infra1', with: 'infra7'})],
])('%s of a voter whose peer port was edited counts it: beside a dead one it stays', async (_, begin) => {
  const world = await aCluster({
    name: 'edited',
    spec: aSpec(),
    dead: ['infra2'],
    async prepare({folder, context: {adapters, loaded}}) {
      const text = (await adapters.yaml()).stringify({...loaded.spec, nodes: NODES});
      writeFileSync(join(folder, 'etcdops.yaml'), text);
    },
    begin,
  });
  const before = structuredClone(world.etcd.members());

  const refusal = await refusalOf(begin(await clusterOf(world)));

  expect(refusal.code).toBe('E_QUORUM');
  expect(world.host.events).toEqual([]);
  expect(world.host.runs('infra1')).toBe(true);
  expect(world.etcd.members()).toEqual(before);
});
