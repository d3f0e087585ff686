import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import {apply} from '../../src/lib/workflows/apply/apply.js';
import {memberAdd} from '../../src/lib/workflows/membership/add.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {memberUpdate} from '../../src/lib/workflows/membership/update.js';
import {createKiller} from '../fakes/crash.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec, members} from '../fakes/spec.js';
import {beginStranger} from '../fakes/stranger.js';
import {aCluster, clusterOf, goOn, line, type Scenario} from './membership-scenarios.js';

const MOVED = aMember(1, {ports: {client: 2389, peer: 2777, metrics: 2391}});

/** Three members whose spec somebody has edited, whatever else there is by then. */
function applied(nodes: readonly SpecNode[], also: (world: World) => void | Promise<void> = () => undefined) {
  const scenario: Scenario = {
    name: 'apply',
    spec: aSpec(),
    async prepare(world) {
      const {adapters, loaded} = world.context;
      const text = (await adapters.yaml()).stringify({...loaded.spec, nodes});
      writeFileSync(join(world.folder, 'etcdops.yaml'), text);
      await also(world);
    },
    begin: line(apply, {}),
  };
  return scenario;
}

function urlsOf({etcd}: World): Record<string, string> {
  return Object.fromEntries(etcd.members().map(({name, peerUrls}) => [name, peerUrls.join()]));
}

const [FIRST, SECOND, THIRD] = members(3).map(({ports}) => `http://127.0.0.1:${ports.peer}`);
const ALSO = 'http://localhost:2390';

/** As `etcdctl member update` does it. */
async function giveTwoUrls({etcd}: World): Promise<void> {
  const {id} = etcd.members().find(({name}) => name === 'infra1')!;
  const leader = etcd.members().find(({name}) => name === etcd.leader())!;
  await etcd.memberUpdate(
    leader.clientUrls[0]!,
    {memberId: id, peerUrls: [SECOND!, ALSO]},
    {timeoutMs: 1000},
  );
}

describe('apply adds a member', () => {
  it('and moves another one', async () => {
    const scenario = applied([aMember(0), MOVED, aMember(2), aMember(3)]);
    const world = await aCluster(scenario);

    await scenario.begin(await clusterOf(world));

    expect(urlsOf(world)).toEqual({
      infra0: FIRST,
      infra1: 'http://127.0.0.1:2777',
      infra2: THIRD,
      infra3: 'http://127.0.0.1:2410',
    });
    expect(world.etcd.quorumLosses).toEqual([]);
  });

  it('where another one has two peer URLs, of which the spec has one', async () => {
    const scenario = applied(members(4), giveTwoUrls);
    const world = await aCluster(scenario);

    await scenario.begin(await clusterOf(world));

    expect(urlsOf(world)).toMatchObject({infra1: SECOND, infra3: 'http://127.0.0.1:2410'});
    expect(world.host.events).not.toContain('stop infra1');
  });

  it('and removes two strangers of one name, killed wherever', async () => {
    const scenario = applied(members(4), world => {
      for (const index of [7, 8]) beginStranger(world, index, 'default');
    });
    for (let at = 1, met = 0; ; at += 7) {
      const world = await aCluster(scenario);
      const killer = createKiller(at, 'after');
      await scenario.begin(await clusterOf(world, killer)).catch(() => undefined);
      if (!killer.hasKilled()) {
        expect(met).toBeGreaterThan(5);
        break;
      }
      met++;

      await goOn(world, scenario);

      expect({at, members: Object.keys(urlsOf(world))}).toEqual({
        at,
        members: ['infra0', 'infra1', 'infra2', 'infra3'],
      });
    }
  }, 60_000);
});

describe('a member with more peer URLs than the spec has', () => {
  it.each<[string, Scenario['begin']]>([
    ['member add', line(memberAdd, {name: 'infra3', mode: 'learner-first'})],
    ['member replace of another one', line(memberReplace, {name: 'infra2'})],
    ['member replace of the same with another', line(memberReplace, {name: 'infra1', with: 'infra7'})],
  ])('lets nobody join: %s', async (_, begin) => {
    const world = await aCluster({name: 'two URLs', spec: aSpec(), prepare: giveTwoUrls, begin});

    const refusal = await refusalOf(begin(await clusterOf(world)));

    expect(refusal).toMatchObject({
      code: 'E_PREFLIGHT',
      message: `the cluster has the peer URL ${SECOND}, ${ALSO} for infra1, and the spec ${SECOND}`,
    });
    expect(refusal.hints).toEqual(['etcdops plan shows what makes them agree, etcdops apply does it']);
    expect(world.host.events).toEqual([`update-member infra1 ${SECOND},${ALSO}`]);
  });

  it('goes back to one by member update too', async () => {
    const begin = line(memberUpdate, {name: 'infra1', peerUrl: SECOND!});
    const world = await aCluster({name: 'two URLs', spec: aSpec(), prepare: giveTwoUrls, begin});

    await begin(await clusterOf(world));

    expect(urlsOf(world)).toEqual({infra0: FIRST, infra1: SECOND, infra2: THIRD});
    expect(world.etcd.quorumLosses).toEqual([]);
  });

  it('is not started by one URL where it has been added with two', async () => {
    const begin = line(memberAdd, {name: 'infra3', mode: 'learner-first'});
    const urls = ['http://127.0.0.1:2410', 'http://localhost:2410'];
    const prepare = async ({etcd}: World): Promise<void> => {
      const leader = etcd.members().find(({name}) => name === etcd.leader())!;
      await etcd.memberAdd(leader.clientUrls[0]!, {peerUrls: urls, isLearner: true}, {timeoutMs: 1000});
    };
    const world = await aCluster({name: 'half added', spec: aSpec(), prepare, begin});

    const refusal = await refusalOf(begin(await clusterOf(world)));

    expect(refusal.message).toContain(`the peer URL ${urls.join(', ')} for infra3`);
    expect(refusal.hints[0]).toMatch(
      /^etcdops ctl -- member update \w+ --peer-urls=http:\/\/127.0.0.1:2410$/,
    );
  });
});
