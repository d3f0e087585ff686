import {describe, expect, it} from 'vitest';

import {apply} from '../../src/lib/workflows/apply/apply.js';
import {memberAdd} from '../../src/lib/workflows/membership/add.js';
import {memberUpdate} from '../../src/lib/workflows/membership/update.js';
import {OpsError} from '../../src/lib/errors/ops-error.js';
import {planAbort} from '../../src/lib/workflows/runs/abort-run.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec, members} from '../fakes/spec.js';
import {withNodes} from './further-scenarios.js';
import {
  abort,
  aCluster,
  betweenSteps,
  clusterOf,
  goOn,
  line,
  openRun,
  type Scenario,
} from './membership-scenarios.js';

const BEFORE = 'http://127.0.0.1:2390';
const MOVED = 'http://127.0.0.1:2777';
const UPDATE: Scenario = {
  name: 'member update',
  spec: aSpec(),
  begin: line(memberUpdate, {name: 'infra1', peerUrl: MOVED}),
};

/** The run is killed once that step is over. */
async function killedAfter(world: World, {begin}: Scenario, step: string): Promise<void> {
  const cut = betweenSteps(await clusterOf(world), step, async () => {
    throw new OpsError('E_PARTWAY', 'killed');
  });
  await refusalOf(begin(cut));
}

function urlsOf({etcd}: World, name: string): readonly string[] | undefined {
  return etcd.members().find(member => member.name === name)?.peerUrls;
}

describe('member update, and another member dies', () => {
  it('before the stop: a resume stops nobody; an abort ends', async () => {
    const world = await aCluster(UPDATE);
    await killedAfter(world, UPDATE, 'update-member:infra1');
    world.host.kill('infra2');

    const error = await refusalOf(goOn(world, UPDATE));
    expect(error).toMatchObject({code: 'E_PARTWAY', message: /the quorum is lost: infra2 does not serve/});
    expect(world.host.runs('infra1')).toBe(true);

    await abort(world);
    expect(await openRun(world)).toBeUndefined();
    expect(urlsOf(world, 'infra1')).toEqual([BEFORE]);
    expect(world.etcd.quorumLosses).toEqual([]);
  });

  it('after the start: an abort tells what it costs, and ends', async () => {
    const world = await aCluster(UPDATE);
    await killedAfter(world, UPDATE, 'start-etcd:infra1');
    world.host.kill('infra2');

    const recorded = (await openRun(world))!;
    const plan = await planAbort(await clusterOf(world), {recorded, askPassphrase: async () => undefined});
    expect(plan.notices).toEqual([
      expect.stringMatching(/^while infra1 restarts the quorum is lost: infra2 does not serve/),
    ]);

    await abort(world);
    expect(await openRun(world)).toBeUndefined();
    expect(urlsOf(world, 'infra1')).toEqual([BEFORE]);
    expect(world.host.runs('infra1')).toBe(true);
  });
});

describe('member update of the only member', () => {
  const ALONE: Scenario = {
    name: 'member update of the only member',
    spec: aSpec({nodes: members(1)}),
    begin: line(memberUpdate, {name: 'infra0', peerUrl: MOVED}),
  };

  it.each(['stop-etcd:infra0', 'write-files:infra0'])(
    'is resumed after %s, while nobody tells',
    async step => {
      const world = await aCluster(ALONE);
      await killedAfter(world, ALONE, step);

      await goOn(world, ALONE);

      expect(await openRun(world)).toBeUndefined();
      expect(urlsOf(world, 'infra0')).toEqual([MOVED]);
      expect(world.host.runs('infra0')).toBe(true);
    },
  );

  it.each(['stop-etcd:infra0', 'start-etcd:infra0'])('is undone at once after %s', async step => {
    const world = await aCluster(ALONE);
    await killedAfter(world, ALONE, step);

    await abort(world);

    expect(await openRun(world)).toBeUndefined();
    expect(urlsOf(world, 'infra0')).toEqual(['http://127.0.0.1:2380']);
    expect(world.host.runs('infra0')).toBe(true);
  });
});

describe('an apply that moves a member, undone', () => {
  const nodes = members(3).map(node =>
    node.name === 'infra1' ? {...node, ports: {...node.ports, peer: 2777}} : node,
  );
  const MOVE: Scenario = {
    name: 'apply',
    spec: aSpec(),
    prepare: withNodes(nodes),
    begin: line(apply, {}),
  };

  it.each<[step: string, peerUrl: string]>([
    ['update-member:infra1', BEFORE],
    ['write-config:infra1', BEFORE],
    ['restart-etcd:infra1', MOVED],
  ])('after %s has the peer URL by which it runs', async (step, peerUrl) => {
    const world = await aCluster(MOVE);
    await killedAfter(world, MOVE, step);

    const stays = await abort(world);

    expect(await openRun(world)).toBeUndefined();
    expect(urlsOf(world, 'infra1')).toEqual([peerUrl]);
    expect(stays?.includes('update-member:infra1')).toBe(peerUrl === MOVED);
  });
});

it('a leader that is gone by the time it is asked: another one is asked', async () => {
  const scenario: Scenario = {
    name: 'member add',
    spec: aSpec(),
    begin: line(memberAdd, {name: 'infra3', mode: 'learner-first'}),
  };
  const world = await aCluster(scenario);
  const memberAddOf = world.etcd.memberAdd.bind(world.etcd);
  const asked: string[] = [];
  world.etcd.memberAdd = async (url, ...rest) => {
    asked.push(url);
    if (asked.length > 1) return memberAddOf(url, ...rest);
    world.host.kill('infra0');
    throw new OpsError('E_UNREACHABLE', `${url}: connect ECONNREFUSED`);
  };

  // Of three voters one is dead by now, which etcd's own rule refuses.
  expect(await refusalOf(goOn(world, scenario))).toMatchObject({code: 'E_PARTWAY'});
  await world.context.adapters.host.start(world.launch('infra0'));
  await world.etcd.clock.sleep(10_000);
  await goOn(world, scenario);

  expect(asked).toHaveLength(2);
  expect(world.etcd.members()).toHaveLength(4);
});
