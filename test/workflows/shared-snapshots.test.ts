import {mkdirSync, readdirSync, realpathSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {SnapshotFiles} from '../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {snapshotsFolder} from '../../src/lib/queries/snapshots/list-snapshots.js';
import {pruneSnapshots} from '../../src/lib/workflows/snapshots/prune-snapshots.js';
import {saveSnapshot} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {members, aSpec} from '../fakes/spec.js';
import {tempDir} from '../helpers/temp-dir.js';

const DAY_MS = 24 * 60 * 60 * 1000;

async function aSource(disk: string): Promise<World> {
  const world = await aWorld(aSpec({nodes: members(1)}), {running: ['infra0']});
  world.etcd.write('a');
  symlinkSync(disk, snapshotsFolder(world.folder));
  return world;
}

async function aDisk(): Promise<string> {
  const disk = join(realpathSync(tempDir('disk')), 'snapshots');
  mkdirSync(disk);
  return disk;
}

const prune = ({context}: World) =>
  pruneSnapshots(context, {
    rules: {last: 1, hourly: 0, daily: 0, weekly: 0},
    trashDays: 7,
    dryRun: false,
    agree: () => Promise.resolve(true),
  });

/** What another one does right before a snapshot gets its name, which its manifest has already. */
function beforeSnapshot({context}: World, act: () => Promise<unknown>): World['context'] {
  const {snapshotFiles} = context.adapters;
  const watched = Object.create(snapshotFiles) as SnapshotFiles;
  watched.publish = async (from, to) => {
    if (to.endsWith('.db')) await act();
    await snapshotFiles.publish(from, to);
  };
  return {...context, adapters: {...context.adapters, snapshotFiles: watched}};
}

const shownIn = (disk: string): string[] => readdirSync(disk).filter(name => !name.startsWith('.'));

describe('a folder of snapshots that two specs share', () => {
  it.each<[what: string, other: (world: World) => Promise<unknown>]>([
    ['saves', world => saveSnapshot(world.context, {dryRun: false})],
    ['prunes', prune],
  ])('keeps the manifest of a save under way where the other %s', async (_, other) => {
    const disk = await aDisk();
    const [one, two] = [await aSource(disk), await aSource(disk)];
    // Something to prune, each with a name of its own.
    for (const _name of ['first', 'second']) {
      await saveSnapshot(two.context, {dryRun: false});
      await two.etcd.clock.sleep(2000);
    }
    await one.etcd.clock.sleep(60_000);

    const {path, manifestPath} = await saveSnapshot(
      beforeSnapshot(one, () => other(two)),
      {dryRun: false},
    );

    const names = shownIn(disk).map(name => join(disk, name));
    expect(names).toContain(join(disk, path.split('/').at(-1)!));
    expect(names).toContain(join(disk, manifestPath!.split('/').at(-1)!));
  });

  it.each([
    ['that was killed days ago', 3 * DAY_MS, []],
    ['that may live still', 60_000, ['stray.db.manifest.json']],
  ])('is tidied beside a save %s', async (_, ageMs, left) => {
    const disk = await aDisk();
    const world = await aSource(disk);
    writeFileSync(join(disk, 'stray.db.manifest.json'), '{}');
    const part = join(disk, '.etcdops-0123abcd.db.part');
    writeFileSync(part, '');
    const then = new Date(world.etcd.clock.now().getTime() - ageMs);
    utimesSync(part, then, then);

    await saveSnapshot(world.context, {dryRun: false});

    expect(shownIn(disk).filter(name => name.startsWith('stray'))).toEqual(left);
  });
});
