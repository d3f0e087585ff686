import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {readState} from '../../src/lib/queries/cluster-state.js';
import {findLeftOver} from '../../src/lib/queries/run-journals.js';
import {bootstrapStatic} from '../../src/lib/workflows/bootstrap-static.js';
import {runDown} from '../../src/lib/workflows/down.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {
  atEachEffect,
  followToken,
  INPUT,
  killable,
  loadedIn,
  MOMENTS,
  type Adapters,
} from '../fakes/crash-world.js';
import {createFakeEtcd} from '../fakes/fake-etcd.js';
import {createFakeHost} from '../fakes/fake-host.js';
import {aWorld, fakeAdapters} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';
import {tempDir} from '../helpers/temp-dir.js';

const NAMES = ['infra0', 'infra1', 'infra2'];

/** Goes on with the run that was left; false where there is none. */
async function resumeLeft(
  {adapters, folder}: {adapters: Adapters; folder: string},
  workflow: string,
): Promise<boolean> {
  const left = await findLeftOver(adapters, folder);
  if (left === undefined) return false;
  expect(left.journal.header.workflow).toBe(workflow);
  const loaded = await loadedIn(adapters, folder);
  const askPassphrase = async (): Promise<undefined> => undefined;
  await resumeRun({adapters, loaded}, left, {dryRun: false, askPassphrase});
  return true;
}

describe.each(MOMENTS)('killed %s an effect', moment => {
  it('bootstrap --start: a resume does what is left, and starts nothing twice', async () => {
    let resumed = 0;
    await atEachEffect(moment, async killer => {
      const folder = tempDir('crash');
      const host = createFakeHost();
      const etcd = createFakeEtcd(host, aSpec());
      followToken(host, etcd, folder);
      const adapters = fakeAdapters({folder, host, etcd});
      await bootstrapStatic(killable(adapters, killer), INPUT).catch(() => undefined);
      const cluster = {adapters, folder};
      if (!(await resumeLeft(cluster, 'up'))) return;

      resumed++;
      expect([...host.events].sort()).toEqual(NAMES.map(name => `start ${name}`));
      const state = await readState(adapters, folder);
      expect(state).toMatchObject({clusterId: etcd.clusterId(), members: NAMES});
      expect(state.nodes?.map(({name}) => name)).toEqual(NAMES);
      const loaded = await loadedIn(adapters, folder);
      expect((await runUp({adapters, loaded}, {dryRun: false})).run.outcome).toBe('nothing-to-do');
      expect(await findLeftOver(adapters, folder)).toBeUndefined();
    });

    // Three members and the look at them, before and after each.
    expect(resumed).toBeGreaterThan(6);
  }, 60_000);

  it('down --purge: a resume sets everything aside, each folder once', async () => {
    let resumed = 0;
    await atEachEffect(moment, async killer => {
      const {context, host, folder} = await aWorld(aSpec(), {running: NAMES});
      const {adapters, loaded} = context;
      const options = {nodes: loaded.spec.nodes, purge: true, dryRun: false};
      await runDown({adapters: killable(adapters, killer), loaded}, options).catch(() => undefined);
      if (!(await resumeLeft({adapters, folder}, 'down'))) return;

      resumed++;
      expect(NAMES.filter(name => host.runs(name))).toEqual([]);
      const kept = readdirSync(join(folder, '.etcdops/data'));
      expect(kept.map(name => name.replace(/\.removed-.*-000bab$/, '')).sort()).toEqual(NAMES);
      expect(existsSync(join(folder, '.etcdops/state.json'))).toBe(false);
      expect((await loadedIn(adapters, folder)).spec.token).toBe('demo-000bab');
    });

    expect(resumed).toBeGreaterThan(8);
  }, 60_000);

  it('restart: a resume does only what is left, and no node twice', async () => {
    await atEachEffect(moment, async killer => {
      const {context, host, etcd, folder} = await aWorld(aSpec(), {running: NAMES});
      etcd.leader();
      const {adapters, loaded} = context;
      const options = {nodes: loaded.spec.nodes, dryRun: false};
      await runRestart({adapters: killable(adapters, killer), loaded}, options).catch(() => undefined);
      if (!(await resumeLeft({adapters, folder}, 'restart'))) return;

      expect(NAMES.filter(name => !host.runs(name))).toEqual([]);
      const starts = host.events.filter(event => event.startsWith('start '));
      expect(starts.sort()).toEqual(NAMES.map(name => `start ${name}`));
    });
  }, 60_000);
});
