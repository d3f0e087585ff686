import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {tempDir} from '../helpers/temp-dir.js';
import {expectRefusal} from './refused-command.js';

/** Gives a process mounts of its own. */
const UNSHARE = 'unshare';
/** Runs a program as another user. */
const SETPRIV = 'setpriv';

/** Enough of an etcd for a bootstrap that starts nothing; other users may run it too. */
function stubEtcd(): string {
  const dir = tempDir('stub');
  chmodSync(dir, 0o755);
  for (const tool of ['etcd', 'etcdctl']) {
    writeFileSync(join(dir, tool), '#!/bin/sh\necho "etcd Version: 3.7.3"\n');
    chmodSync(join(dir, tool), 0o755);
  }
  return dir;
}

async function bootstrapArgs(dir: string, more: readonly string[] = []): Promise<string[]> {
  const at = more.indexOf('--members');
  const base = await freeBasePort(at === -1 ? 3 : Number(more[at + 1]));
  const folder = dir === '' ? [] : ['--dir', dir];
  return [
    'bootstrap',
    'static',
    ...folder,
    '--base-port',
    String(base),
    '--etcd-bin-dir',
    stubEtcd(),
    ...more,
  ];
}

function write(dir: string, path: string): void {
  mkdirSync(dirname(join(dir, path)), {recursive: true});
  writeFileSync(join(dir, path), 'precious\n');
}

describe('a folder that already holds something of ours', () => {
  it.each([
    ['etcdops.yaml', [], 'etcdops.yaml'],
    ['Procfile', [], 'Procfile'],
    ['nodes/infra2/etcd.yaml', [], 'nodes/infra2/etcd.yaml'],
    ['compose.yaml', ['--format', 'compose'], 'compose.yaml'],
    ['nodes/infra0/etcd.env', ['--format', 'env'], 'nodes/infra0/etcd.env'],
    ['nodes/infra0/etcd-demo-infra0.service', ['--format', 'systemd'], 'etcd-demo-infra0.service'],
    ['.etcdops/data/infra1/member/wal/0.wal', [], '.etcdops/data/infra1'],
  ])('%s', async (path, more, said) => {
    const dir = tempDir('occupied');
    write(dir, path);

    await expectRefusal(await bootstrapArgs('', more), {
      dir,
      exitCode: 2,
      code: 'E_DIR_OCCUPIED',
      says: [said, '--dir'],
    });
  });

  it('what is not ours is no obstacle, and stays', async () => {
    const dir = tempDir('busy');
    write(dir, 'README.md');
    write(dir, 'nodes/notes.txt');

    const {exitCode} = await execa(process.execPath, [CLI_PATH, ...(await bootstrapArgs(dir))], {cwd: dir});

    expect(exitCode).toBe(0);
  });
});

describe('a folder that cannot be one', () => {
  it.each([
    ['is a file', 'file'],
    ['is below a file', 'file/below'],
    ['is a device', '/dev/null'],
    ['is a dangling link', 'link'],
    ['is a link to itself', 'loop'],
  ])('%s', async (_, path) => {
    const dir = tempDir('bad');
    write(dir, 'file');
    symlinkSync('/dev/null/target', join(dir, 'link'));
    symlinkSync('loop', join(dir, 'loop'));

    await expectRefusal(await bootstrapArgs(path), {
      dir,
      exitCode: 2,
      code: 'E_DIR_UNUSABLE',
      says: [path, '--dir'],
    });
  });

  it('has a name that is too long', async () => {
    const dir = tempDir('bad');

    await expectRefusal(await bootstrapArgs('d'.repeat(300)), {dir, exitCode: 2, says: ['ddd', '--dir']});
  });
});

/** Of unshare: mounts of its own, also for one who is not root. */
const MOUNTING = ['--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];

interface Outcome {
  readonly exitCode: number;
  readonly said: string;
  /** What stands in the folder afterwards. */
  readonly left: readonly string[];
}

/** Runs etcdops on a folder that is mounted for this one process only, so that nothing needs to be unmounted. */
async function runMounted(mount: string, dir: string, more: readonly string[] = []): Promise<Outcome> {
  const args = await bootstrapArgs(dir, more);
  const script = `${mount}; shift; "$@"; code=$?; echo "--- left"; cd "$DIR" && find . -mindepth 1; exit $code`;
  const {exitCode, stdout, stderr} = await execa(
    UNSHARE,
    [...MOUNTING, 'sh', '-c', script, 'sh', '-', process.execPath, CLI_PATH, ...args],
    {env: cleanEnv({DIR: dir}), extendEnv: false, reject: false, stdin: 'ignore'},
  );
  const [said = '', left = ''] = stdout.split('--- left');
  return {exitCode: exitCode ?? -1, said: said + stderr, left: left.split('\n').filter(Boolean)};
}

describe('a disk that cannot be written', () => {
  it.each([[[]], [['--json']]])('is read-only %j', async more => {
    const dir = tempDir('readonly');

    const outcome = await runMounted(
      'mount --bind "$DIR" "$DIR" && mount -o remount,ro,bind "$DIR"',
      dir,
      more,
    );

    expect(outcome).toMatchObject({exitCode: 2, left: []});
    for (const word of [dir, 'read-only', '--dir', 'E_DIR_UNUSABLE']) expect(outcome.said).toContain(word);
  });

  it.each([
    ['before the first file', '4k', []],
    ['before the first file, --json', '4k', ['--json']],
    ['after the private folder', '24k', []],
    ['amid the files', '64k', ['--members', '50']],
    [
      'amid the files of each format',
      '256k',
      ['--members', '20', '--format', 'config,env,systemd,flags,docker'],
    ],
  ])('is full %s', async (_, size, more) => {
    const dir = tempDir('full');

    const outcome = await runMounted(`mount -t tmpfs -o size=${size} none "$DIR"`, dir, more);

    expect([2, 3], outcome.said).toContain(outcome.exitCode);
    for (const word of [dir, /disk is full|no space/i, '--dir']) expect(outcome.said).toMatch(word);
    expect(outcome.left).toEqual([]);
  });

  it.each([[[]], [['--json']]])(
    'has no room for the data of the members that are to start %j',
    async more => {
      const dir = tempDir('full');

      const outcome = await runMounted('mount -t tmpfs -o size=100m none "$DIR"', dir, [
        ...['--members', '3', '--start'],
        ...more,
      ]);

      expect(outcome).toMatchObject({exitCode: 2, left: []});
      for (const word of [dir, 'write-ahead log', 'MiB free', '--dir']) expect(outcome.said).toContain(word);
    },
  );

  it('is full, and the same line works once there is room', async () => {
    const dir = tempDir('full');
    const args = await bootstrapArgs(dir, ['--members', '50']);
    const script =
      'mount -t tmpfs -o size=64k none "$DIR"; shift; "$@" 2>/dev/null; mount -o remount,size=8m "$DIR"; "$@"';

    const {exitCode, stdout} = await execa(
      UNSHARE,
      [...MOUNTING, 'sh', '-c', script, 'sh', '-', process.execPath, CLI_PATH, ...args, '--json'],
      {env: cleanEnv({DIR: dir}), extendEnv: false, reject: false},
    );

    expect(exitCode, stdout).toBe(0);
    expect(JSON.parse(stdout.slice(stdout.lastIndexOf('\n{\n') + 1))).toMatchObject({cluster: 'demo'});
  });

  it.skipIf(process.getuid?.() !== 0)('belongs to another user', async () => {
    const dir = tempDir('foreign');
    chmodSync(dir, 0o755);
    const args = await bootstrapArgs(dir);

    const {exitCode, stderr} = await execa(
      SETPRIV,
      ['--reuid', '65534', '--regid', '65534', '--clear-groups', process.execPath, CLI_PATH, ...args],
      {env: cleanEnv({HOME: '/dev/null/home'}), extendEnv: false, reject: false, cwd: dir},
    );

    expect(exitCode, stderr).toBe(2);
    for (const word of [dir, 'permission', '--dir', 'E_DIR_UNUSABLE']) expect(stderr).toContain(word);
  });
});
