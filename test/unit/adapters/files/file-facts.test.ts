import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {factOfFile} from '../../../../src/lib/adapters/files/file-facts.js';
import {tempDir} from '../../../helpers/temp-dir.js';

describe('factOfFile', () => {
  let dir: string;

  beforeEach(() => {
    dir = tempDir('facts');
    writeFileSync(join(dir, 'key.pem'), 'text');
    chmodSync(join(dir, 'key.pem'), 0o640);
    mkdirSync(join(dir, 'folder'));
    chmodSync(join(dir, 'folder'), 0o750);
    symlinkSync('key.pem', join(dir, 'link.pem'));
    symlinkSync('nowhere', join(dir, 'broken.pem'));
    symlinkSync('loop', join(dir, 'loop'));
    execFileSync('mkfifo', ['-m', '0600', join(dir, 'fifo')]);
  });

  it.each([
    ['a file', 'key.pem', {kind: 'file', mode: 0o640}],
    ['what a link leads to', 'link.pem', {kind: 'file', mode: 0o640}],
    ['a folder', 'folder', {kind: 'folder', mode: 0o750}],
    ['a FIFO, which is not opened', 'fifo', {kind: 'other', mode: 0o600}],
    ['nothing in a folder that is there', 'folder/nothing', {kind: 'absent'}],
    ['a link that leads nowhere', 'broken.pem', {kind: 'absent'}],
    ['nothing, without its folder', 'no/such/folder/key.pem', undefined],
    ['a path below a file', 'key.pem/below', {kind: 'absent', isBelowFile: true}],
    ['a link that leads back to itself', 'loop', undefined],
    ['a name that is too long', 'x'.repeat(300), undefined],
    ['a path that no file system has', 'a\0b', undefined],
  ])('tells %s', async (_, path, fact) => {
    expect(await factOfFile(join(dir, path))).toEqual(fact);
  });
});
