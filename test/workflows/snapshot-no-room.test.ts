import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {Files} from '../../src/lib/adapters/files/files.js';
import {verifySnapshot} from '../../src/lib/queries/snapshots/verify-snapshot.js';
import type {OpsError} from '../../src/lib/errors/ops-error.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {drillSnapshot} from '../../src/lib/workflows/snapshots/drill-snapshot.js';
import {restoreTo} from '../../src/lib/workflows/snapshots/restore-to.js';
import {saveSnapshot} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {refusalOf} from '../fakes/refusal.js';
import {clusterOf} from './membership-scenarios.js';
import {aStage, portraitOf, SCENARIOS, type Stage} from './snapshot-scenarios.js';

const BIN = {dir: '/opt/etcd', version: '3.7.3'};
const WITH_LOG_ELSEWHERE = SCENARIOS.find(({name}) => name.startsWith('restore, beside a gateway'))!;

/** The stage where the disk of a folder, and of all in it, is another one and has next to no room. */
async function withFullDisk({world}: Stage, folder: string): Promise<SpecContext> {
  const {adapters, loaded} = await clusterOf(world);
  const {files} = adapters;
  const full = join(world.folder, folder);
  const isThere = (path: string): boolean => path === full || path.startsWith(join(full, '/'));
  const watched = Object.assign(Object.create(files) as Files, {
    freeBytes: async (path: string) => (isThere(path) ? 100 : files.freeBytes(path)),
    async stampOf(path: string) {
      const stamp = await files.stampOf(path);
      return stamp === undefined || !isThere(path) ? stamp : {...stamp, device: stamp.device + 1};
    },
  });
  return {adapters: {...adapters, files: watched}, loaded};
}

/** Expects a refusal that names the place, with everything as it was. */
async function assertRefused(
  folder: string,
  run: (cluster: SpecContext, stage: Stage) => Promise<unknown>,
): Promise<OpsError> {
  const stage = await aStage(WITH_LOG_ELSEWHERE);
  const before = await portraitOf(stage);
  const cluster = await withFullDisk(stage, folder);
  const error = await refusalOf(run(cluster, stage));
  expect(error).toMatchObject({code: 'E_PREFLIGHT', exitCode: 4});
  expect(error.message).toContain(`${join(stage.world.folder, folder)}`);
  expect(error.message).toContain('has 100 B free');
  expect(await portraitOf(stage)).toEqual(before);
  return error;
}

describe('no room', () => {
  it('for a snapshot: it is not begun', async () => {
    const kept = await assertRefused('.etcdops/snapshots', cluster => saveSnapshot(cluster, {dryRun: false}));
    expect(kept.hints[0]).toBe('etcdops snapshot prune --keep 5 --trash-days 0');
    // Where the snapshots of before are not, a prune would make no room.
    const named = await assertRefused('.etcdops/data', (cluster, {world}) =>
      saveSnapshot(cluster, {path: join(world.folder, '.etcdops/data/x.db'), dryRun: false}),
    );
    expect(named.hints[0]).toMatch(/^make room in .*data$/);
  });

  it.each([['.etcdops/data'], ['wal']])('in %s for a restore: nothing stops', async folder => {
    await assertRefused(folder, cluster => WITH_LOG_ELSEWHERE.begin(cluster));
  });

  it('for directories that go elsewhere: none is made', async () => {
    await assertRefused('made', (cluster, {world}) =>
      restoreTo(cluster, {
        ...{path: join(world.folder, 'saved.db'), dir: join(world.folder, 'made')},
        ...{skipHashCheck: false, yesOtherCluster: false, dryRun: false},
      }),
    );
  });

  it('for a drill: it says so, which is nothing against the snapshot', async () => {
    await assertRefused('.etcdops/drill', async ({adapters}, {world}) => {
      const report = await verifySnapshot(adapters, join(world.folder, 'saved.db'), {bin: BIN});
      expect(report.verified).toBe(true);
      return drillSnapshot(adapters, report, {bin: BIN, specFolder: world.folder, user: undefined});
    });
  });
});
