import {existsSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {apply} from '../../src/lib/workflows/apply/apply.js';
import {memberAdd} from '../../src/lib/workflows/membership/add.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {runUp} from '../../src/lib/workflows/up.js';
import type {World} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';
import {
  abort,
  aCluster,
  betweenSteps,
  clusterOf,
  line,
  openRun,
  type Scenario,
} from './membership-scenarios.js';

const askPassphrase = async (): Promise<undefined> => undefined;
const REPLACE: Scenario = {
  name: 'member replace in place',
  spec: aSpec(),
  begin: line(memberReplace, {name: 'infra2'}),
};
const ADD: Scenario = {
  name: 'member add',
  spec: aSpec(),
  begin: line(memberAdd, {name: 'infra3', mode: 'learner-first'}),
};

/** A run that was killed once that step was over. */
async function killedAfter(step: string, scenario = REPLACE): Promise<World> {
  const world = await aCluster(scenario);
  const dies = (): Promise<never> => Promise.reject(new Error('killed'));
  const killed = betweenSteps(await clusterOf(world), step, dies);
  await expect(scenario.begin(killed)).rejects.toThrow('killed');
  return world;
}

const up = async (world: World, only: readonly string[] = []) =>
  runUp(await clusterOf(world), {dryRun: false, only});

async function restart(world: World, name: string) {
  const cluster = await clusterOf(world);
  const nodes = cluster.loaded.spec.nodes.filter(node => node.name === name);
  return runRestart(cluster, {nodes, named: true, dryRun: false});
}

async function resume(world: World): Promise<void> {
  const open = (await openRun(world))!;
  await resumeRun(await clusterOf(world), open, {dryRun: false, askPassphrase});
}

describe('a member that a run has out of the cluster', () => {
  it.each(['stop-etcd:infra2', 'set-aside-data-dir:infra2'])(
    'is started by nothing else, after %s, and the run goes on',
    async step => {
      const world = await killedAfter(step);
      const refused = {
        code: 'E_RUN_UNFINISHED',
        message: expect.stringMatching(
          /member replace \(run .*\) is not finished, and infra2 half-way/,
        ) as string,
        hints: ['etcdops run resume finishes it', 'etcdops run abort undoes what can be undone'],
      };

      await expect(up(world)).rejects.toMatchObject(refused);
      await expect(up(world, ['infra2'])).rejects.toMatchObject(refused);
      await expect(restart(world, 'infra2')).rejects.toMatchObject(refused);

      expect(world.host.events).not.toContain('start infra2');
      await resume(world);
      expect(world.host.runs('infra2')).toBe(true);
      expect(world.etcd.members()).toHaveLength(3);
    },
  );

  it('does not keep others from being started', async () => {
    const world = await killedAfter('add-learner:infra2');
    world.host.kill('infra1');

    await expect(up(world)).rejects.toMatchObject({
      code: 'E_RUN_UNFINISHED',
      hints: expect.arrayContaining(['etcdops up infra1 starts the others']) as string[],
    });
    await up(world, ['infra1']);

    expect(world.host.runs('infra1')).toBe(true);
    await world.etcd.clock.sleep(10_000);
    await resume(world);
  });

  it.each(['stop-etcd:infra2', 'forget-member:infra2', 'set-aside-data-dir:infra2'])(
    'is to be added where the run was aborted after %s',
    async step => {
      const world = await killedAfter(step);
      await abort(world);

      await expect(up(world)).rejects.toMatchObject({
        code: 'E_PREFLIGHT',
        message: expect.stringContaining('no member of the cluster') as string,
        hints: ['etcdops member add infra2'],
      });
      expect(world.host.events).not.toContain('start infra2');
    },
  );

  it('is added after that', async () => {
    const world = await killedAfter('set-aside-data-dir:infra2');
    await abort(world);
    await expect(up(world)).rejects.toThrow();
    expect(existsSync(join(world.launch('infra2').dataDir, 'member'))).toBe(false);
    await world.etcd.clock.sleep(1000);

    await line(memberAdd, {name: 'infra2', mode: 'learner-first'})(await clusterOf(world));

    expect(world.etcd.members()).toHaveLength(3);
    await line(apply, {})(await clusterOf(world));
  });
});

describe('up goes on to start', () => {
  it.each<[what: string, step: string, scenario: Scenario, name: string]>([
    ['a member that was only asked not to lead', 'move-leader:infra2', REPLACE, 'infra2'],
    ['a member that its run has started', 'start-etcd:infra2', REPLACE, 'infra2'],
    ['a learner that the spec knows to join', 'write-files:infra3', ADD, 'infra3'],
    ['a learner that its run has started', 'start-etcd:infra3', ADD, 'infra3'],
  ])('%s', async (_, step, scenario, name) => {
    const world = await killedAfter(step, scenario);
    world.host.kill(name);

    await up(world, [name]);

    expect(world.host.runs(name)).toBe(true);
    await world.etcd.clock.sleep(10_000);
    await resume(world);
  });
});
