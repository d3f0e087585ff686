import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const files = createFiles();
let dir = '';

beforeEach(() => {
  dir = tempDir();
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

describe('writeScratch', () => {
  it.each([0o600, 0o644, 0o755])('makes a new file of mode %o whatever the umask', async mode => {
    const umask = process.umask(0o077);
    try {
      await files.writeScratch(join(dir, 'file'), 'text', {mode});
    } finally {
      process.umask(umask);
    }

    expect(modeOf(join(dir, 'file'))).toBe(mode);
    expect(readdirSync(dir)).toEqual(['file']);
  });

  it('touches nothing that is there', async () => {
    writeFileSync(join(dir, 'file'), 'old');

    await expect(files.writeScratch(join(dir, 'file'), 'new')).rejects.toMatchObject({
      code: 'E_WRITE_FAILED',
    });
    expect(readFileSync(join(dir, 'file'), 'utf8')).toBe('old');
  });
});

describe('writeAtomic', () => {
  it.each([0o600, 0o644, 0o755, 0o666])('gives mode %o whatever the umask', async mode => {
    const umask = process.umask(0o077);
    try {
      await files.writeAtomic(join(dir, 'file'), 'text', {mode});
    } finally {
      process.umask(umask);
    }

    expect(modeOf(join(dir, 'file'))).toBe(mode);
  });

  it('makes 0644 files unless told', async () => {
    await files.writeAtomic(join(dir, 'file'), 'text');

    expect(modeOf(join(dir, 'file'))).toBe(0o644);
  });

  it('replaces the text and the mode of what was there, and leaves nothing else behind', async () => {
    writeFileSync(join(dir, 'file'), 'old', {mode: 0o644});

    await files.writeAtomic(join(dir, 'file'), 'new', {mode: 0o600});

    expect(readFileSync(join(dir, 'file'), 'utf8')).toBe('new');
    expect(modeOf(join(dir, 'file'))).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['file']);
  });

  it('writes bytes as they are', async () => {
    const bytes = new Uint8Array([0, 255, 10, 13]);

    await files.writeAtomic(join(dir, 'file'), bytes);

    expect(new Uint8Array(readFileSync(join(dir, 'file')))).toEqual(bytes);
  });

  it('shows a reader the old text or the new one, never a part', async () => {
    const [old, fresh] = ['o'.repeat(200_000), 'n'.repeat(200_000)];
    await files.writeAtomic(join(dir, 'file'), old);

    const writing = files.writeAtomic(join(dir, 'file'), fresh);
    const seen = new Set<string>();
    let isDone = false;
    void writing.finally(() => (isDone = true));
    while (!isDone) {
      seen.add(readFileSync(join(dir, 'file'), 'utf8'));
      await new Promise(resolve => setImmediate(resolve));
    }
    await writing;

    expect([...seen].every(text => text === old || text === fresh)).toBe(true);
  });

  it.each([
    ['a folder that does not exist', 'missing/file', 'ENOENT'],
    ['a path through a file', 'plain/file', 'ENOTDIR'],
    ['a path that is a folder', 'folder', 'EISDIR'],
  ])('says which path failed: %s', async (_, path, systemCode) => {
    writeFileSync(join(dir, 'plain'), '');
    mkdirSync(join(dir, 'folder'));
    const before = readdirSync(dir);

    await expect(files.writeAtomic(join(dir, path), 'text')).rejects.toMatchObject({
      code: 'E_WRITE_FAILED',
      message: expect.stringContaining(join(dir, path)) as string,
      details: {path: join(dir, path), systemCode},
    });
    expect(readdirSync(dir)).toEqual(before);
  });
});

describe('createExclusive', () => {
  it('creates a file once', async () => {
    expect(await files.createExclusive(join(dir, 'file'), 'first', {mode: 0o600})).toBe(true);
    expect(await files.createExclusive(join(dir, 'file'), 'second')).toBe(false);

    expect(readFileSync(join(dir, 'file'), 'utf8')).toBe('first');
    expect(modeOf(join(dir, 'file'))).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['file']);
  });

  it('lets exactly one of many win', async () => {
    const results = await Promise.all(
      Array.from({length: 20}, (_, n) => files.createExclusive(join(dir, 'file'), `writer ${n}`)),
    );

    expect(results.filter(Boolean)).toHaveLength(1);
    expect(readFileSync(join(dir, 'file'), 'utf8')).toBe(`writer ${results.indexOf(true)}`);
    expect(readdirSync(dir)).toEqual(['file']);
  });

  it('does not follow a link that leads nowhere', async () => {
    symlinkSync(join(dir, 'elsewhere'), join(dir, 'file'));

    expect(await files.createExclusive(join(dir, 'file'), 'text')).toBe(false);
    expect(readdirSync(dir)).toEqual(['file']);
  });

  it('fails where there is no folder', async () => {
    await expect(files.createExclusive(join(dir, 'missing/file'), 'text')).rejects.toMatchObject({
      code: 'E_WRITE_FAILED',
    });
  });
});

describe('readText', () => {
  it('gives the text, or nothing where there is no file', async () => {
    writeFileSync(join(dir, 'file'), 'Größe');

    expect(await files.readText(join(dir, 'file'))).toBe('Größe');
    expect(await files.readText(join(dir, 'missing'))).toBeUndefined();
    expect(await files.readText(join(dir, 'file', 'below'))).toBeUndefined();
  });

  it('refuses what is too large', async () => {
    writeFileSync(join(dir, 'file'), '123456');

    expect(await files.readText(join(dir, 'file'), 6)).toBe('123456');
    await expect(files.readText(join(dir, 'file'), 5)).rejects.toMatchObject({
      code: 'E_FILE_UNREADABLE',
      message: expect.stringContaining('has 6 bytes') as string,
    });
  });

  it('refuses a folder and does not wait for a FIFO', async () => {
    execFileSync('mkfifo', [join(dir, 'fifo')]);

    await expect(files.readText(join(dir, 'fifo'))).rejects.toMatchObject({code: 'E_FILE_UNREADABLE'});
    await expect(files.readText(dir)).rejects.toMatchObject({code: 'E_FILE_UNREADABLE'});
  });
});

describe('exists, isDirectory, list', () => {
  it('tell what is there', async () => {
    writeFileSync(join(dir, 'file'), '');
    mkdirSync(join(dir, 'folder'));
    symlinkSync('nowhere', join(dir, 'dangling'));
    symlinkSync('folder', join(dir, 'link'));
    const names = ['file', 'folder', 'dangling', 'link', 'missing', 'file/below'];

    expect(await Promise.all(names.map(name => files.exists(join(dir, name))))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(await Promise.all(names.map(name => files.isDirectory(join(dir, name))))).toEqual([
      false,
      true,
      false,
      true,
      false,
      false,
    ]);
    expect(await files.list(dir)).toEqual(['dangling', 'file', 'folder', 'link']);
    expect(await files.list(join(dir, 'missing'))).toEqual([]);
  });
});

describe('ensureDir, rename, removeScratch', () => {
  it('make a folder with its parents, also where it exists', async () => {
    await files.ensureDir(join(dir, 'a/b'), 0o700);
    await files.ensureDir(join(dir, 'a/b'), 0o700);

    expect(modeOf(join(dir, 'a/b'))).toBe(0o700);
  });

  it('say why a folder cannot be made', async () => {
    writeFileSync(join(dir, 'file'), '');

    await expect(files.ensureDir(join(dir, 'file/a'))).rejects.toMatchObject({
      code: 'E_WRITE_FAILED',
      message: expect.stringContaining('is a file, not a folder') as string,
    });
  });

  it('rename over what is there', async () => {
    writeFileSync(join(dir, 'from'), 'new');
    writeFileSync(join(dir, 'to'), 'old');

    await files.rename(join(dir, 'from'), join(dir, 'to'));

    expect(readFileSync(join(dir, 'to'), 'utf8')).toBe('new');
    await expect(files.rename(join(dir, 'from'), join(dir, 'to'))).rejects.toMatchObject({
      code: 'E_WRITE_FAILED',
    });
  });

  it('remove what is there and what is not', async () => {
    mkdirSync(join(dir, 'a/b'), {recursive: true});

    await files.removeScratch(join(dir, 'a'));
    await files.removeScratch(join(dir, 'a'));

    expect(readdirSync(dir)).toEqual([]);
  });
});
