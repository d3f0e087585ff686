import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {basename, dirname, join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import type {Clock} from '../../../../src/lib/adapters/clock/clock.js';
import {createFiles, type Files} from '../../../../src/lib/adapters/files/files.js';
import {snapshotFiles} from '../../../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {formatManifest} from '../../../../src/lib/domain/snapshots/manifest.js';
import {snapshotPruneQuestion, snapshotPruneView} from '../../../../src/lib/views/snapshot-prune-view.js';
import type {ClusterContext} from '../../../../src/lib/workflows/cluster-run.js';
import {pruneSnapshots, type PruneResult} from '../../../../src/lib/workflows/snapshots/prune-snapshots.js';
import {createFakeClock} from '../../../fakes/fake-clock.js';
import {silent} from '../../../fakes/silent-progress.js';
import {aSpec} from '../../../fakes/spec.js';
import {strict} from '../../../fakes/strict.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const BYTES = 'bytes of a database';
const DAY_MS = 86_400_000;

let snapshots: string;
let trash: string;
let clock: Clock;
let context: ClusterContext;

beforeEach(() => {
  const folder = tempDir('trash');
  snapshots = join(folder, '.etcdops/snapshots');
  trash = join(folder, '.etcdops/snapshots-trash');
  for (const dir of [snapshots, trash]) mkdirSync(dir, {recursive: true});
  clock = createFakeClock();
  context = {
    loaded: {folder, spec: aSpec()},
    adapters: strict<ClusterContext['adapters']>('adapters', {
      ...{files: createFiles(), snapshotFiles, clock, progress: silent},
      signal: new AbortController().signal,
      acquireLock: () => Promise.resolve({release: () => Promise.resolve()}),
    }),
  };
});

function save(hour: number, folder = snapshots): string {
  const path = join(folder, `demo-r${hour}.db`);
  writeFileSync(path, BYTES);
  const manifest = formatManifest({
    ...{schemaVersion: 1, cluster: 'demo', clusterId: 'aa1', members: [], from: 'infra0', hadQuorum: true},
    ...{revision: hour, totalKeys: 1, etcdVersion: '3.7.3', sizeBytes: BYTES.length},
    ...{sha256: 'ab'.repeat(32), savedAt: `2026-11-20T0${hour}:00:00.000Z`},
  });
  writeFileSync(`${path}.manifest.json`, manifest);
  return path;
}

function prune({trashDays = 7, dryRun = false, agreed = true} = {}): Promise<PruneResult> {
  const rules = {last: 1, hourly: 0, daily: 0, weekly: 0};
  return pruneSnapshots(context, {rules, trashDays, dryRun, agree: () => Promise.resolve(agreed)});
}

const pair = (path: string): string[] => [basename(path), `${basename(path)}.manifest.json`];
const deletedBy = ({deleted}: PruneResult): string[] => deleted.map(({path}) => basename(path));

describe('what prune has put into the trash', () => {
  it('is deleted once it has lain there for so many days, and nothing younger', async () => {
    const first = save(1);
    save(2);
    await prune();
    await clock.sleep(3 * DAY_MS);
    const last = save(3);
    await prune();
    await clock.sleep(4 * DAY_MS - 1);
    expect(await prune()).toMatchObject({outcome: 'nothing-to-do', deleted: []});
    await clock.sleep(1);

    const result = await prune();

    expect(result.outcome).toBe('done');
    expect(deletedBy(result)).toEqual([basename(first)]);
    expect(readdirSync(trash)).toEqual(pair('demo-r2.db'));
    expect(readdirSync(snapshots)).toEqual(pair(last));
  });

  it('goes at once with 0 days, what is moved now too: the disk has its bytes back', async () => {
    save(1);
    save(2);
    await prune();
    const last = save(3);

    const planned = await prune({trashDays: 0, dryRun: true});
    expect(snapshotPruneQuestion(planned)).toBe('Delete 2 snapshots for good?');
    const result = await prune({trashDays: 0});

    expect(deletedBy(result).sort()).toEqual(['demo-r1.db', 'demo-r2.db']);
    expect(readdirSync(trash)).toEqual([]);
    expect(readdirSync(snapshots)).toEqual(pair(last));
    expect(snapshotPruneView(result, {color: false, width: 80})).toMatch(
      /^Deleted from it: 2 snapshots[^]*demo-r2\.db +to the trash and deleted[^]*Next: etcdops snapshot list$/m,
    );
  });

  it('stays in a dry run, and where that is not agreed to, which is asked', async () => {
    const first = save(1);
    save(2);
    await prune();
    await clock.sleep(8 * DAY_MS);
    const planned = await prune({dryRun: true});
    expect(deletedBy(planned)).toEqual([basename(first)]);
    expect(snapshotPruneQuestion(planned)).toBe('Delete 1 snapshot for good?');
    save(3);
    expect(snapshotPruneQuestion(await prune({dryRun: true}))).toBe(
      'Delete 1 snapshot for good, and move the others to the trash?',
    );
    expect(await prune({agreed: false})).toMatchObject({outcome: 'declined'});
    expect(readdirSync(trash)).toEqual(pair(first));
  });

  it('is all that goes: what somebody else has put there stays, whatever its age', async () => {
    const [mine] = [save(1, trash), save(2), save(3)];
    copyFileSync(mine, join(trash, 'bare.db'));
    await prune();
    await clock.sleep(100 * DAY_MS);
    expect(deletedBy(await prune())).toEqual(['demo-r2.db']);
    expect(readdirSync(trash).sort()).toEqual(['bare.db', ...pair(mine)]);
  });

  it('keeps the newest verified one where nothing else is left of the cluster', async () => {
    save(1);
    const second = save(2);
    const third = save(3);
    await prune();
    for (const name of pair(third)) rmSync(join(snapshots, name));
    await clock.sleep(100 * DAY_MS);
    expect(deletedBy(await prune())).toEqual(['demo-r1.db']);
    expect(readdirSync(trash)).toEqual(pair(second));
  });

  it.each<[left: string, spoil: (path: string) => void]>([
    ['is not there, only its manifest', path => rmSync(path)],
    ['was cut short', path => writeFileSync(path, BYTES.slice(1))],
  ])('keeps the newest whole one, and not a newer one that %s', async (_, spoil) => {
    const first = save(1);
    const second = save(2);
    const third = save(3);
    await prune();
    spoil(join(trash, basename(second)));
    for (const name of pair(third)) rmSync(join(snapshots, name));
    await clock.sleep(100 * DAY_MS);
    expect(deletedBy(await prune())).toEqual([basename(second)]);
    expect(readdirSync(trash)).toEqual(pair(first));
  });

  it('is taken up again where a kill came between the two files of one', async () => {
    const [first, second, last] = [save(1), save(2), save(3)];
    await prune();
    // Deleted halfway, and moved to the trash halfway.
    rmSync(join(trash, basename(first)));
    renameSync(join(trash, `${basename(second)}.manifest.json`), `${second}.manifest.json`);
    save(4);
    await prune();
    await clock.sleep(7 * DAY_MS);
    expect(deletedBy(await prune()).sort()).toEqual(['demo-r1.db', 'demo-r2.db', 'demo-r3.db']);
    expect(readdirSync(trash)).toEqual([]);
    expect(existsSync(last)).toBe(false);
  });

  it('has one manifest where a kill came before the first one was gone', async () => {
    const first = save(1);
    save(2);
    await prune();
    copyFileSync(join(trash, `${basename(first)}.manifest.json`), `${first}.manifest.json`);
    save(3);
    await prune();
    expect(readdirSync(trash)).toEqual([...pair(first), ...pair('demo-r2.db')]);
    expect(readdirSync(snapshots)).toEqual(pair('demo-r3.db'));
  });
});

/** Nothing can be renamed from one disk to another. */
describe('the trash of snapshots that lie on another disk', () => {
  const asLink = (): void => {
    const disk = tempDir('disk');
    renameSync(snapshots, join(disk, 'snapshots'));
    symlinkSync(join(disk, 'snapshots'), snapshots);
  };
  const asMount = (): void => {
    const mountPoints = () => Promise.resolve(['/', snapshots]);
    const files = Object.assign(Object.create(createFiles()) as Files, {mountPoints});
    context = {...context, adapters: {...context.adapters, files}};
  };

  it.each([
    ['by a link', asLink],
    ['that is mounted there', asMount],
  ])('is on that disk: %s', async (_, move) => {
    const before = save(1);
    save(2);
    await prune();
    move();
    const moved = save(3);
    const last = save(4);
    await clock.sleep(DAY_MS);

    const {trash: there} = await prune();

    expect(dirname(there)).toBe(snapshots);
    expect(basename(there)).toMatch(/^\.trash-[\da-f]{8}$/);
    expect(readdirSync(there)).toEqual([...pair('demo-r2.db'), ...pair(moved)]);
    expect(readdirSync(snapshots)).toEqual([basename(there), ...pair(last)]);
    // What was put beside it before goes in its time.
    await clock.sleep(6 * DAY_MS);
    expect(deletedBy(await prune())).toEqual([basename(before)]);
    expect(readdirSync(trash)).toEqual([]);
    expect(deletedBy(await prune({trashDays: 0}))).toEqual(['demo-r2.db', basename(moved)]);
    expect(readdirSync(there)).toEqual([]);
  });
});
