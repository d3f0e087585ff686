import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {
  type ArchiveFormat,
  createArchives,
  unsafeMember,
} from '../../../../src/lib/adapters/archive/archives.js';
import {createRunner} from '../../../../src/lib/adapters/process/runner.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const env = {PATH: process.env['PATH']!, TAR_OPTIONS: '--exclude=etcd'};
const archives = createArchives({runner: createRunner(env, () => undefined), env});
const {signal} = new AbortController();

/** An archive with `folder/etcd`, `folder/README` and, if wanted, a member that leads out. */
function pack(format: ArchiveFormat, evil?: string): string {
  const dir = tempDir('pack');
  mkdirSync(join(dir, 'folder'));
  writeFileSync(join(dir, 'folder', 'etcd'), 'program');
  writeFileSync(join(dir, 'folder', 'README'), 'text');
  writeFileSync(join(dir, 'evil'), 'evil');
  const archive = join(dir, `archive.${format}`);
  const renamed = evil === undefined ? [] : ['-P', '--transform', `s,^evil$,${evil},`, 'evil'];
  if (format === 'zip') execFileSync('zip', ['-q', '-r', archive, 'folder'], {cwd: dir});
  else execFileSync('tar', ['-czf', archive, 'folder', ...renamed], {cwd: dir});
  return archive;
}

it.each<ArchiveFormat>(['tar.gz', 'zip'])('unpacks only the chosen members of a %s', async format => {
  const into = tempDir('into');

  await archives.unpack(pack(format), format, {into, signal, members: ['folder/etcd']});

  expect(readdirSync(join(into, 'folder'))).toEqual(['etcd']);
  expect(readFileSync(join(into, 'folder', 'etcd'), 'utf8')).toBe('program');
});

it.each(['../evil', '/tmp/evil', 'folder/../../evil'])(
  'refuses a member %s, and all others with it',
  async evil => {
    const into = tempDir('into');

    const unpacked = archives.unpack(pack('tar.gz', evil), 'tar.gz', {
      into,
      signal,
      members: ['folder/etcd'],
    });

    await expect(unpacked).rejects.toThrow(`its member ${evil} would land outside`);
    expect(readdirSync(into)).toEqual([]);
    expect(existsSync(join(into, '..', 'evil'))).toBe(false);
  },
);

it('says what is wrong with an archive', async () => {
  const into = tempDir('into');
  writeFileSync(join(into, 'half.tar.gz'), 'no archive');

  await expect(archives.unpack(join(into, 'half.tar.gz'), 'tar.gz', {into, signal})).rejects.toThrow(
    'half.tar.gz is no tar.gz archive that tar can read',
  );
  await expect(
    archives.unpack(pack('tar.gz'), 'tar.gz', {into, signal, members: ['folder/etcdctl']}),
  ).rejects.toThrow('does not hold folder/etcdctl');
});

it('says which tool is missing', async () => {
  const bare = createArchives({
    runner: createRunner({PATH: '/nowhere'}, () => undefined),
    env: {PATH: '/nowhere'},
  });

  await expect(bare.unpack('/x.zip', 'zip', {into: '/', signal})).rejects.toThrow(
    'unzip, which unpacks it, is not there',
  );
});

it('knows names that lead out of a folder', () => {
  expect(unsafeMember(['a/b', 'a..b/c', './a'])).toBeUndefined();
  expect(unsafeMember(['a/b', 'a/..'])).toBe('a/..');
  expect(unsafeMember(['a\\..\\b'])).toBe('a\\..\\b');
});
