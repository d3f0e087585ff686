import {existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runCli, runCliOk} from '../helpers/cli.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {tempDir} from '../helpers/temp-dir.js';

/** Nothing in the cache, nothing of etcd's on PATH. */
function bareEnv(): Record<string, string> {
  const cache = tempDir('empty-cache');
  return {XDG_CACHE_HOME: cache, PATH: '/usr/bin:/bin'};
}

describe('bootstrap where there is no etcd', () => {
  it('writes the files and names the install first; up says the same', async () => {
    const dir = tempDir('bare');
    const env = bareEnv();

    const line = ['bootstrap', 'static', '--base-port', String(await freeBasePort(3))];
    const {exitCode, stdout} = await runCli(line, {cwd: dir, env});
    const inJson = await runCli([...line, '--dir', 'other', '--json'], {cwd: dir, env});
    const up = await runCli(['up'], {cwd: dir, env});

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Next: etcdops etcd install \d+\.\d+\.\d+ && etcdops up\n$/);
    expect(inJson.json()).toMatchObject({etcdAtHand: false, started: false});
    expect(up.exitCode).toBe(3);
    expect(up.stderr).toContain('etcdops etcd install');
  });

  it.each([
    'bootstrap static --members 1 --host 10.0.0.1',
    'etcd list',
    'bootstrap static --members 1 --host 10.0.0.1 --format config,docker --json',
  ])('%s works without HOME', async line => {
    const dir = tempDir('homeless');
    const env = {...bareEnv(), HOME: undefined, XDG_CACHE_HOME: undefined};

    const {exitCode, stderr} = await runCli(line.split(' '), {cwd: dir, env});

    expect(exitCode, stderr).toBe(0);
  });

  it('passes over a program on PATH that is no etcd, and says so', async () => {
    const dir = tempDir('bad-path');
    const bin = join(tempDir('bin'), 'bin');
    mkdirSync(bin);
    symlinkSync('/bin/true', join(bin, 'etcd'));

    const {exitCode, stderr} = await runCli(['bootstrap', 'static', '--host', '10.0.0.1'], {
      cwd: dir,
      env: {...bareEnv(), PATH: `${bin}:/usr/bin:/bin`},
    });

    expect(exitCode).toBe(0);
    expect(stderr).toContain(join(bin, 'etcd'));
  });

  it('a binDir of the spec with no etcd in it: up warns and takes the one at hand', async () => {
    const dir = tempDir('bad-bin');
    const node = ['--members', '1', '--base-port', String(await freeBasePort(1))];
    await runCliOk(['bootstrap', 'static', ...node, '--etcd-bin-dir', etcdBinDir('3.7')], {cwd: dir});
    const moved = join(dir, 'nowhere');
    const spec = join(dir, 'etcdops.yaml');
    writeFileSync(spec, readFileSync(spec, 'utf8').replace(/binDir: [^,}]+/, `binDir: ${moved}`));

    const {exitCode, stderr} = await runCli(['up', '--dry-run'], {cwd: dir});

    expect(existsSync(moved)).toBe(false);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain(`${moved} (etcd.binDir of the spec) holds no usable etcd`);
  });
});
