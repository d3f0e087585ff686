import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';

import {expect, it} from 'vitest';

import {systemClock} from '../../src/lib/adapters/clock/clock.js';
import type {EtcdBinaries} from '../../src/lib/adapters/etcd-server/etcd-binaries.js';
import type {EtcdSource, EtcdSources} from '../../src/lib/adapters/etcd-sources/source.js';
import {openStaging} from '../../src/lib/adapters/etcd-sources/staging.js';
import {createFiles} from '../../src/lib/adapters/files/files.js';
import {systemRandom} from '../../src/lib/adapters/random/random.js';
import {type EtcdSourceName, matchingVersions} from '../../src/lib/domain/etcd-version/install.js';
import {OpsError} from '../../src/lib/errors/ops-error.js';
import {installEtcd} from '../../src/lib/workflows/install-etcd.js';
import type {Installer} from '../../src/lib/workflows/install-from-source.js';
import {tempDir} from '../helpers/temp-dir.js';
import {silent} from '../fakes/silent-progress.js';

interface World extends Installer {
  readonly root: string;
  readonly said: string[];
  /** `SOURCE offer REQUEST` and `SOURCE fetch VERSION`, in their order. */
  readonly asked: string[];
}

type Behaviour = {
  readonly has?: readonly string[];
  readonly down?: string;
  /** Offered and then not handed out. */
  readonly refuses?: readonly string[];
  readonly fetchError?: OpsError;
  /** What the binary says where that is not what was asked for. */
  readonly gives?: string;
};

const failure = (why: string, details = {}): OpsError => new OpsError('E_INSTALL_FAILED', why, {details});

function fakeSource(name: EtcdSourceName, behaviour: Behaviour, asked: string[]): EtcdSource {
  return {
    name,
    title: `source ${name}`,
    async offer(request) {
      asked.push(`${name} offer`);
      if (behaviour.down !== undefined) throw failure(behaviour.down);
      const has = behaviour.has ?? [];
      return {versions: matchingVersions(request, has), has};
    },
    async fetch(version, dir) {
      asked.push(`${name} fetch ${version}`);
      if (behaviour.refuses?.includes(version)) throw failure(`${version} is refused`, {unavailable: true});
      if (behaviour.fetchError !== undefined) throw behaviour.fetchError;
      for (const file of ['etcd', 'etcdctl', 'etcdutl'])
        writeFileSync(join(dir, file), behaviour.gives ?? version);
    },
  };
}

/** A real cache on disk with sources as told; the content of `etcd` is its version. */
function worldOf(behaviours: Partial<Record<EtcdSourceName, Behaviour>>): World {
  const root = join(tempDir('cache'), 'etcd');
  const files = createFiles();
  const said: string[] = [];
  const asked: string[] = [];
  const binaries: EtcdBinaries = {
    cacheDir: version => join(root, version),
    cachedVersions: async () => (await files.list(root)).filter(name => !name.startsWith('.')),
    onPath: async () => [],
    async inspect(dir) {
      const version = await files.readText(join(dir, 'etcd'));
      if (version === undefined || version === 'broken')
        throw new OpsError('E_ETCD_BINARY', `${basename(dir)} is broken`);
      return {dir, version};
    },
  };
  const sources: EtcdSources = {
    select: choice =>
      (['release', 'go', 'debian'] as const)
        .filter(name => choice === 'auto' || choice === name)
        .map(name => fakeSource(name, behaviours[name] ?? {}, asked)),
    openStaging: () => openStaging({files, binaries, clock: systemClock, random: systemRandom}),
  };
  return {
    root,
    said,
    asked,
    binaries,
    files,
    signal: new AbortController().signal,
    etcdSources: async () => sources,
    progress: {
      ...silent,
      note: text => said.push(`note ${text}`),
      warn: text => said.push(`warn ${text}`),
    },
  };
}

function cached(world: World): string[] {
  try {
    return readdirSync(world.root).sort();
  } catch {
    return [];
  }
}

it('takes the first source that has the version, and says each fallback in one line', async () => {
  const world = worldOf({release: {down: 'no network'}, go: {has: ['3.6.16']}, debian: {has: ['3.4.23']}});

  const {installed, versions} = await installEtcd(world, {requests: ['3.4'], source: 'auto'});

  const expected = {version: '3.4.23', binDir: join(world.root, '3.4.23'), source: 'debian'};
  expect(installed).toEqual([{...expected, outcome: 'installed'}]);
  expect(versions).toEqual([expected]);
  expect(world.said).toEqual([
    'warn etcd 3.4: source release: no network; trying source go',
    'warn etcd 3.4: source go does not have it (the newest there is 3.6.16); trying source debian',
    `note etcd 3.4.23 from debian installed in ${join(world.root, '3.4.23')}`,
  ]);
  expect(cached(world)).toEqual(['3.4.23']);
});

it('exits 5 with what each source has, and suggests the nearest', async () => {
  const world = worldOf({release: {down: 'no network'}, go: {has: ['3.7.3', '3.6.16']}, debian: {}});

  const failed = installEtcd(world, {requests: ['3.6.99'], source: 'auto'});

  await expect(failed).rejects.toMatchObject({
    exitCode: 5,
    message:
      'no source gives etcd 3.6.99\n  release: no network\n  go: has 3.7.3, 3.6.16\n  debian: has none',
    hints: ['etcdops etcd install 3.6.16', expect.any(String) as string],
  });
  expect(cached(world)).toEqual([]);
});

it('does not fall back where one source is named', async () => {
  const world = worldOf({release: {down: 'no network'}, go: {has: ['3.7.3']}});

  const failed = installEtcd(world, {requests: ['3.7.3'], source: 'release'});

  await expect(failed).rejects.toThrow('source release does not give etcd 3.7.3\n  release: no network');
  expect(world.asked).toEqual(['release offer']);
});

it('takes the next older release of a line where the newest is refused, and another source for an exact one', async () => {
  const go = {has: ['3.7.3', '3.7.2'], refuses: ['3.7.3']};
  const world = worldOf({go, debian: {has: ['3.7.3']}});

  const line = await installEtcd(world, {requests: ['3.7'], source: 'auto'});
  const exact = await installEtcd(world, {requests: ['3.7.3'], source: 'auto'});

  expect(line.installed).toMatchObject([{version: '3.7.2', source: 'go'}]);
  expect(exact.installed).toMatchObject([{version: '3.7.3', source: 'debian'}]);
});

it('believes the binary, not its name', async () => {
  const world = worldOf({release: {has: ['3.7.3'], gives: '3.6.16'}});

  const failed = installEtcd(world, {requests: ['3.7.3'], source: 'release'});

  await expect(failed).rejects.toThrow('release: has 3.7.3; it gave etcd 3.6.16 under the name of 3.7.3');
  expect(cached(world)).toEqual([]);
});

it('asks nobody for an exact version that is there, whole', async () => {
  const world = worldOf({release: {has: ['3.7.3']}});
  await installEtcd(world, {requests: ['3.7.3'], source: 'auto'});
  world.asked.length = 0;

  const again = await installEtcd(world, {requests: ['v3.7.3', '3.7.3'], source: 'go'});

  expect(again.installed).toMatchObject([{version: '3.7.3', source: 'release', outcome: 'already-there'}]);
  expect(world.asked).toEqual([]);
});

it.each([
  ['broken', ['etcd', 'etcdctl', 'etcdutl']],
  ['3.7.3', ['etcd', 'etcdctl']],
  ['3.6.16', ['etcd', 'etcdctl', 'etcdutl']],
])('puts a version anew whose folder holds etcd %s and %j', async (content, names) => {
  const world = worldOf({release: {has: ['3.7.3']}});
  mkdirSync(join(world.root, '3.7.3'), {recursive: true});
  for (const name of names) writeFileSync(join(world.root, '3.7.3', name), content);

  const {installed} = await installEtcd(world, {requests: ['3.7.3'], source: 'auto'});

  expect(installed).toMatchObject([{outcome: 'installed'}]);
  expect(cached(world)).toEqual([expect.stringMatching(/^\.broken-3\.7\.3/), '3.7.3']);
});

it('is content with the cache where no source can be asked for the newest of a line', async () => {
  const world = worldOf({debian: {has: ['3.4.23']}});
  await installEtcd(world, {requests: ['3.4.23'], source: 'debian'});

  const {installed} = await installEtcd(world, {requests: ['3.4'], source: 'release'});

  expect(installed).toMatchObject([{version: '3.4.23', source: 'debian', outcome: 'already-there'}]);
  expect(world.said.at(-1)).toBe('warn etcd 3.4: no source gives it now; 3.4.23 is in the cache');
});

it('plans with --dry-run and touches nothing', async () => {
  const world = worldOf({release: {down: 'no network'}, go: {has: ['3.7.3']}});

  const {installed, versions} = await installEtcd(world, {
    requests: ['latest'],
    source: 'auto',
    dryRun: true,
  });

  expect(installed).toEqual([
    {version: '3.7.3', binDir: join(world.root, '3.7.3'), source: 'go', outcome: 'planned'},
  ]);
  expect(versions).toEqual([]);
  expect(world.asked).toEqual(['release offer', 'go offer']);
  expect(cached(world)).toEqual([]);
});

it('says when the newest to be had is of an old line', async () => {
  const world = worldOf({debian: {has: ['3.4.23']}});

  await installEtcd(world, {requests: ['latest'], source: 'auto'});

  expect(world.said).toContain(
    'warn etcd 3.4.23 is the newest that could be had (from debian); the newest line is 3.7',
  );
});

it('stops at an interruption and leaves nothing behind', async () => {
  const interrupted = new OpsError('E_INTERRUPTED', 'interrupted');
  const world = worldOf({release: {has: ['3.7.3'], fetchError: interrupted}, go: {has: ['3.7.3']}});

  await expect(installEtcd(world, {requests: ['3.7.3'], source: 'auto'})).rejects.toBe(interrupted);

  expect(world.asked).toEqual(['release offer', 'release fetch 3.7.3']);
  expect(cached(world)).toEqual([]);
});

it.each([
  [{requests: ['3.7', 'newest'], source: 'auto' as const}, /"newest" is not an etcd version/],
  [{requests: ['3.7'], source: 'go' as const, mirror: 'http://m.example'}, /does not go with --source go/],
  [{requests: ['3.7'], source: 'auto' as const, mirror: 'm.example'}, /needs an http or https address/],
])('refuses %j before it asks anybody', async (input, message) => {
  const world = worldOf({release: {has: ['3.7.3']}});

  await expect(installEtcd(world, input)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message) as string,
  });
  expect(world.asked).toEqual([]);
});
