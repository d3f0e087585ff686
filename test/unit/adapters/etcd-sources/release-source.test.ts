import {expect, it} from 'vitest';

import type {Downloader} from '../../../../src/lib/adapters/download/downloader.js';
import {createReleaseSource} from '../../../../src/lib/adapters/etcd-sources/release-source.js';
import {releaseArchive} from '../../../../src/lib/domain/etcd-version/release-archive.js';
import {NEWEST_KNOWN} from '../../../../src/lib/domain/etcd-version/version.js';
import {OpsError} from '../../../../src/lib/errors/ops-error.js';
import {testContext} from './scripted-runner.js';

const MACHINE = {platform: 'linux', arch: 'x64'};
const archives = {unpack: () => Promise.reject(new Error('nothing is unpacked here'))};

/** A server with some releases; what it answers for the others can be chosen. */
function sourceOf(there: readonly string[], status = 404) {
  const asked: string[] = [];
  const downloader: Downloader = {
    async text(url) {
      const version = /\/v([^/]+)\/SHA256SUMS$/.exec(url)![1]!;
      asked.push(version);
      if (!there.includes(version)) return {status, text: 'no'};
      return {status: 200, text: `${'ab'.repeat(32)}  ${releaseArchive(version, MACHINE)!.file}\n`};
    },
    file: () => Promise.reject(new Error('nothing is downloaded here')),
  };
  return {
    asked,
    release: createReleaseSource({downloader, archives, machine: MACHINE, mirror: 'http://m.example/etcd'}),
  };
}

function later(version: string, by: number): string {
  const [major, minor, patch] = version.split('.');
  return `${major}.${minor}.${Number(patch) + by}`;
}

const NEWEST = NEWEST_KNOWN['3.7'];

it('asks for one file where an exact version is wanted', async () => {
  const {asked, release} = sourceOf(['3.7.1']);

  expect((await release.offer({kind: 'exact', version: '3.7.1'}, testContext())).versions).toEqual(['3.7.1']);
  expect(asked).toEqual(['3.7.1']);
});

it('finds releases that came after this etcdops', async () => {
  const {asked, release} = sourceOf([NEWEST, later(NEWEST, 1), later(NEWEST, 2)]);

  expect((await release.offer({kind: 'latest'}, testContext())).versions).toEqual([later(NEWEST, 2)]);
  expect(asked).toHaveLength(4);
});

it.each([
  ['3.4', ['3.4.3'], ['3.4.3']],
  ['3.4', ['3.4.0', '3.4.23'], ['3.4.23']],
  ['3.9', ['3.9.0', '3.9.1'], ['3.9.1']],
])('finds the newest of line %s among %j', async (line, there, expected) => {
  expect((await sourceOf(there).release.offer({kind: 'line', line}, testContext())).versions).toEqual(
    expected,
  );
});

it('says what there is and why the version is not', async () => {
  const {release} = sourceOf(['3.6.16', '3.7.1']);

  expect(await release.offer({kind: 'exact', version: '3.7.9'}, testContext())).toEqual({
    versions: [],
    has: ['3.7.1', '3.6.16'],
    note: 'HTTP 404 for http://m.example/etcd/v3.7.9/SHA256SUMS',
  });
});

it('takes a server in trouble for no answer at all', async () => {
  const {release} = sourceOf([], 503);

  await expect(release.offer({kind: 'latest'}, testContext())).rejects.toThrow('answers HTTP 503');
});

it('does not wait a second time for a host that did not answer', async () => {
  let asked = 0;
  const downloader: Downloader = {
    async text() {
      asked++;
      throw new OpsError('E_INSTALL_FAILED', 'm.example cannot be reached', {details: {unreachable: true}});
    },
    file: () => Promise.reject(new Error('nothing is downloaded here')),
  };
  const release = createReleaseSource({downloader, archives, machine: MACHINE});

  for (const line of ['3.6', '3.7']) {
    await expect(release.offer({kind: 'line', line}, testContext())).rejects.toThrow(
      'm.example cannot be reached',
    );
  }

  expect(asked).toBe(1);
});

it('says clearly where etcd publishes nothing for the machine', async () => {
  const {release} = sourceOf([]);
  const elsewhere = createReleaseSource({
    downloader: {text: () => Promise.reject(new Error()), file: () => Promise.reject(new Error())},
    archives,
    machine: {platform: 'win32', arch: 'x64'},
  });

  await expect(elsewhere.offer({kind: 'latest'}, testContext())).rejects.toThrow(
    'no etcd release for win32 on x64',
  );
  expect(release.title).toBe('the mirror http://m.example/etcd');
});
