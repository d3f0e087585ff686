import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {clusterStatus} from '../../src/lib/queries/observe-cluster.js';
import {memberListing} from '../../src/lib/queries/member-listing.js';
import {readState, writeState} from '../../src/lib/queries/cluster-state.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {apply} from '../../src/lib/workflows/apply/apply.js';
import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import {createKiller} from '../fakes/crash.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec, members} from '../fakes/spec.js';
import {aCluster, clusterOf, goOn, line, type Scenario} from './membership-scenarios.js';

/** With a client port of its own that it has not had before. */
function elsewhere(index: number): SpecNode {
  const {ports, ...node} = aMember(index);
  return {...node, ports: {...ports, client: 12379 + index}};
}

/** A cluster that etcdops made, whose spec somebody has edited. */
function edited(size: number, nodes: readonly SpecNode[]): Scenario {
  return {
    name: 'apply',
    spec: aSpec({nodes: members(size)}),
    async prepare({folder, context: {adapters, loaded}}) {
      await writeState(adapters, folder, {...(await readState(adapters, folder)), nodes: members(size)});
      const text = (await adapters.yaml()).stringify({...loaded.spec, nodes});
      writeFileSync(join(folder, 'etcdops.yaml'), text);
    },
    begin: line(apply, {}),
  };
}

const THREE_ELSEWHERE = [0, 1, 2].map(elsewhere);
const portOf = ({ports}: SpecNode): string => `http://127.0.0.1:${ports.client}`;

function clientUrls({etcd}: World): string[] {
  return etcd.members().flatMap(member => member.clientUrls);
}

async function statusOf(world: World) {
  const {adapters, loaded} = await clusterOf(world);
  return clusterStatus(adapters, loaded.spec, world.folder);
}

it('apply moves all clients, one member after the other, killed wherever', async () => {
  const scenario = edited(3, THREE_ELSEWHERE);
  for (let at = 1; ; at += 3) {
    const world = await aCluster(scenario);
    const killer = createKiller(at, 'after');
    await scenario.begin(await clusterOf(world, killer)).catch(() => undefined);
    const wasKilled = killer.hasKilled();
    if (wasKilled) await goOn(world, scenario);

    expect({at, urls: clientUrls(world)}).toEqual({at, urls: THREE_ELSEWHERE.map(portOf)});
    expect(world.etcd.quorumLosses).toEqual([]);
    expect((await statusOf(world)).cluster.health).toBe('healthy');
    if (!wasKilled) break;
  }
}, 60_000);

it('apply adds a member to those whose clients it moves', async () => {
  const scenario = edited(3, [...THREE_ELSEWHERE, aMember(3)]);
  const world = await aCluster(scenario);

  await scenario.begin(await clusterOf(world));

  expect(clientUrls(world)).toEqual([...THREE_ELSEWHERE, aMember(3)].map(portOf));
});

it('apply refuses to move the clients of a single member, as every other restart of it', async () => {
  const scenario = edited(1, [elsewhere(0)]);
  const world = await aCluster(scenario);

  const refusal = await refusalOf(scenario.begin(await clusterOf(world)));

  expect(refusal.code).toBe('E_QUORUM');
  expect(world.host.events).toEqual([]);
});

it('members whose client URLs were edited in the spec are told of where they answer', async () => {
  const world = await aCluster(edited(3, THREE_ELSEWHERE));
  const {adapters, loaded} = await clusterOf(world);
  const {clock, etcdApi, files, signal} = adapters;

  const {cluster, nodes, next} = await statusOf(world);
  const listing = await memberListing({clock, etcdApi, files, signal}, loaded);

  expect(cluster).toMatchObject({health: 'degraded', leader: 'infra0', faultTolerance: 1});
  expect(nodes[1]).toMatchObject({
    serving: true,
    clientUrl: 'http://127.0.0.1:2389',
    error: 'answers at http://127.0.0.1:2389, and the spec has http://127.0.0.1:12380',
  });
  expect(next).toEqual(['etcdops plan']);
  expect(listing.members.map(({healthy}) => healthy)).toEqual([true, true, true]);
});

it('who answers for another cluster where a member was before is not taken for it', async () => {
  const world = await aCluster(edited(3, THREE_ELSEWHERE));
  world.etcd.strangers.add('infra1');

  const {nodes} = await statusOf(world);

  expect(nodes[1]).toMatchObject({serving: false, clientUrl: 'http://127.0.0.1:12380'});
});

it('up says at once that members run by the client URLs of before, and waits for none', async () => {
  const world = await aCluster(edited(3, [aMember(0), elsewhere(1), aMember(2)]));
  const cluster = await clusterOf(world);
  const before = cluster.adapters.clock.monotonicMs();

  const refusal = await refusalOf(runUp(cluster, {dryRun: false}));

  expect(refusal).toMatchObject({
    code: 'E_UNHEALTHY',
    message: 'infra1 answers at http://127.0.0.1:2389, and the spec has http://127.0.0.1:12380',
    hints: ['etcdops plan shows what makes them agree, etcdops apply does it'],
  });
  expect(cluster.adapters.clock.monotonicMs() - before).toBeLessThan(5000);
  expect(world.host.events).toEqual([]);
});

it('another member that has the client URL of before by now is not taken for it', async () => {
  const [first, second, third] = [aMember(0), aMember(1), aMember(2)];
  const swapped = [
    {...first, ports: {...first.ports, client: second.ports.client}},
    {...second, ports: {...second.ports, client: first.ports.client}},
    third,
  ];
  const world = await aCluster(edited(3, swapped));
  world.host.kill('infra1');

  const {nodes} = await statusOf(world);

  // Where infra1 was before nobody answers, and infra0 has not moved there yet.
  expect(nodes.map(({name, clientUrl, serving}) => [name, clientUrl, serving])).toEqual([
    ['infra0', portOf(first), true],
    ['infra1', portOf(first), false],
    ['infra2', portOf(third), true],
  ]);
});
