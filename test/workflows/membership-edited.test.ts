import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {memberRemove} from '../../src/lib/workflows/membership/remove.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {memberUpdate} from '../../src/lib/workflows/membership/update.js';
import {renderSpec} from '../../src/lib/workflows/render.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {runUp} from '../../src/lib/workflows/up.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec} from '../fakes/spec.js';
import {aCluster, clusterOf, line, type Scenario} from './membership-scenarios.js';

/** Somebody has given infra1 another peer port in the spec, and applied nothing. */
const NODES = [aMember(0), aMember(1, {ports: {client: 2389, peer: 2777, metrics: 2391}}), aMember(2)];

async function editSpec({folder, context: {adapters, loaded}}: World): Promise<void> {
  const text = (await adapters.yaml()).stringify({...loaded.spec, nodes: NODES});
  writeFileSync(join(folder, 'etcdops.yaml'), text);
}

async function renderEdited(world: World): Promise<void> {
  await editSpec(world);
  const {adapters, loaded} = await clusterOf(world);
  await renderSpec(adapters, loaded, {formats: undefined, check: false});
}

it.each<[string, Scenario['begin']]>([
  ['member remove', line(memberRemove, {name: 'infra1'})],
  ['member replace', line(memberReplace, {name: 'infra1'})],
  ['member replace with another', line(memberReplace, {name: 'infra1', with: 'infra7'})],
])('%s of a voter whose peer port was edited counts it: beside a dead one it stays', async (_, begin) => {
  const world = await aCluster({
    name: 'edited',
    spec: aSpec(),
    dead: ['infra2'],
    prepare: editSpec,
    begin,
  });
  const before = structuredClone(world.etcd.members());

  const refusal = await refusalOf(begin(await clusterOf(world)));

  expect(refusal.code).toBe('E_QUORUM');
  expect(world.host.events).toEqual([]);
  expect(world.host.runs('infra1')).toBe(true);
  expect(world.etcd.members()).toEqual(before);
});

describe('where the files say so too', () => {
  const AGREE = ['etcdops plan shows what makes them agree, etcdops apply does it'];
  const WORDS = 'the cluster has the peer URL http://127.0.0.1:2390 for';
  const edited = (dead: readonly string[]): Scenario => ({
    name: 'edited',
    spec: aSpec(),
    dead,
    prepare: renderEdited,
    begin: async cluster =>
      runRestart(cluster, {nodes: cluster.loaded.spec.nodes.slice(1, 2), dryRun: false}),
  });

  it('restart leaves it where the others find it', async () => {
    const scenario = edited([]);
    const world = await aCluster(scenario);

    const refusal = await refusalOf(scenario.begin(await clusterOf(world)));

    expect(refusal).toMatchObject({code: 'E_PREFLIGHT', hints: AGREE});
    expect(refusal.message).toContain(`infra1 would start where the others do not find it: ${WORDS} it`);
    expect(world.host.events).toEqual([]);
  });

  it('up does not start it where nobody finds it', async () => {
    const world = await aCluster(edited(['infra1']));

    const refusal = await refusalOf(runUp(await clusterOf(world), {dryRun: false}));

    expect(refusal).toMatchObject({code: 'E_PREFLIGHT', hints: AGREE});
    expect(refusal.message).toContain(`${WORDS} infra1`);
    expect(world.host.runs('infra1')).toBe(false);
  });
});

it('member update of another one goes on: it restarts on its own data', async () => {
  const begin = line(memberUpdate, {name: 'infra2', peerUrl: 'http://127.0.0.1:2888'});
  const world = await aCluster({name: 'edited', spec: aSpec(), prepare: renderEdited, begin});

  await begin(await clusterOf(world));

  const moved = world.etcd.members().find(({name}) => name === 'infra2');
  expect(moved?.peerUrls).toEqual(['http://127.0.0.1:2888']);
});
