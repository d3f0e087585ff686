import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {basename, join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {snapshotFiles} from '../../../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {formatManifest, type SnapshotManifest} from '../../../../src/lib/domain/snapshots/manifest.js';
import type {ClusterContext} from '../../../../src/lib/workflows/cluster-run.js';
import {pruneSnapshots, type PruneResult} from '../../../../src/lib/workflows/snapshots/prune-snapshots.js';
import {publishSnapshot} from '../../../../src/lib/workflows/snapshots/publish-snapshot.js';
import {createFakeClock} from '../../../fakes/fake-clock.js';
import {silent} from '../../../fakes/silent-progress.js';
import {aSpec} from '../../../fakes/spec.js';
import {strict} from '../../../fakes/strict.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const BYTES = 'bytes of a database';

function manifestAt(hour: number): SnapshotManifest {
  return {
    ...{schemaVersion: 1, cluster: 'demo', clusterId: 'aa1', members: [], from: 'infra0', hadQuorum: true},
    ...{revision: hour, totalKeys: 1, etcdVersion: '3.7.3', sizeBytes: BYTES.length, sha256: 'ab'.repeat(32)},
    savedAt: `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`,
  };
}

let folder: string;
let snapshots: string;
let trash: string;
let isLocked: boolean;
let warnings: string[];
let context: ClusterContext;

function save(hour: number): string {
  const path = join(snapshots, `demo-r${hour}.db`);
  writeFileSync(path, BYTES);
  writeFileSync(`${path}.manifest.json`, formatManifest(manifestAt(hour)));
  return path;
}

beforeEach(() => {
  folder = tempDir('saved');
  snapshots = join(folder, '.etcdops/snapshots');
  trash = join(folder, '.etcdops/snapshots-trash');
  for (const dir of [snapshots, trash]) mkdirSync(dir, {recursive: true});
  isLocked = false;
  warnings = [];
  context = {
    loaded: {folder, spec: aSpec()},
    adapters: strict<ClusterContext['adapters']>('adapters', {
      files: createFiles(),
      snapshotFiles,
      clock: createFakeClock(),
      progress: {...silent, warn: text => void warnings.push(text)},
      signal: new AbortController().signal,
      async acquireLock() {
        isLocked = true;
        return {release: async () => void (isLocked = false)};
      },
    }),
  };
});

const RULES = {last: 1, hourly: 0, daily: 0, weekly: 0};

function prune(agree: (plan: PruneResult) => boolean = () => true): Promise<PruneResult> {
  return pruneSnapshots(context, {
    rules: RULES,
    trashDays: 7,
    dryRun: false,
    agree: plan => Promise.resolve(agree(plan)),
  });
}

const pair = (path: string): string[] => [basename(path), `${basename(path)}.manifest.json`];

describe('prune', () => {
  it.each<[where: string, leave: (path: string) => void]>([
    ['between the two names', path => linkSync(path, join(trash, basename(path)))],
    ['before the manifest', path => renameSync(path, join(trash, basename(path)))],
  ])('ends what one that was killed %s began', async (_, leave) => {
    const [first, second, last] = [save(1), save(2), save(3)];
    leave(first);
    expect(await prune()).toMatchObject({outcome: 'done'});
    expect(readdirSync(snapshots)).toEqual(pair(last));
    expect(readdirSync(trash)).toEqual([...pair(first), ...pair(second)]);
  });

  it.each<[left: string, leave: (path: string) => void, there: readonly string[]]>([
    ['nothing', () => undefined, []],
    ['both names', path => linkSync(path, join(trash, 'demo-r1-2.db')), []],
    ['the manifest', path => renameSync(path, join(trash, 'demo-r1-2.db')), []],
    ['a manifest alone', path => rmSync(path), ['demo-r1-2.db']],
  ])('leaves what has the same name in the trash, where a kill had left %s', async (_, leave, missing) => {
    const [first, , last] = [save(1), save(2), save(3)];
    for (const name of pair(first)) writeFileSync(join(trash, name), `old ${name}`);
    leave(first);
    expect(await prune()).toMatchObject({outcome: 'done'});
    expect(readdirSync(snapshots)).toEqual(pair(last));
    const names = [...pair('demo-r1-2.db'), ...pair('demo-r1.db'), ...pair('demo-r2.db')];
    expect(readdirSync(trash)).toEqual(names.filter(name => !missing.includes(name)));
    for (const name of pair(first)) expect(readFileSync(join(trash, name), 'utf8')).toBe(`old ${name}`);
    expect(readFileSync(join(trash, 'demo-r1-2.db.manifest.json'), 'utf8')).toContain('"revision": 1');
  });

  it('asks without holding anybody up, and takes only what was agreed to', async () => {
    const [first, second] = [save(1), save(2)];
    let wasLocked: boolean | undefined;
    const result = await prune(plan => {
      wasLocked = isLocked;
      expect(plan.removed.map(({path}) => path)).toEqual([first]);
      save(3);
      return true;
    });
    expect(wasLocked).toBe(false);
    expect(isLocked).toBe(false);
    expect(result.removed.map(({path}) => path)).toEqual([first]);
    expect(existsSync(second)).toBe(true);
    expect(await prune(() => false)).toMatchObject({outcome: 'declined', removed: [{path: second}]});
    expect(existsSync(second)).toBe(true);
  });
});

describe('a snapshot that gets its name', () => {
  const publish = (path: string): Promise<string> => {
    const part = join(snapshots, '.part');
    writeFileSync(part, BYTES);
    return publishSnapshot(context.adapters, {part, path, manifest: manifestAt(4)});
  };

  it('moves a manifest aside that belongs to none', async () => {
    const path = join(folder, 'mine.db');
    writeFileSync(`${path}.manifest.json`, 'what the user wrote');
    writeFileSync(join(snapshots, '.part.manifest'), 'what a kill left');
    expect(await publish(path)).toBe(`${path}.manifest.json`);
    expect(JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8'))).toMatchObject({revision: 4});
    const aside = readdirSync(folder).find(name => name.includes('.replaced-'))!;
    expect(readFileSync(join(folder, aside), 'utf8')).toBe('what the user wrote');
    expect(warnings.join()).toContain(aside);
    expect(readdirSync(snapshots)).toEqual([]);
  });

  it('leaves no manifest where the name was taken meanwhile', async () => {
    const path = join(folder, 'mine.db');
    writeFileSync(path, 'of somebody else');
    await expect(publish(path)).rejects.toMatchObject({code: 'E_WRITE_FAILED'});
    expect(readFileSync(path, 'utf8')).toBe('of somebody else');
    expect(readdirSync(folder)).toEqual(['.etcdops', 'mine.db']);
  });
});
