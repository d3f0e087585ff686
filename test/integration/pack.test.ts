import {mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';

import {cleanEnv, REPO_DIR} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {endProcessesOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';

interface PackedFile {
  readonly path: string;
  readonly mode: number;
}

/** npm must not reach out: the package has no dependencies. */
function npm(args: readonly string[], cwd: string): Promise<{stdout: string}> {
  const env = cleanEnv({
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
  });
  return execa('npm', args, {cwd, env, extendEnv: false});
}

describe('the package', () => {
  let files: readonly PackedFile[] = [];
  let installDir = '';
  const run = (args: readonly string[], cwd: string): Promise<{stdout: string}> =>
    execa(join(installDir, 'node_modules/.bin/etcdops'), args, {cwd, env: cleanEnv(), extendEnv: false});

  beforeAll(async () => {
    const packDir = tempDir('pack');
    // What is built is packed; building again would take it from under the feet of the tests beside this one.
    const {stdout} = await npm(
      ['pack', '--ignore-scripts', '--json', '--pack-destination', packDir],
      REPO_DIR,
    );
    const [{files: packed, filename}] = JSON.parse(stdout) as [{files: PackedFile[]; filename: string}];
    files = packed;
    installDir = join(tempDir('install'), 'a folder with spaces');
    mkdirSync(installDir);
    writeFileSync(join(installDir, 'package.json'), '{"private": true}\n');
    await npm(['install', join(packDir, filename)], installDir);
  });

  it('holds what it needs to run', () => {
    const paths = files.map(({path}) => path);

    for (const path of [
      'package.json',
      'bin/run.js',
      'oclif.manifest.json',
      'schema/etcdops.schema.json',
      'LICENSE',
      'README.md',
    ]) {
      expect(paths).toContain(path);
    }
    const templates = readdirSync(join(REPO_DIR, 'templates')).map(name => `templates/${name}`);
    expect(paths).toEqual(expect.arrayContaining(templates));
    expect(files.find(({path}) => path === 'bin/run.js')?.mode).toBe(0o755);
  });

  it('holds no tests, no sources, no secrets and nothing of a cluster', () => {
    const wrong = files.filter(({path}) =>
      /^(src|test|scripts|bench|docs|node_modules|\.)|\.(ts|map|log|key)$/.test(path),
    );

    expect(wrong).toEqual([]);
  });

  it('installs without anything else', () => {
    expect(readdirSync(join(installDir, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual([
      'etcdops',
    ]);
  });

  it('tells its version', async () => {
    const {version} = JSON.parse(readFileSync(join(REPO_DIR, 'package.json'), 'utf8')) as {version: string};

    expect((await run(['--version'], installDir)).stdout).toContain(`etcdops/${version}`);
    expect((await run(['--help'], installDir)).stdout).toContain('bootstrap');
  });

  it('bootstraps, starts and stops a cluster from there', async () => {
    const dir = tempDir('cluster');
    onDispose(() => endProcessesOf(dir));
    const base = String(await freeBasePort(3));
    const formats = 'config,procfile,env,systemd,docker,compose,flags';

    await run(
      [
        'bootstrap',
        'static',
        '--base-port',
        base,
        '--etcd-bin-dir',
        etcdBinDir('3.7'),
        '--format',
        formats,
        '--start',
      ],
      dir,
    );

    expect(JSON.parse((await run(['status', '--json'], dir)).stdout)).toMatchObject({
      cluster: {health: 'healthy'},
    });
    await run(['render', '--check'], dir);
    await run(['validate', '--strict'], dir);
    await run(['down', '--yes'], dir);
  });

  it('runs through a link, as a global installation does', async () => {
    const dir = tempDir('link');
    symlinkSync(join(installDir, 'node_modules/.bin/etcdops'), join(dir, 'etcdops'));

    expect(
      (await execa(join(dir, 'etcdops'), ['--version'], {cwd: dir, env: cleanEnv(), extendEnv: false}))
        .stdout,
    ).toMatch(/^etcdops\//);
  });
});
