import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {inputFiles} from '../../../../src/lib/adapters/files/input-files.js';
import {onDispose} from '../../../helpers/disposal.js';
import {tempDir} from '../../../helpers/temp-dir.js';

let dir = '';

beforeEach(() => {
  dir = tempDir('input');
});

function at(name: string): string {
  return join(dir, name);
}

function fifo(): string {
  execFileSync('mkfifo', [at('fifo')]);
  return at('fifo');
}

async function socket(): Promise<string> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(at('socket'), resolve));
  onDispose(() => void server.close());
  return at('socket');
}

function selfLink(): string {
  symlinkSync('loop', at('loop'));
  return at('loop');
}

describe('look', () => {
  it.each<[title: string, path: () => string | Promise<string>, expected: Record<string, unknown>]>([
    ['a file', () => (writeFileSync(at('a'), ''), at('a')), {kind: 'file'}],
    ['a folder', () => dir, {kind: 'folder'}],
    ['a FIFO', fifo, {kind: 'other'}],
    ['a socket', socket, {kind: 'other'}],
    ['a device', () => '/dev/zero', {kind: 'other'}],
    ['nothing', () => at('none'), {kind: 'absent'}],
    ['something below a file', () => (writeFileSync(at('a'), ''), at('a/b')), {kind: 'absent'}],
    ['a link to itself', selfLink, {kind: 'unreadable', why: 'it is a link that leads back to itself'}],
    ['a long name', () => at('n'.repeat(300)), {kind: 'unreadable', why: 'the name is too long'}],
    ['a NUL in its name', () => at('a\0b'), {kind: 'unreadable'}],
  ])('at %s', async (_, make, expected) => {
    expect(await inputFiles.look(await make())).toMatchObject(expected);
  });

  it('names a file without the links that lead to it', async () => {
    mkdirSync(at('real'));
    writeFileSync(at('real/a'), '');
    symlinkSync('real', at('link'));

    expect(await inputFiles.look(at('link/a'))).toEqual({kind: 'file', realPath: at('real/a')});
  });
});

describe('entriesOf', () => {
  it('lists by name, with links as links', async () => {
    for (const name of ['b', 'a', 'C']) writeFileSync(at(name), '');
    mkdirSync(at('d'));
    symlinkSync('none', at('e'));
    fifo();

    expect(await inputFiles.entriesOf(dir, 10)).toEqual({
      kind: 'entries',
      entries: [
        {name: 'C', kind: 'file'},
        {name: 'a', kind: 'file'},
        {name: 'b', kind: 'file'},
        {name: 'd', kind: 'folder'},
        {name: 'e', kind: 'link'},
        {name: 'fifo', kind: 'other'},
      ],
    });
  });

  it.each([
    [3, 'entries'],
    [2, 'too-many'],
    [0, 'too-many'],
  ])('three entries where at most %i are wanted: %s', async (max, kind) => {
    for (const name of ['a', 'b', 'c']) writeFileSync(at(name), '');

    expect(await inputFiles.entriesOf(dir, max)).toMatchObject({kind});
  });

  it('has nothing of a folder that is gone', async () => {
    expect(await inputFiles.entriesOf(at('none'), 10)).toEqual({kind: 'entries', entries: []});
  });
});

describe('read', () => {
  const maxBytes = 200_000;

  it.each([0, 1, 4095, 4096, 65_535, 65_536, 65_537, maxBytes])('a file of %i bytes as it is', async size => {
    const bytes = Uint8Array.from({length: size}, (_, index) => index % 251);
    writeFileSync(at('a'), bytes);

    const read = await inputFiles.read(at('a'), {maxBytes});

    expect(read.kind === 'bytes' && Buffer.from(read.bytes).equals(bytes)).toBe(true);
  });

  it('refuses a file by its size, unread', async () => {
    writeFileSync(at('a'), '');
    truncateSync(at('a'), 2 ** 40);

    expect(await inputFiles.read(at('a'), {maxBytes})).toEqual({kind: 'too-large', size: 2 ** 40});
  });

  it('reads a file that says it has no size', async () => {
    const read = await inputFiles.read('/proc/self/status', {maxBytes});

    expect(read.kind === 'bytes' && Buffer.from(read.bytes).toString()).toMatch(/^Name:[^]*ctxt_switches/);
  });

  it('stops at the limit of a file that says it has no size', async () => {
    expect(await inputFiles.read('/proc/self/status', {maxBytes: 100})).toEqual({kind: 'too-large'});
  });

  it('asks about the beginning before it goes on', async () => {
    writeFileSync(at('a'), 'x'.repeat(100_000));
    const heads: number[] = [];
    const wants = (head: Uint8Array): boolean => (heads.push(head.length), false);

    expect(await inputFiles.read(at('a'), {maxBytes, wants})).toEqual({kind: 'unwanted'});
    expect(heads).toEqual([65_536]);
  });

  it.each<[title: string, path: () => string | Promise<string>, kind: string]>([
    ['a FIFO without a writer', fifo, 'not-a-file'],
    ['a device', () => '/dev/zero', 'not-a-file'],
    ['a folder', () => dir, 'not-a-file'],
    ['a link to nothing', () => (symlinkSync('none', at('b')), at('b')), 'absent'],
    ['a link to itself', selfLink, 'unreadable'],
    ['a socket', socket, 'unreadable'],
  ])('%s is no file', async (_, make, kind) => {
    expect(await inputFiles.read(await make(), {maxBytes})).toMatchObject({kind});
  });
});
