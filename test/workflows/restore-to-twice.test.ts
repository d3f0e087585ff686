import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {acquireLock} from '../../src/lib/adapters/files/lock.js';
import {restoreTo} from '../../src/lib/workflows/snapshots/restore-to.js';
import {snapshotBytes} from '../fakes/etcd/fake-database.js';
import {aWorld} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';

async function aRestore() {
  const {context, folder} = await aWorld(aSpec());
  const {adapters, loaded} = context;
  const path = join(folder, 's.db');
  writeFileSync(path, snapshotBytes({revision: 7, keys: ['early']}));
  const dir = join(folder, 'new');
  const cluster = {
    loaded,
    adapters: {
      ...adapters,
      acquireLock: (lock: string, command: string) =>
        acquireLock(adapters.files, lock, {command, now: adapters.clock.now()}),
    },
  };
  const input = {path, yesOtherCluster: false, skipHashCheck: false, dir, dryRun: false};
  return {cluster, dir, input};
}

it('is refused while another one makes directories in the folder', async () => {
  const {cluster, dir, input} = await aRestore();
  mkdirSync(dir);
  const lock = await cluster.adapters.acquireLock(
    join(dir, '.etcdops-restoring.lock'),
    'snapshot restore --to',
  );

  await expect(restoreTo(cluster, input)).rejects.toMatchObject({code: 'E_LOCKED', exitCode: 8});

  await lock.release();
  expect(readdirSync(dir)).toEqual([]);
});

it('two restores into one folder at a time make one cluster, and the other is told of it', async () => {
  const {cluster, dir, input} = await aRestore();
  const ends = await Promise.allSettled([restoreTo(cluster, input), restoreTo(cluster, input)]);
  expect(ends.map(({status}) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = ends.find(end => end.status === 'rejected');
  // The one that comes when the other has ended already finds its directories.
  expect(refused?.reason).toMatchObject({code: expect.stringMatching(/^E_(LOCKED|DIR_OCCUPIED)$/) as string});
  const names = ['infra0', 'infra1', 'infra2'].flatMap(name => [name, `${name}.yaml`]);
  expect(readdirSync(dir).sort()).toEqual(names);
});
