import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';

const HELP = ['member', 'add', '--help'];
const FILE = 'member.bin';

describe('compiled code that a run left behind', () => {
  let home = '';
  let path = '';
  let whole = Buffer.alloc(0);
  let expected = '';

  /** As any run: the same words, whatever the cache holds. */
  async function expectHelp(): Promise<void> {
    const {stdout, stderr, exitCode} = await runCli(HELP, {env: {XDG_CACHE_HOME: home}});
    expect({stdout, stderr, exitCode}).toEqual({stdout: expected, stderr: '', exitCode: 0});
  }

  beforeAll(async () => {
    home = tempDir('code');
    expected = (await runCli(HELP, {env: {XDG_CACHE_HOME: home}})).stdout;
    const folder = join(home, 'etcdops/code', readdirSync(join(home, 'etcdops/code'))[0]!);
    path = join(folder, FILE);
    whole = readFileSync(path);
  });

  it('is for its owner only, and stays as it is once it is whole', async () => {
    const {mtimeMs, mode} = statSync(path);
    expect(mode & 0o777).toBe(0o600);
    expect(expected).toContain('etcdops member add');

    await expectHelp();

    expect(statSync(path).mtimeMs).toBe(mtimeMs);
  });

  it.each<readonly [string, (bytes: Buffer) => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['cut', bytes => bytes.subarray(0, bytes.length / 2)],
    ['changed in one byte of its list of parts', bytes => flipped(bytes, 12)],
    ['changed in one byte of the code', bytes => flipped(bytes, bytes.length - 1000)],
    ['something else', () => Buffer.from('no code of ours')],
  ])('that is %s is compiled anew', async (_what, damage) => {
    writeFileSync(path, damage(whole));

    await expectHelp();

    expect(readFileSync(path).length).toBeGreaterThan(whole.length / 2);
    await expectHelp();
  });

  it('is kept for each command of a topic: they take it from each other no more than once', async () => {
    const lists = ['member', 'list', '--help'];
    const options = {env: {XDG_CACHE_HOME: home}};
    await runCli(lists, options);
    const {mtimeMs} = statSync(path);

    await expectHelp();
    await runCli(lists, options);

    expect(statSync(path).mtimeMs).toBe(mtimeMs);
  });

  it('that cannot be kept is no failure', async () => {
    const file = join(tempDir('no-cache'), 'file');
    writeFileSync(file, '');
    const {stdout, exitCode} = await runCli(HELP, {env: {XDG_CACHE_HOME: file}});

    expect({stdout, exitCode}).toEqual({stdout: expected, exitCode: 0});
    expect(existsSync(join(file, 'etcdops'))).toBe(false);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 0x40;
  return copy;
}
