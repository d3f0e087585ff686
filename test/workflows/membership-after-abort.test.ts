import {existsSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {clusterStatus} from '../../src/lib/queries/observe-cluster.js';
import {listRuns} from '../../src/lib/queries/run-journals.js';
import {apply} from '../../src/lib/workflows/apply/apply.js';
import {memberPromote} from '../../src/lib/workflows/membership/promote-learner.js';
import {runListView} from '../../src/lib/views/run-list-view.js';
import {statusView} from '../../src/lib/views/status-view.js';
import {createKiller} from '../fakes/crash.js';
import type {World} from '../fakes/fake-world.js';
import {
  abort,
  aCluster,
  betweenSteps,
  clusterOf,
  goOn,
  line,
  pictureOf,
  SCENARIOS,
} from './membership-scenarios.js';

const PLAIN = {color: false, width: 100};
const ADD = SCENARIOS.find(({name}) => name === 'member add')!;

/** The new member was promoted, and the run aborted before the spec heard of it. */
async function abortedAfterPromotion(): Promise<World> {
  const world = await aCluster(ADD);
  const killed = betweenSteps(await clusterOf(world), 5, async step => {
    expect(step).toBe('promote-learner:infra3');
    throw new Error('killed');
  });
  await expect(ADD.begin(killed)).rejects.toThrow('killed');
  expect(await abort(world)).toContain('promote-learner:infra3');
  return world;
}

async function learners(world: World): Promise<string[]> {
  const {spec} = (await clusterOf(world)).loaded;
  return spec.nodes.filter(({learner}) => learner === true).map(({name}) => name);
}

describe('a run that was aborted past a promotion', () => {
  it('leaves the spec behind the cluster, and status names what mends it', async () => {
    const world = await abortedAfterPromotion();
    const {adapters, loaded} = await clusterOf(world);

    expect(await learners(world)).toEqual(['infra3']);
    const {next} = await clusterStatus(adapters, loaded.spec, loaded.folder);
    expect(next[0]).toBe('etcdops member promote infra3');
  });

  it.each([
    ['member promote', line(memberPromote, {name: 'infra3'})],
    ['apply', line(apply, {})],
  ])('is mended by %s', async (_, mend) => {
    const whole = await aCluster(ADD);
    await ADD.begin(await clusterOf(whole));
    const world = await abortedAfterPromotion();
    // A run has an id of its own from the next second on.
    await world.etcd.clock.sleep(1000);
    const losses = world.etcd.quorumLosses.length;

    await mend(await clusterOf(world));

    expect(await pictureOf(world)).toEqual(await pictureOf(whole));
    expect(world.etcd.quorumLosses).toHaveLength(losses);
    const {adapters, loaded} = await clusterOf(world);
    const {next} = await clusterStatus(adapters, loaded.spec, loaded.folder);
    expect(next[0]).not.toContain('promote');
  });
});

it('an abort sets the files of the node aside that was to come, with what somebody wrote there', async () => {
  const world = await aCluster(ADD);
  const killed = betweenSteps(await clusterOf(world), 4, async () => {
    writeFileSync(join(world.folder, 'nodes/infra3/notes.txt'), 'mine');
    throw new Error('killed');
  });
  await expect(ADD.begin(killed)).rejects.toThrow('killed');

  await abort(world);

  expect(readdirSync(join(world.folder, 'nodes')).sort()).toEqual(['infra0', 'infra1', 'infra2']);
  const removed = join(world.folder, '.etcdops/removed');
  const [aside] = readdirSync(removed);
  expect(aside).toMatch(/^infra3-undone-/);
  expect(existsSync(join(removed, aside!, 'notes.txt'))).toBe(true);
});

it('an abort past a removal starts nobody who is no member any more, and leaves the spec without it', async () => {
  const remove = SCENARIOS.find(({name}) => name === 'member remove, of the leader')!;
  const world = await aCluster(remove);
  world.etcd.lingering.add('infra0');
  const killed = betweenSteps(await clusterOf(world), 7, async step => {
    expect(step).toBe('set-aside-data-dir:infra0');
    throw new Error('killed');
  });
  await expect(remove.begin(killed)).rejects.toThrow('killed');

  const stays = await abort(world);

  expect(stays).toContain('stop-etcd:infra0');
  expect(world.host.events).not.toContain('start infra0');
  expect((await clusterOf(world)).loaded.spec.nodes.map(({name}) => name)).toEqual(['infra1', 'infra2']);
});

it('a run that is half undone is named as such, with what goes on undoing it', async () => {
  const world = await aCluster(ADD);
  const killed = betweenSteps(await clusterOf(world), 4, () => Promise.reject(new Error('killed')));
  await expect(ADD.begin(killed)).rejects.toThrow('killed');
  const killer = createKiller(3, 'after');
  await abort(world, killer).catch(() => undefined);
  expect(killer.hasKilled()).toBe(true);

  const {adapters, loaded} = await clusterOf(world);
  const status = await clusterStatus(adapters, loaded.spec, loaded.folder);
  const runs = await listRuns(adapters, world.folder);

  expect(status.next[0]).toBe('etcdops run abort');
  expect(status.unfinishedRun).toMatchObject({workflow: 'member add', aborting: true});
  expect(statusView(status, PLAIN)).toContain('etcdops member add is half undone');
  expect(runs).toMatchObject([{workflow: 'member add', resumable: false, aborting: true}]);
  expect(runListView({runs}, PLAIN)).toMatch(/Next: etcdops run abort goes on undoing it$/);
  await abort(world);
  expect((await listRuns(adapters, world.folder))[0]).not.toHaveProperty('aborting');
});

it('what a kill left of a journal disturbs no list, and goes with the next record of a run', async () => {
  const world = await aCluster(ADD);
  const killed = betweenSteps(await clusterOf(world), 1, () => Promise.reject(new Error('killed')));
  await expect(ADD.begin(killed)).rejects.toThrow('killed');
  const runs = join(world.folder, '.etcdops/runs');
  const left = ['.0123456789ab.tmp', '.ba9876543210.tmp'];
  for (const name of left) writeFileSync(join(runs, name), 'half a li');
  writeFileSync(join(runs, 'mine.tmp'), 'not ours');

  const listed = await listRuns((await clusterOf(world)).adapters, world.folder);
  await goOn(world, ADD);

  expect(listed).toMatchObject([{workflow: 'member add', resumable: true}]);
  expect(readdirSync(runs).filter(name => !name.endsWith('.jsonl'))).toEqual(['mine.tmp']);
});
