import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {etcdBinDir, etcdVersion} from '../helpers/etcd-binaries.js';
import {entries, fakeEtcd, type Installed, newCache, versionOf} from '../helpers/etcd-cache.js';
import {type MirroredRelease, packRelease, startReleaseMirror} from '../helpers/release-mirror.js';

let version = '';
let release: MirroredRelease;

beforeAll(async () => {
  version = etcdVersion('3.7');
  release = await packRelease({version, binDir: etcdBinDir('3.7')});
});

describe('etcd install from a mirror', () => {
  it('installs a verified archive, lists it, and leaves it alone the second time', async () => {
    const cache = newCache();
    const mirror = await startReleaseMirror([release]);

    const first = await cache.install(version, '--source', 'release', '--mirror', mirror.url, '--json');
    const asked = mirror.requests.length;
    const second = await cache.install(version, '--mirror', mirror.url, '--json');

    const binDir = join(cache.root, version);
    expect(first.exitCode).toBe(0);
    expect(first.json()).toEqual({
      schemaVersion: 1,
      installed: [{version, binDir, source: 'release', outcome: 'installed'}],
      versions: [{version, binDir, source: 'release'}],
    });
    expect(second.json<Installed>().installed[0]!.outcome).toBe('already-there');
    expect(mirror.requests).toHaveLength(asked);
    expect(readdirSync(binDir).sort()).toEqual(['etcd', 'etcdctl', 'etcdutl', 'source.json']);
    expect(statSync(join(binDir, 'etcd')).mode & 0o777).toBe(0o755);
    expect(await versionOf(join(binDir, 'etcd'))).toContain(`etcd Version: ${version}`);
    expect(entries(cache)).toEqual([version]);
  });

  it('takes the newest release of a line that the mirror has', async () => {
    const cache = newCache();
    const older = await packRelease({version: '3.6.0', binDir: fakeEtcd('3.6.0')});
    const oldest = await packRelease({version: '3.6.5', binDir: fakeEtcd('3.6.5')});
    const mirror = await startReleaseMirror([older, oldest]);

    const line = await cache.install('3.6', '--source', 'release', '--mirror', mirror.url, '--json');
    const latest = await cache.install('--dry-run', '--source', 'release', '--mirror', mirror.url, '--json');

    expect(line.json<Installed>().installed.map(one => one.version)).toEqual(['3.6.5']);
    expect(latest.json<Installed>().installed).toMatchObject([{version: '3.6.5', outcome: 'already-there'}]);
  });

  it('shows with --dry-run what it would do and changes nothing', async () => {
    const cache = newCache();
    const mirror = await startReleaseMirror([release]);

    const result = await cache.install(version, '--mirror', mirror.url, '--dry-run', '--json');

    const binDir = join(cache.root, version);
    expect(result.json()).toMatchObject({
      installed: [{version, binDir, source: 'release', outcome: 'planned'}],
      versions: [],
    });
    expect(mirror.requests).toEqual([`/etcd/v${version}/SHA256SUMS`]);
    expect(entries(cache)).toEqual([]);
  });

  it('replaces a folder of the cache that cannot be used, and keeps it aside', async () => {
    const cache = newCache();
    const mirror = await startReleaseMirror([release]);
    mkdirSync(join(cache.root, version), {recursive: true});
    writeFileSync(join(cache.root, version, 'etcd'), 'half', {mode: 0o755});

    expect(await cache.listed()).toEqual([]);
    const result = await cache.install(version, '--mirror', mirror.url, '--json');

    expect(result.json<Installed>().installed[0]!.outcome).toBe('installed');
    expect(entries(cache).sort()).toEqual([expect.stringMatching(/^\.broken-/), version]);
    expect(await cache.listed()).toEqual([version]);
  });

  it('gives the same version to two installations at a time', async () => {
    const cache = newCache();
    const mirror = await startReleaseMirror([release]);

    const results = await Promise.all([
      cache.install(version, '--mirror', mirror.url, '--json'),
      cache.install(version, '--mirror', mirror.url, '--json'),
    ]);

    expect(results.map(({exitCode}) => exitCode)).toEqual([0, 0]);
    const outcomes = results.map(result => result.json<Installed>().installed[0]!.outcome);
    expect(outcomes.sort()).toEqual(['already-there', 'installed']);
    expect(entries(cache)).toEqual([version]);
  });
});

describe('the other sources', () => {
  it('takes 3.4 from the packages of Debian', async () => {
    const cache = newCache();

    const result = await cache.install('3.4', '--source', 'debian', '--json');

    const [installed] = result.json<Installed>().installed;
    expect(result.exitCode).toBe(0);
    expect(installed).toMatchObject({source: 'debian', outcome: 'installed'});
    expect(installed!.version).toMatch(/^3\.4\.\d+$/);
    expect(await versionOf(join(installed!.binDir, 'etcd'))).toContain(`etcd Version: ${installed!.version}`);
    expect(statSync(join(installed!.binDir, 'etcdctl')).mode & 0o777).toBe(0o755);
  });

  it('falls back from a mirror without the line to the Go modules, and says so in one line', async () => {
    const cache = newCache();
    const mirror = await startReleaseMirror([]);

    const result = await cache.install('3.7', '--mirror', mirror.url);

    expect(result.exitCode).toBe(0);
    const fallbacks = result.stderr.split('\n').filter(line => line.startsWith('! '));
    expect(fallbacks).toEqual([
      expect.stringMatching(/^! etcd 3\.7: the mirror .*; trying the Go module proxy$/),
    ]);
    const [installed] = (await cache.listed()).map(name => join(cache.root, name));
    expect(await versionOf(join(installed!, 'etcd'))).toMatch(/etcd Version: 3\.7\.\d+\nGit SHA: v3\.7/);
    expect(readdirSync(installed!).sort()).toEqual(['etcd', 'etcdctl', 'etcdutl', 'source.json']);
    expect(JSON.parse(readFileSync(join(installed!, 'source.json'), 'utf8'))).toMatchObject({source: 'go'});
  });

  it('exits 5 with what each source has where none has the version', async () => {
    const cache = newCache();
    const mirror = await startReleaseMirror([release]);

    const result = await cache.install('3.7.99', '--mirror', mirror.url);

    expect(result.exitCode).toBe(5);
    expect(result.stderr).toContain(`release: has ${version}; HTTP 404`);
    expect(result.stderr).toMatch(/go: has .*3\.7\.\d+/);
    expect(result.stderr).toMatch(/debian: has .*3\.\d+\.\d+/);
    expect(result.stderr).toMatch(/→ etcdops etcd install 3\.7\.\d+/);
    expect(result.stdout).toBe('');
  });
});

describe('wrong arguments', () => {
  it.each([
    [['3.7.x'], /"3\.7\.x" is not an etcd version/],
    [['3.7', '--mirror', 'ftp://mirror.example/'], /needs an http or https address/],
    [['3.7', '--source', 'go', '--mirror', 'http://user:secret@127.0.0.1/'], /does not go with --source go/],
    [['3.7', '--source', 'homebrew'], /--source=homebrew/],
  ])('%j exits 2', async (args, message) => {
    const result = await newCache().install(...args);

    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain('secret');
  });
});
