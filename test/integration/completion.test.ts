import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH, runCli, runCliOk} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';

/** The spec of a cluster that never ran, on a host of which no port is asked for. */
async function folderWithSpec(): Promise<string> {
  const dir = tempDir('completion');
  await runCliOk(['bootstrap', 'static', '--gateways', '1', '--host', '10.0.0.1'], {cwd: dir});
  return dir;
}

describe('etcdops __complete', () => {
  async function ask(args: readonly string[], cwd: string) {
    const {stdout, stderr, exitCode} = await runCli(['__complete', ...args], {cwd});
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
    return stdout;
  }

  it('prints candidates with descriptions', async () => {
    const dir = await folderWithSpec();
    const below = join(dir, 'nodes', 'infra0');

    expect(await ask(['--shell', 'zsh', '--', 'up', ''], below)).toMatch(
      /^:words\ninfra0\tmember on 10\.0\.0\.1:2379\ninfra1\t.*\ninfra2\t.*\ngateway0\tgateway on .*\n$/,
    );
    expect(await ask(['--shell', 'bash', '--', 'validate', '--spec', ''], dir)).toBe(':files\n');
    expect(await ask(['--shell', 'fish', '--', 'completion', 'f'], dir)).toBe(
      ':words\nbash\t\nzsh\t\nfish\t\n',
    );
    expect(await ask(['--', 'up', 'infra0', 'up', 'infra0', ''], dir)).not.toContain('infra0');
  });

  it('is not offered itself', async () => {
    expect(await ask(['--', '_'], tempDir())).toBe(':words\n');
    expect((await runCliOk(['--help'])).stdout).not.toContain('__complete');
  });

  it.each<[string, string | undefined, string[]]>([
    ['is missing', undefined, []],
    [
      'has other faults',
      'nodes: [{name: infra0}, {nonsense: 1}, 7, {name: "a\u001b[31mb"}]\nunknown: true\n',
      ['infra0'],
    ],
    [
      'is half typed',
      'cluster: demo\nnodes:\n  - {name: infra0, role: member}\n  - {name: inf',
      ['infra0', 'inf'],
    ],
    ['is empty', '', []],
    ['is no block of keys', '- 1\n', []],
    ['has no list of nodes', 'nodes: {a: 1}\n', []],
    ['is binary', '\u0000\u0001\ufffd', []],
    [
      'is a bomb',
      `a: &a [x]\n${Array.from({length: 9}, (_, n) => `b${n}: &b${n} [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]`).join('\n')}\nnodes: *b8\n`,
      [],
    ],
  ])('keeps quiet when the spec %s', async (_, text, expected) => {
    const dir = tempDir('completion');
    if (text !== undefined) writeFileSync(join(dir, 'etcdops.yaml'), text);

    const lines = (await ask(['--', 'up', ''], dir)).trim().split('\n');

    const names = lines.slice(1).map(line => line.split('\t')[0]);
    // Without any node the flags are offered.
    expect(names.filter(name => !name?.startsWith('--'))).toEqual(expected);
  });

  it('keeps quiet when the spec cannot be read, and when it is asked nonsense', async () => {
    const dir = tempDir('completion');
    mkdirSync(join(dir, 'etcdops.yaml'));
    const closed = join(dir, 'closed');
    mkdirSync(closed);
    writeFileSync(join(closed, 'etcdops.yaml'), 'nodes: []\n');
    chmodSync(join(closed, 'etcdops.yaml'), 0);

    expect(await ask(['--', 'up', 'x'], dir)).toBe(':words\n');
    expect(await ask(['--', 'up', 'x'], closed)).toBe(':words\n');
    expect(await ask(['--', 'up', '--spec', 'none.yaml', 'x'], dir)).toBe(':words\n');
    for (const args of [[], ['--'], ['--nonsense'], ['--shell', 'tcsh', '--', 'u'], ['--timeout', 'x']]) {
      expect(await ask(args, dir)).toMatch(/^:words\n/);
    }
  });

  it('answers within two and a half times the start of Node', {retry: 2}, async () => {
    const dir = await folderWithSpec();
    // A cache of compiled code of its own: another build of etcdops would clear the usual one.
    const env = cleanEnv({XDG_CACHE_HOME: tempDir('cache')});
    const options = {cwd: dir, env, extendEnv: false, stdin: 'ignore'} as const;
    const fastest = {node: Infinity, complete: Infinity};
    const measure = async (name: keyof typeof fastest, args: readonly string[]): Promise<void> => {
      const {durationMs} = await execa(process.execPath, args, options);
      fastest[name] = Math.min(fastest[name], durationMs);
    };

    for (let round = 0; round < 12; round++) {
      await measure('node', ['-e', '0']);
      await measure('complete', [CLI_PATH, '__complete', '--shell', 'bash', '--', 'up', '']);
    }

    expect(fastest.complete / fastest.node).toBeLessThan(2.5);
  });
});
