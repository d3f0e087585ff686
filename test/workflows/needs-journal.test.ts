import {describe, expect, it} from 'vitest';

import {findLeftOver, findOpenRun, listRuns} from '../../src/lib/queries/run-journals.js';
import {clusterStatus} from '../../src/lib/queries/observe-cluster.js';
import {runDown} from '../../src/lib/workflows/down.js';
import {abortRun, planAbort} from '../../src/lib/workflows/runs/abort-run.js';
import {needsJournal} from '../../src/lib/workflows/runs/needs-journal.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const FATAL =
  '{"level":"fatal","msg":"discovery failed","error":"listen tcp 127.0.0.1:2390: bind: address already in use"}';

describe('whether a run has a journal', () => {
  it.each([
    {effects: 0, isOneLeft: false, needs: false},
    {effects: 1, isOneLeft: false, needs: false},
    {effects: 2, isOneLeft: false, needs: true},
    {effects: 0, isOneLeft: true, needs: true},
    {effects: 1, isOneLeft: true, needs: true},
  ])('$effects effects, one left: $isOneLeft', ({needs, ...need}) => {
    expect(needsJournal(need)).toBe(needs);
  });
});

async function runsOf({context, folder}: World): Promise<string[]> {
  const runs = await listRuns(context.adapters, folder);
  return runs.map(({workflow, outcome}) => `${workflow} ${outcome}`);
}

describe('the journals of up and down', () => {
  it('are of runs with more than one effect', async () => {
    const world = await aWorld(aSpec());
    const {context} = world;
    const all = {nodes: context.loaded.spec.nodes, purge: false, dryRun: false};

    await runUp(context, {dryRun: false});
    await runUp(context, {dryRun: false});
    await runDown(context, {...all, nodes: all.nodes.slice(2), named: true});
    await runUp(context, {dryRun: false});
    await runDown(context, {...all, dryRun: true});
    await runDown(context, all);
    await runDown(context, all);

    expect((await runsOf(world)).sort()).toEqual(['down done', 'up done']);
  });

  it('tell of one that failed, in status too, until the next run ends', async () => {
    const world = await aWorld(aSpec(), {recorded: true});
    const {context, folder, host} = world;
    const {adapters, loaded} = context;
    host.doomed.set('infra1', FATAL);
    await expect(runUp(context, {dryRun: false})).rejects.toMatchObject({code: 'E_NODE_FAILED'});

    const status = await clusterStatus(adapters, loaded.spec, folder);
    expect(status).toMatchObject({unfinishedRun: {workflow: 'up'}});
    expect(status.next[0]).toBe('etcdops run resume');

    host.doomed.clear();
    await runUp(context, {dryRun: false});
    expect(NAMES.filter(name => host.runs(name))).toEqual(NAMES);
    expect(await findLeftOver(adapters, folder)).toBeUndefined();
    expect((await clusterStatus(adapters, loaded.spec, folder)).unfinishedRun).toBeUndefined();
    expect((await runsOf(world)).sort()).toEqual(['up done', 'up failed']);

    // What is shown of the older one leads nobody to go on with it.
    const [, older] = await listRuns(adapters, folder);
    expect(older).toMatchObject({workflow: 'up', outcome: 'failed', resumable: false});
    await expect(findOpenRun(adapters, folder, older!.id)).rejects.toMatchObject({
      code: 'E_RUN_UNKNOWN',
      hints: [`what it was to do: etcdops run show ${older!.id}`],
    });
  });
});

describe('run abort', () => {
  const askPassphrase = async (): Promise<undefined> => undefined;

  async function abort({context, folder}: World) {
    const recorded = (await findLeftOver(context.adapters, folder))!;
    const plan = await planAbort(context, {recorded, askPassphrase});
    await abortRun(context, recorded, plan);
    const ids = (steps: readonly {id: string}[]): string[] => steps.map(({id}) => id).sort();
    return {undo: ids(plan.undo), stays: ids(plan.stays), left: ids(plan.left)};
  }

  it('of an up says that what was started stays', async () => {
    const world = await aWorld(aSpec(), {recorded: true});
    world.host.doomed.set('infra2', FATAL);
    await expect(runUp(world.context, {dryRun: false})).rejects.toMatchObject({code: 'E_NODE_FAILED'});
    world.host.events.length = 0;

    expect(await abort(world)).toEqual({
      undo: [],
      stays: [...NAMES.map(name => `start-etcd:${name}`), 'verify-health'],
      left: [],
    });
    expect(world.host.events).toEqual([]);
    expect(await findLeftOver(world.context.adapters, world.folder)).toBeUndefined();
  });

  it('of a down starts again what it stopped', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    const {context, host, interrupt} = world;
    world.etcd.leader();
    const stop = host.stop.bind(host);
    host.stop = async (...args) => {
      interrupt.abort(new Error('Ctrl-C'));
      return stop(...args);
    };
    const nodes = context.loaded.spec.nodes;
    await expect(runDown(context, {nodes, purge: false, dryRun: false})).rejects.toThrow('Ctrl-C');
    expect(NAMES.filter(name => host.runs(name))).toEqual(['infra0']);

    const again = {
      ...world,
      context: {...context, adapters: {...context.adapters, signal: new AbortController().signal}},
    };
    expect(await abort(again)).toEqual({
      undo: ['stop-etcd:infra1', 'stop-etcd:infra2'],
      stays: [],
      left: ['stop-etcd:infra0'],
    });
    expect(NAMES.filter(name => host.runs(name))).toEqual(NAMES);
  });
});
