import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {etcdData} from '../../../../src/lib/adapters/etcd-data/etcd-data.js';
import {tempDir} from '../../../helpers/temp-dir.js';
import {walHead} from '../../../helpers/wal-bytes.js';

const FIRST = '0000000000000000-0000000000000000.wal';
const SECOND = '0000000000000001-00000000000003e8.wal';
const OWNER = {clusterId: 'cdf818194e3a8c32', memberId: '8e9e05c52164694d'};
const NOTHING = {
  kind: 'folder',
  mode: 0o700,
  hasMember: false,
  hasProxy: false,
  hasWal: false,
  hasDb: false,
};

describe('etcdData', () => {
  let dir: string;

  function put(path: string, bytes: Uint8Array | string = ''): void {
    mkdirSync(dirname(join(dir, path)), {recursive: true, mode: 0o700});
    writeFileSync(join(dir, path), bytes);
  }

  function lookAt(dataDir: string, walDir?: string): ReturnType<typeof etcdData.lookAt> {
    return etcdData.lookAt({
      dataDir: join(dir, dataDir),
      ...(walDir === undefined ? {} : {walDir: join(dir, walDir)}),
    });
  }

  beforeEach(() => {
    dir = tempDir('data');
  });

  it('tells a folder that etcd would make', async () => {
    const {mode: _, ...nothing} = NOTHING;

    expect(await lookAt('d')).toEqual({...nothing, kind: 'absent', path: join(dir, 'd')});
    expect(await lookAt('d', 'w')).toEqual({...nothing, kind: 'absent', path: join(dir, 'd')});
  });

  it('knows nothing of a path whose folder is not there either', async () => {
    expect(await lookAt('no/such/folder')).toBeUndefined();
  });

  it('tells an empty folder', async () => {
    mkdirSync(join(dir, 'd'), 0o700);

    expect(await lookAt('d')).toEqual({...NOTHING, path: join(dir, 'd')});
  });

  it('tells a member whose data is whole', async () => {
    put(`d/member/wal/${FIRST}`, walHead(OWNER));
    put('d/member/wal/0.tmp');
    put('d/member/snap/db');
    put('d/member/snap/0000000000000002-0000000000000015.snap');

    expect(await lookAt('d')).toEqual({
      ...NOTHING,
      ...OWNER,
      path: join(dir, 'd'),
      hasMember: true,
      hasWal: true,
      hasDb: true,
      hasSnapshot: true,
    });
  });

  it('reads the newest file of a log', async () => {
    put(`d/member/wal/${FIRST}`, 'damaged');
    put(`d/member/wal/${SECOND}`, walHead({...OWNER, before: 77}));

    expect(await lookAt('d')).toMatchObject(OWNER);
  });

  it('finds a folder under its one path, whatever links lead to it', async () => {
    mkdirSync(join(dir, 'd'), 0o700);
    symlinkSync('d', join(dir, 'link'));

    expect(await lookAt('link')).toMatchObject({path: join(dir, 'd')});
  });

  it('knows that the snapshot of another member brings its database', async () => {
    put('d/member/snap/0000000000000002-0000000000000015.snap');
    put('d/member/snap/0000000000000015.snap.db');

    expect(await lookAt('d')).not.toHaveProperty('hasSnapshot');
  });

  it('tells a proxy, and a folder with both', async () => {
    put('p/proxy/cluster');
    put('both/proxy/cluster');
    mkdirSync(join(dir, 'both/member'));

    expect(await lookAt('p')).toMatchObject({hasMember: false, hasProxy: true});
    expect(await lookAt('both')).toMatchObject({hasMember: true, hasProxy: true});
  });

  it('knows whose log it is in a folder of its own', async () => {
    put(`w/${FIRST}`, walHead(OWNER));
    put('d/member/snap/db');

    const {mode: _, kind: __, ...nothing} = NOTHING;

    expect(await lookAt('d', 'w')).toMatchObject({
      ...nothing,
      ...OWNER,
      hasMember: true,
      hasDb: true,
      hasWal: true,
    });
    expect(await lookAt('d', 'w')).not.toHaveProperty('hasPassedOverWal');
  });

  it('tells a log that a new wal-dir leaves behind', async () => {
    put(`d/member/wal/${FIRST}`, walHead(OWNER));

    expect(await lookAt('d', 'w')).toEqual({
      ...NOTHING,
      path: join(dir, 'd'),
      hasMember: true,
      hasPassedOverWal: true,
    });
  });

  it.each([
    ['a file', 'w/precious', 'precious'],
    ['a folder', 'w/lost+found/x', 'lost+found'],
    ['a file in the place of the folder', 'w', 'w'],
  ])('names what stands in a wal-dir without a log: %s', async (_, path, name) => {
    put(path);

    expect(await lookAt('d', 'w')).toMatchObject({hasWal: false, inPlaceOfWal: name});
  });

  it('tells a wal-dir that cannot be made, and a data directory', async () => {
    put('file');

    expect(await lookAt('d', 'file/w')).toMatchObject({kind: 'absent', isWalBelowFile: true});
    expect(await lookAt('file/d')).toMatchObject({kind: 'absent', isBelowFile: true});
  });

  it.each([
    ['what etcd itself left there', 'w/0.tmp'],
    ['a log', `w/${FIRST}`],
  ])('names nothing in a wal-dir for %s', async (_, path) => {
    put(path);

    expect(await lookAt('d', 'w')).not.toHaveProperty('inPlaceOfWal');
  });

  it.each([
    ['is damaged', (path: string) => writeFileSync(path, 'x'.repeat(5000))],
    ['is empty', (path: string) => writeFileSync(path, '')],
    ['is a folder', (path: string) => mkdirSync(path)],
    ['is a FIFO without a writer', (path: string) => execFileSync('mkfifo', [path])],
    ['is a link that leads nowhere', (path: string) => symlinkSync('nowhere', path)],
  ])('tells a log without ids where its file %s', async (_, make) => {
    mkdirSync(join(dir, 'd/member/wal'), {recursive: true});
    make(join(dir, 'd/member/wal', FIRST));

    const fact = await lookAt('d');

    expect(fact).toMatchObject({hasWal: true});
    expect(fact).not.toHaveProperty('clusterId');
  });

  it('tells a data directory that is a file', async () => {
    put('d');

    expect(await lookAt('d')).toMatchObject({kind: 'file', hasMember: false, path: join(dir, 'd')});
  });

  it('knows nothing where it cannot look', async () => {
    symlinkSync('loop', join(dir, 'loop'));

    expect(await lookAt('loop')).toBeUndefined();
    expect(await lookAt('a\0b')).toBeUndefined();
    expect(await lookAt('x'.repeat(300))).toBeUndefined();
  });
});
