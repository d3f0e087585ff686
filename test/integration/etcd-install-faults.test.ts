import {spawn} from 'node:child_process';
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {CLI_PATH, cleanEnv, type CliResult} from '../helpers/cli.js';
import {etcdBinDir, etcdVersion} from '../helpers/etcd-binaries.js';
import {entries, errorOf, type EtcdCache, fakeEtcd, type Installed, newCache} from '../helpers/etcd-cache.js';
import {waitUntil} from '../helpers/processes.js';
import {
  cutOff,
  type Fault,
  type MirroredRelease,
  neverAnswers,
  packRelease,
  redirectLoop,
  stalled,
  startReleaseMirror,
  webPage,
  withWrongDigest,
} from '../helpers/release-mirror.js';

let version = '';
let release: MirroredRelease;

beforeAll(async () => {
  version = etcdVersion('3.7');
  release = await packRelease({version, binDir: etcdBinDir('3.7')});
});

describe('a mirror that is not what it should be', () => {
  async function expectRefusal(
    releases: readonly MirroredRelease[],
    fault: Fault | undefined,
    message: RegExp,
  ): Promise<CliResult> {
    const cache = newCache();
    const mirror = await startReleaseMirror(releases, fault);

    const result = await cache.install(version, '--source', 'release', '--mirror', mirror.url, '--json');

    expect(result.exitCode).toBe(5);
    expect(errorOf(result)).toMatch(message);
    expect(entries(cache)).toEqual([]);
    return result;
  }

  it('refuses an archive with another digest', async () => {
    await expectRefusal(
      [withWrongDigest(release)],
      undefined,
      /does not match its SHA256SUMS: expected ffff/,
    );
  });

  it('refuses a download that was cut off', async () => {
    await expectRefusal([release], cutOff(release), /was cut off after \d+ bytes of \d+/);
  });

  it('says what a mirror without the version has', async () => {
    const other = await packRelease({version: '3.6.16', binDir: fakeEtcd('3.6.16')});
    await expectRefusal([other], undefined, /has 3\.6\.16; HTTP 404 for http:.*SHA256SUMS/);
  });

  it('does not follow a redirect loop', async () => {
    await expectRefusal([release], redirectLoop, /redirects more than 5 times/);
  });

  it('knows a web page from a list of digests', async () => {
    await expectRefusal([release], webPage, /no SHA256SUMS but a web page/);
  });

  it('refuses an archive with a member that leads out of its folder', async () => {
    const evil = await packRelease({version, binDir: fakeEtcd(version), evilMember: '../evil'});
    await expectRefusal([evil], undefined, /\.\.\/evil would land outside/);
  });

  it('refuses a binary of another version', async () => {
    const other = await packRelease({version, binDir: etcdBinDir('3.6')});
    await expectRefusal(
      [other],
      undefined,
      new RegExp(`gave etcd ${etcdVersion('3.6')} under the name of ${version}`),
    );
  });

  it('gives up within seconds on a server that never answers', async () => {
    const result = await expectRefusal([release], neverAnswers, /did not answer within 5 s/);

    expect(result.durationMs).toBeLessThan(9000);
  });
});

describe('an installation that is killed in the middle of a download', () => {
  async function startStalled(
    cache: EtcdCache,
  ): Promise<{signal: (name: NodeJS.Signals) => void; ended: Promise<number | null>}> {
    const mirror = await startReleaseMirror([release], stalled(release));
    const args = [CLI_PATH, 'etcd', 'install', version, '--source', 'release', '--mirror', mirror.url];
    const child = spawn(process.execPath, args, {env: cleanEnv(cache.env), stdio: 'ignore'});
    const ended = new Promise<number | null>(done => child.once('exit', code => done(code)));
    const partLoaded = (): boolean => {
      const [staging] = entries(cache).map(name => join(cache.root, name));
      if (staging === undefined) return false;
      return readdirSync(staging, {recursive: true, withFileTypes: true}).some(entry => {
        return entry.isFile() && statSync(join(entry.parentPath, entry.name)).size > 1_000_000;
      });
    };
    await waitUntil(partLoaded, 8000, 'half of the archive is there');
    return {signal: name => child.kill(name), ended};
  }

  it('leaves nothing that counts as installed, and the next one works and tidies up', async () => {
    const cache = newCache();
    const {signal, ended} = await startStalled(cache);

    signal('SIGKILL');
    await ended;

    expect(entries(cache)).toEqual([expect.stringMatching(/^\.staging-/)]);
    expect(await cache.listed()).toEqual([]);
    const mirror = await startReleaseMirror([release]);
    const again = await cache.install(version, '--mirror', mirror.url, '--json');
    expect(again.json<Installed>().installed[0]!.outcome).toBe('installed');
    expect(entries(cache)).toEqual([version]);
  });

  it('tidies up itself when it is interrupted', async () => {
    const cache = newCache();
    const {signal, ended} = await startStalled(cache);

    signal('SIGINT');

    expect(await ended).toBe(130);
    expect(entries(cache)).toEqual([]);
  });
});
