import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {refusalReasonOf, type RefusalReason} from '../../../src/lib/domain/membership/refusal.js';
import {aWorld, type World} from '../../fakes/fake-world.js';
import {aJoiner, aSpec, members} from '../../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const URL = 'http://127.0.0.1:2379';
const NEW = {peerUrls: ['http://127.0.0.1:2410'], isLearner: true};
const OPTIONS = {timeoutMs: 100};

/** A cluster of three, and a node that is to join it. */
async function aCluster(running: readonly string[] = NAMES): Promise<World> {
  return aWorld(aSpec({nodes: [...members(3), aJoiner(3)]}), {running, recorded: false});
}

async function reasonOf(call: Promise<unknown>): Promise<RefusalReason | undefined> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return refusalReasonOf(error);
}

const names = ({etcd}: World): string[] => etcd.members().map(({name}) => name);
const idOf = ({etcd}: World, name: string): string => etcd.members().find(one => one.name === name)!.id;

describe('the fake etcd', () => {
  it('lets a member join that was added and is told of exactly the members', async () => {
    const world = await aCluster();
    await world.etcd.memberAdd(URL, NEW, OPTIONS);
    expect(names(world)).toEqual([...NAMES, '']);

    await world.host.start(world.launch('infra3'));

    expect(names(world)).toEqual([...NAMES, 'infra3']);
    expect(world.etcd.violations).toEqual([]);
  });

  it('ends one that was not added', async () => {
    const world = await aCluster();

    await world.host.start(world.launch('infra3'));

    expect(world.host.runs('infra3')).toBe(false);
    expect(world.etcd.quorumLosses).toEqual([]);
  });

  it.each([
    ['made', true, true],
    ['not made', false, false],
    ['made later', false, true],
  ] as const)('loses the answer to a change that is %s', async (fate, atOnce, later) => {
    const world = await aCluster();
    world.etcd.loseNextAnswer(fate);

    expect(await reasonOf(world.etcd.memberAdd(URL, NEW, OPTIONS))).toBe('timed-out');

    const isThere = async (): Promise<boolean> =>
      (await world.etcd.memberList(URL, OPTIONS)).members.some(({name}) => name === '');
    expect(await isThere()).toBe(atOnce);
    await world.etcd.clock.sleep(2000);
    expect(await isThere()).toBe(later);
    expect(world.host.events.filter(event => event.startsWith('add-'))).toHaveLength(later ? 1 : 0);
  });

  it('counts a member that was started a moment ago as connected after five seconds', async () => {
    const world = await aCluster(['infra0', 'infra1']);
    await world.host.start(world.launch('infra2'));
    const add = (): Promise<unknown> => world.etcd.memberAdd(URL, NEW, OPTIONS);

    expect(await reasonOf(add())).toBe('unhealthy-cluster');
    await world.etcd.clock.sleep(5000);
    expect(await reasonOf(add())).toBeUndefined();
  });

  it('ends a member that is removed, for good', async () => {
    const world = await aCluster();

    await world.etcd.memberRemove(URL, idOf(world, 'infra2'), OPTIONS);

    expect(world.host.runs('infra2')).toBe(false);
    await world.host.start(world.launch('infra2'));
    expect(world.host.runs('infra2')).toBe(false);
    expect(world.host.events).toEqual(['remove-member infra2', 'start infra2']);
  });

  it('remembers when a quorum was lost, and after what', async () => {
    const world = await aCluster();

    world.host.kill('infra2');
    expect(world.etcd.quorumLosses).toEqual([]);
    world.host.kill('infra1');
    expect(world.etcd.quorumLosses).toEqual(['kill infra1']);
    world.host.kill('infra0');
    expect(world.etcd.quorumLosses).toEqual(['kill infra1']);
  });

  it('tells of a member that comes back without its data under its old id', async () => {
    const world = await aWorld(aSpec({nodes: [...members(3), aJoiner(3)]}), {running: [...NAMES, 'infra3']});
    const launch = world.launch('infra3');
    world.host.kill('infra3');

    await world.host.start({...launch, dataDir: `${launch.dataDir}-empty`});

    expect(world.etcd.violations).toEqual(['infra3 came back under its old id without its data']);
  });

  it('has its own versions and alarms', async () => {
    const world = await aCluster();
    world.etcd.versions.set('infra0', '3.5.35');
    world.etcd.alarms.set('infra0', ['NOSPACE']);

    expect(await world.etcd.status(URL, OPTIONS)).toMatchObject({version: '3.5.35', alarms: ['NOSPACE']});
  });

  it('promotes a learner once it has caught up', async () => {
    const world = await aCluster();
    const {memberId} = await world.etcd.memberAdd(URL, NEW, OPTIONS);
    await world.host.start(world.launch('infra3'));
    const promote = (): Promise<unknown> => world.etcd.memberPromote(URL, memberId, OPTIONS);

    expect(await reasonOf(promote())).toBe('learner-not-in-sync');
    await world.etcd.clock.sleep(world.etcd.catchUpMs);
    expect(await reasonOf(promote())).toBeUndefined();
    expect(await reasonOf(promote())).toBe('not-a-learner');
  });

  it('may make a change that a member which hangs was asked for', async () => {
    const world = await aCluster();
    world.etcd.hanging.add('infra0');

    expect(await reasonOf(world.etcd.memberAdd(URL, NEW, OPTIONS))).toBe('timed-out');
  });

  it('ends a member whose config file is none', async () => {
    const world = await aCluster(['infra0']);
    writeFileSync(join(world.folder, 'nodes/infra1/etcd.yaml'), 'name: [broken\n');

    await world.host.start(world.launch('infra1'));

    expect(world.host.runs('infra1')).toBe(false);
  });
});
