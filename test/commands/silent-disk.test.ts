import {execFileSync, spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

import {expect, it} from 'vitest';

import {tempDir} from '../helpers/temp-dir.js';

const LIMIT_MS = 30_000;

it('a failure ends the command, whatever a disk has yet to answer', () => {
  const dir = tempDir('silent-disk');
  const fifo = join(dir, 'fifo');
  execFileSync('mkfifo', [fifo]);
  // Nobody writes to it, so that opening it never ends.
  const preload = join(dir, 'preload.cjs');
  writeFileSync(preload, `require('node:fs').promises.open(${JSON.stringify(fifo)}, 'r');`);

  const {stderr, signal, error} = spawnSync(
    process.execPath,
    ['--require', preload, resolve('bin/run.js'), 'status'],
    {cwd: dir, encoding: 'utf8', timeout: LIMIT_MS, killSignal: 'SIGTERM'},
  );

  expect(error).toBeUndefined();
  expect(stderr).toContain('E_SPEC_NOT_FOUND');
  expect(signal).toBe('SIGKILL');
});
