import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {createFiles, type Files} from '../../src/lib/adapters/files/files.js';
import {snapshotFiles} from '../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {formatManifest, type SnapshotManifest} from '../../src/lib/domain/snapshots/manifest.js';
import {listSnapshots} from '../../src/lib/queries/snapshots/list-snapshots.js';
import {createTrash} from '../../src/lib/workflows/snapshots/trash-folder.js';
import {createFakeClock} from '../fakes/fake-clock.js';
import {tempDir} from '../helpers/temp-dir.js';

/** A folder with so many files in it, none of which has a manifest. */
function aFolder(names: readonly string[]): string {
  const folder = join(tempDir('snapshots'), 'kept');
  mkdirSync(folder);
  for (const name of names) writeFileSync(join(folder, name), 'x');
  return folder;
}

const namesFrom = async (
  folder: string,
  files: Files = createFiles(),
): Promise<[string, string | undefined][]> =>
  (await listSnapshots({clock: createFakeClock(), files, snapshotFiles}, folder)).snapshots.map(
    ({path, doubt}) => [path.slice(folder.length + 1), doubt],
  );

describe('the list of snapshots', () => {
  it('has those with odd names too, and no other files', async () => {
    const odd = ['-f.db', 'a\nb\u001b[31m.db', 'sp ace.db', '…ü.db'];
    const folder = aFolder([...odd, '.hidden.db', 'a.dbx', 'db']);
    const found = await namesFrom(folder);
    expect(found.map(([name]) => name).sort()).toEqual([...odd].sort());
  });

  it('is there though a disk fails under one manifest', async () => {
    const folder = aFolder(['bad.db', 'good.db']);
    const files = createFiles();
    const failing: Files = {
      ...files,
      readText: (path, most) =>
        path.includes('bad')
          ? Promise.reject(Object.assign(new Error('EIO: i/o error, read'), {code: 'EIO'}))
          : files.readText(path, most),
    };
    expect(new Map(await namesFrom(folder, failing))).toEqual(
      new Map([
        ['bad.db', 'its manifest cannot be read: EIO: i/o error, read'],
        ['good.db', 'has no manifest'],
      ]),
    );
  });

  it('has few files open at a time, however many there are', async () => {
    const folder = aFolder(Array.from({length: 500}, (_, index) => `${index}.db`));
    const files = createFiles();
    let [open, most] = [0, 0];
    const counting: Files = {
      ...files,
      async readText(path, maxBytes) {
        most = Math.max(most, ++open);
        try {
          return await files.readText(path, maxBytes);
        } finally {
          open--;
        }
      },
    };
    expect(await namesFrom(folder, counting)).toHaveLength(500);
    expect(most).toBeLessThanOrEqual(100);
  });
});

describe('the list of the trash', () => {
  it('has files, and manifests whose files are gone, and no folder that somebody put there', async () => {
    const folder = aFolder(['a.db']);
    mkdirSync(join(folder, 'folder.db'));
    const time = '2026-11-20T00:00:00.000Z';
    const manifest: SnapshotManifest = {
      ...{schemaVersion: 1, cluster: 'demo', clusterId: 'aa1', members: [], from: 'infra0', hadQuorum: true},
      ...{revision: 6, totalKeys: 5, etcdVersion: '3.7.3', sizeBytes: 1, sha256: 'ab'.repeat(32)},
      ...{savedAt: time, trashedAt: time},
    };
    for (const name of ['a.db', 'folder.db', 'gone.db'])
      writeFileSync(join(folder, `${name}.manifest.json`), formatManifest(manifest));
    const trash = createTrash({clock: createFakeClock(), files: createFiles(), snapshotFiles}, folder);
    const found = (await trash.list()).map(({path, sizeBytes}) => [path.slice(folder.length + 1), sizeBytes]);
    expect(new Map(found as [string, number][])).toEqual(
      new Map([
        ['a.db', 1],
        ['gone.db', 0],
      ]),
    );
  });
});
