import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';
import {parse} from 'yaml';

import {ANSWER_LIMIT_MS, type CliResult, runCli, runCliOk} from '../helpers/cli.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {tempDir} from '../helpers/temp-dir.js';
import type {ErrorJson, StatusJson} from './observed-cluster.js';

const HOSTS = {a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3'};
const NAMES = Object.keys(HOSTS) as (keyof typeof HOSTS)[];
const FORMATS = 'config,procfile,env,systemd,docker,compose,flags';

describe('members on other machines', () => {
  let dir = '';
  const cli = (...args: string[]): Promise<CliResult> => runCli(args, {cwd: dir});
  const read = (path: string): string => readFileSync(join(dir, path), 'utf8');

  beforeAll(async () => {
    dir = tempDir('remote');
    const members = NAMES.flatMap(name => ['--member', `${name}=${HOSTS[name]}`]);
    const args = [
      'bootstrap',
      'static',
      ...members,
      '--etcd-bin-dir',
      etcdBinDir('3.7'),
      '--format',
      FORMATS,
    ];
    await runCliOk(args, {cwd: dir});
  });

  it('have standard ports, their own addresses, and /var/lib/etcd', () => {
    for (const name of NAMES) {
      const host = HOSTS[name];
      expect(parse(read(`nodes/${name}/etcd.yaml`))).toMatchObject({
        name,
        'data-dir': `/var/lib/etcd/${name}`,
        'listen-client-urls': `http://${host}:2379`,
        'listen-peer-urls': `http://${host}:2380`,
        'listen-metrics-urls': `http://${host}:2381`,
        'advertise-client-urls': `http://${host}:2379`,
        'initial-advertise-peer-urls': `http://${host}:2380`,
        'initial-cluster': 'a=http://10.0.0.1:2380,b=http://10.0.0.2:2380,c=http://10.0.0.3:2380',
      });
    }
  });

  it('have artifacts that do not name a folder of this machine', () => {
    const binDir = etcdBinDir('3.7');
    for (const name of NAMES) {
      for (const file of [
        'etcd.yaml',
        'etcd.env',
        'flags.sh',
        'docker-run.sh',
        `etcd-demo-${name}.service`,
      ]) {
        const text = read(`nodes/${name}/${file}`);
        expect(text, file).not.toContain(dir);
        expect(text, file).not.toContain(binDir);
        expect(text, file).not.toContain('.etcdops');
        expect(text, file).toContain(`/etcd/${name}`);
      }
    }
    expect(read('compose.yaml')).not.toContain(dir);
  });

  it('have units that systemd accepts, once the program is there', async () => {
    const units = NAMES.map(name => join(dir, `nodes/${name}/etcd-demo-${name}.service`));

    const {all} = await execa('systemd-analyze', ['verify', '--man=no', ...units], {
      all: true,
      reject: false,
    });

    const complaints = all.split('\n').filter(text => text.includes('etcd-demo-'));
    expect(
      complaints.filter(text => !/Command \/usr\/local\/bin\/etcd is not executable/.test(text)),
    ).toEqual([]);
  });

  it('have scripts that a shell accepts', async () => {
    for (const name of NAMES) {
      for (const script of ['flags.sh', 'docker-run.sh']) {
        const path = join(dir, 'nodes', name, script);
        expect(statSync(path).mode & 0o111).not.toBe(0);
        await execa('sh', ['-n', path]);
      }
    }
  });

  it.each([
    ['up', ['up']],
    ['up of one', ['up', 'b']],
    ['up --dry-run', ['up', '--dry-run']],
    ['up --fresh', ['up', '--fresh']],
    ['down', ['down', '--yes']],
    ['down --purge', ['down', '--purge', '--confirm', 'demo']],
    ['restart', ['restart', '--yes']],
  ])('%s is refused with the lines to run there', async (_, args) => {
    const before = read('etcdops.yaml');

    const inText = await cli(...args);
    const inJson = await cli(...args, '--json');

    expect([inText.exitCode, inJson.exitCode]).toEqual([4, 4]);
    const {error} = inJson.json<ErrorJson>();
    expect(error.code).toBe('E_REMOTE_NODE');
    const hints = error.hints.join('\n');
    for (const name of args.includes('b') ? (['b'] as const) : NAMES) {
      expect(hints).toMatch(new RegExp(`ssh \\S*${HOSTS[name].replaceAll('.', '\\.')}`));
      expect(hints).toContain(`etcd-demo-${name}`);
      expect(inText.stderr).toContain(HOSTS[name]);
    }
    expect(read('etcdops.yaml')).toBe(before);
  });

  it('prints lines that a shell accepts', async () => {
    for (const args of [['up'], ['down', '--yes'], ['restart', '--yes']]) {
      const {error} = (await cli(...args, '--json')).json<ErrorJson>();
      for (const hint of error.hints) await execa('sh', ['-n'], {input: `${hint}\n`});
    }
  });

  it('status shows them as not reachable, does not hang, and suggests nothing that is refused', async () => {
    // Names that never resolve: a test has no business with addresses of machines that are not its own.
    const other = tempDir('remote');
    const members = NAMES.flatMap(name => ['--member', `${name}=${name}.invalid`]);
    await runCli(['bootstrap', 'static', ...members, '--etcd-bin-dir', etcdBinDir('3.7')], {cwd: other});

    const result = await runCli(['status', '--json'], {cwd: other});

    expect(result.exitCode).toBe(6);
    expect(result.durationMs).toBeLessThan(ANSWER_LIMIT_MS);
    const status = result.json<StatusJson & {next: string[]}>();
    expect(status.nodes.map(({name, healthy}) => [name, healthy])).toEqual(NAMES.map(name => [name, false]));
    expect(status.next).not.toContain('etcdops up');
  });

  it('validate, render --check and env work as everywhere', async () => {
    const env = await cli('env');

    expect((await cli('validate', '--strict')).exitCode).toBe(0);
    expect((await cli('render', '--check')).exitCode).toBe(0);
    expect(env.stdout).toContain('http://10.0.0.1:2379,http://10.0.0.2:2379,http://10.0.0.3:2379');
  });

  it('the spec has room for how to reach them', async () => {
    const hosts =
      'hosts:\n  10.0.0.1: {ssh: {user: admin, port: 2222, identityFile: ~/.ssh/id, sudo: true}}\n';
    const other = tempDir('remote');
    writeFileSync(join(other, 'etcdops.yaml'), `${read('etcdops.yaml')}${hosts}`);

    expect((await runCli(['validate', '--strict'], {cwd: other})).exitCode).toBe(0);
  });

  it('bootstrap --start is refused before anything is written', async () => {
    const other = tempDir('remote');
    const args = [
      'bootstrap',
      'static',
      '--member',
      'a=10.0.0.1',
      '--start',
      '--etcd-bin-dir',
      etcdBinDir('3.7'),
    ];

    const inText = await runCli(args, {cwd: other});
    const inJson = await runCli([...args, '--json'], {cwd: other});

    expect([inText.exitCode, inJson.exitCode]).toEqual([4, 4]);
    expect(readdirSync(other)).toEqual([]);
  });
});
