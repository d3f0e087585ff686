import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {tempDir} from '../helpers/temp-dir.js';
import {expectRefusal} from './refused-command.js';

/** etcd answers in 20 ms; etcdops waits 5 s for the slowest machine. */
const HANGING_MS = 9000;

function script(text: string): (path: string) => void {
  return path => {
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
  };
}

/** The first bytes of a program for ARM, and enough zeros for the kernel to look at. */
function foreignProgram(path: string): void {
  const header = Buffer.alloc(4096);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16);
  // EM_AARCH64, or where that is this machine EM_RISCV.
  header.writeUInt16LE(process.arch === 'arm64' ? 243 : 183, 18);
  header.writeUInt32LE(1, 20);
  writeFileSync(path, header);
  chmodSync(path, 0o755);
}

type Row = readonly [title: string, make: (path: string) => void, says: string | RegExp];

const BINARIES: readonly Row[] = [
  ['is missing', () => undefined, /does not exist/],
  [
    'is not executable',
    path => writeFileSync(path, '#!/bin/sh\necho etcd Version: 3.7.3\n'),
    /not executable/,
  ],
  ['is a folder', path => mkdirSync(path), /is not a file/],
  ['is a dangling link', path => symlinkSync('/dev/null/etcd', path), /does not exist/],
  ['is an empty file', script(''), /is not etcd/],
  ['is another program', path => symlinkSync('/bin/true', path), /is not etcd/],
  ['is a program that fails', path => symlinkSync('/bin/false', path), /is not etcd/],
  ['prints garbage', script('head -c 100000 /dev/urandom'), /is not etcd/],
  ['prints without end', script('exec yes etcd'), /etcd/],
  ['prints a version that is none', script('echo "etcd Version: 3.x"'), /is not etcd/],
  ['is of another architecture', foreignProgram, /another architecture/],
  [
    'needs an interpreter that is not there',
    path => (writeFileSync(path, '#!/dev/null/sh\n'), chmodSync(path, 0o755)),
    /cannot be run|does not exist|interpreter/,
  ],
  ['hangs', script('exec sleep 1000'), /did not answer/],
  ['hangs with a child', script('sleep 20; echo'), /did not answer/],
  ['ignores TERM', script('trap "" TERM; while :; do sleep 1; done'), /did not answer/],
];

function folderWith(make: (path: string) => void): string {
  const dir = tempDir('binaries');
  make(join(dir, 'etcd'));
  return dir;
}

describe('an etcd that', () => {
  it.each(BINARIES)('%s: bootstrap refuses it', async (_, make, says) => {
    const binDir = folderWith(make);
    const base = await freeBasePort(3);

    await expectRefusal(
      ['bootstrap', 'static', '--start', '--base-port', String(base), '--etcd-bin-dir', binDir],
      {
        dir: tempDir('bad'),
        exitCode: 3,
        code: 'E_ETCD_BINARY',
        says: [join(binDir, 'etcd'), says, 'etcdops etcd install'],
        withinMs: HANGING_MS,
      },
    );
  });

  it('comes in a folder that does not exist', async () => {
    const base = await freeBasePort(3);

    await expectRefusal(
      ['bootstrap', 'static', '--base-port', String(base), '--etcd-bin-dir', '/dev/null/bin'],
      {
        dir: tempDir('bad'),
        exitCode: 3,
        code: 'E_ETCD_BINARY',
        says: ['/dev/null/bin', 'etcdops etcd install'],
      },
    );
  });

  it.each([
    ['older than what etcdops knows', '2.3.8'],
    ['older than what etcdops knows, 3.x', '3.3.27'],
  ])('is %s', async (_, version) => {
    const binDir = folderWith(script(`echo "etcd Version: ${version}"`));
    const base = await freeBasePort(3);

    await expectRefusal(['bootstrap', 'static', '--base-port', String(base), '--etcd-bin-dir', binDir], {
      dir: tempDir('bad'),
      says: [version, '3.4'],
    });
  });

  it('has no etcdctl beside it: ctl says so', async () => {
    const cluster = await startCluster({members: 1, start: false});
    const binDir = folderWith(script(`echo "etcd Version: ${cluster.version}"`));

    const {exitCode, stderr} = await cluster.cli(['ctl', '--etcd-bin-dir', binDir, '--', 'get', 'a']);

    expect([3, 5]).toContain(exitCode);
    expect(stderr).toContain(join(binDir, 'etcdctl'));
  });

  it('vanished after the bootstrap: up says where it looked', async () => {
    const cluster = await startCluster({members: 1, start: false, args: ['--cluster', 'shop']});
    const empty = tempDir('empty');

    for (const args of [['up'], ['up', '--json']]) {
      const {exitCode, stdout, stderr} = await cluster.cli([...args, '--etcd-bin-dir', empty]);
      expect(exitCode).toBe(3);
      expect(stdout + stderr).toContain(join(empty, 'etcd'));
    }
  });

  it('is of another line than the spec says: up refuses', async () => {
    const cluster = await startCluster({members: 1, start: false});
    const binDir = folderWith(script('echo "etcd Version: 3.4.23"'));

    const {exitCode, stdout} = await cluster.cli(['up', '--json', '--etcd-bin-dir', binDir]);

    expect(exitCode).toBe(4);
    expect(stdout).toContain('3.4.23');
    expect(stdout).toContain(cluster.version);
  });
});
