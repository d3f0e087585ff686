import {execFileSync} from 'node:child_process';
import {mkdirSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {ANSWER_LIMIT_MS, runCli} from '../helpers/cli.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {tempDir} from '../helpers/temp-dir.js';
import {expectRefusal} from '../integration/refused-command.js';

/** However large or deep the file: nobody waits longer for a no. */

const GOOD = `schemaVersion: 1
cluster: demo
token: demo-1
etcd: {version: 3.7.3}
bootstrap: {method: static}
tls: {mode: none}
nodes:
  - {name: infra0, role: member, host: 127.0.0.1, ports: {client: 12379, peer: 12380, metrics: 12381}}
`;

/** `lol` nine times in ten levels: three GB where it is expanded. */
const ALIAS_BOMB = [
  'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...Array.from(
    {length: 9},
    (_, index) => `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(', ')}]`,
  ),
  GOOD,
].join('\n');

const DEPTH = 10_000;

type Row = readonly [title: string, text: string | Uint8Array, says: readonly (string | RegExp)[]];

const SPECS: readonly Row[] = [
  ['empty', '', [/empty|schemaVersion/]],
  ['only a comment', '# nothing\n', [/empty|schemaVersion/]],
  ['only a document mark', '---\n', [/empty|schemaVersion/]],
  ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]), [/text/, '--spec']],
  ['UTF-16', Buffer.from(`\ufeff${GOOD}`, 'utf16le'), [/text/]],
  ['Latin-1', Buffer.from(`# für uns\n${GOOD}`, 'latin1'), [/text/]],
  ['with a key twice', GOOD.replace('token:', 'cluster: shop\ntoken:'), ['etcdops.yaml:3', 'cluster']],
  [
    'with a key twice in a node',
    GOOD.replace('role: member', 'role: member, name: infra1'),
    ['etcdops.yaml:8', '"name"', 'remove one'],
  ],
  ['with tabs', GOOD.replace('  - {', '\t- {'), ['etcdops.yaml:8', /tab/i, 'spaces']],
  ['an alias bomb', ALIAS_BOMB, [/alias/i, 'write the values out']],
  ['a list', '- a\n- b\n', ['etcdops.yaml', '["a","b"]', 'bootstrap static']],
  ['a text', 'hello\n', ['etcdops.yaml', '"hello"', 'bootstrap static']],
  ['a number', '42\n', ['etcdops.yaml', '42', 'bootstrap static']],
  ['two documents', `${GOOD}---\n${GOOD}`, ['etcdops.yaml:9', /document/]],
  ['with nodes that are a map', GOOD.replace(/nodes:\n.*/, 'nodes: {infra0: {}}'), ['nodes']],
  ['with nodes that are null', GOOD.replace(/nodes:\n.*/, 'nodes:'), ['nodes']],
  ['without nodes', GOOD.replace(/nodes:\n.*/, 'nodes: []'), ['nodes']],
  [
    'with a number as its cluster',
    GOOD.replace('cluster: demo', 'cluster: 1'),
    ['cluster', 'etcdops.yaml:2'],
  ],
  [
    'with a schemaVersion of the future',
    GOOD.replace(': 1\n', ': 2\n'),
    ['schemaVersion', '2', /newer|upgrade|update/],
  ],
  ['with a schemaVersion in words', GOOD.replace(': 1\n', ': one\n'), ['schemaVersion', '1']],
  ['without a schemaVersion', GOOD.replace('schemaVersion: 1\n', ''), ['schemaVersion', '1']],
  ['with an unknown key', GOOD.replace('token:', 'tokn:'), ['tokn', 'token', 'etcdops.yaml:3']],
  [
    'with an unknown key far from all',
    GOOD.replace('token:', 'zzzzzz: 1\ntoken:'),
    ['zzzzzz', 'etcdops.yaml:3'],
  ],
  ['with __proto__', GOOD.replace('token:', '__proto__: {polluted: 1}\ntoken:'), ['__proto__']],
  ['with a tag', GOOD.replace('demo-1', '!!js/function "x"'), ['etcdops.yaml:3', '!!js/function', 'alone']],
  ['with a tag of ours', GOOD.replace('demo-1', '!token demo-1'), ['etcdops.yaml:3', '!token']],
  ['with a null name', GOOD.replace('name: infra0', 'name: ~'), ['name', 'etcdops.yaml:8']],
  ['with overlapping ports', GOOD.replace('peer: 12380', 'peer: 12379'), ['12379', 'etcdops.yaml:8']],
  ['with a port 0', GOOD.replace('peer: 12380', 'peer: 0'), ['peer', 'etcdops.yaml:8']],
  ['with a port that is a fraction', GOOD.replace('peer: 12380', 'peer: 2380.5'), ['peer', 'etcdops.yaml:8']],
  ['with an old etcd', GOOD.replace('3.7.3', '2.3.8'), ['2.3.8', '3.4', 'etcdops.yaml:4']],
  [
    'with certificates of others and no files',
    GOOD.replace('mode: none', 'mode: external'),
    ['certFile', 'certs/{name}.crt', 'etcdops.yaml:6'],
  ],
  ['with an escape sequence in a name', GOOD.replace('infra0', '"infra\\e[31m0"'), ['etcdops.yaml:8']],
  ['with an unclosed bracket', GOOD.replace('}}', ''), ['etcdops.yaml', 'write key: value']],
  ['nested 10,000 deep, in brackets', `a: ${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}\n`, [/deep|nest/i]],
  ['nested 10,000 deep, in braces', `a: ${'{a: '.repeat(DEPTH)}1${'}'.repeat(DEPTH)}\n`, [/deep|nest/i]],
  [
    'nested 2,000 deep, in lines',
    Array.from({length: 2000}, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    [/deep|nest/i],
  ],
];

/** Each command that reads the spec; what it does with it does not matter here. */
const COMMANDS = [
  ['validate'],
  ['up'],
  ['render'],
  ['status'],
  ['env'],
  ['logs'],
  ['restart', '--yes'],
  ['down', '--yes'],
];

function folderWith(text: string | Uint8Array): string {
  const dir = tempDir('spec');
  writeFileSync(join(dir, 'etcdops.yaml'), text);
  return dir;
}

describe('a spec that is', () => {
  it.each(SPECS)('%s', async (_, text, says) => {
    const dir = folderWith(text);

    await expectRefusal(['up'], {dir, exitCode: 3, says, withinMs: ANSWER_LIMIT_MS});

    const inText = await runCli(['validate'], {cwd: dir});
    const inJson = await runCli(['validate', '--json'], {cwd: dir});

    const converted = await runCli(['convert', 'etcdops.yaml', '--kind', 'spec', '--to', 'config'], {
      cwd: dir,
    });

    expect([inText.exitCode, inJson.exitCode, converted.exitCode]).toEqual([3, 3, 3]);
    expect(converted.stderr).toMatch(/^Error E_(?:CANNOT_CONVERT|SPEC_UNREADABLE): /);
    expect(inJson.json()).toHaveProperty('schemaVersion', 1);
    for (const word of says) {
      if (typeof word === 'string') expect(inText.stdout + inText.stderr).toContain(word);
      else expect(inText.stdout + inText.stderr).toMatch(word);
    }
  });

  it('refused by every command with the same exit code', async () => {
    const dir = folderWith(GOOD.replace('token:', 'tokn:'));

    for (const command of COMMANDS) {
      for (const args of [command, [...command, '--json']]) {
        expect((await runCli(args, {cwd: dir})).exitCode, args.join(' ')).toBe(3);
      }
    }
  });
});

describe('a spec that is no small regular file', () => {
  it.each([
    ['100 MB', (path: string) => (writeFileSync(path, GOOD), truncateSync(path, 100_000_000)), /bytes/],
    [
      '100 MB of YAML',
      (path: string) =>
        writeFileSync(path, `${GOOD}${'# a comment of forty characters, or less\n'.repeat(2_500_000)}`),
      /bytes/,
    ],
    ['a folder', (path: string) => mkdirSync(path), /regular file|folder/],
    ['a FIFO', (path: string) => execFileSync('mkfifo', [path]), /regular file/],
  ])('%s', async (_, make, says) => {
    const dir = tempDir('spec');
    make(join(dir, 'etcdops.yaml'));

    for (const command of ['up', 'validate', 'status']) {
      await expectRefusal([command], {
        dir,
        exitCode: 3,
        says: ['etcdops.yaml', says],
        withinMs: ANSWER_LIMIT_MS,
      });
    }
  });

  it('a device, by --spec', async () => {
    const dir = tempDir('spec');

    await expectRefusal(['up', '--spec', '/dev/zero'], {
      dir,
      exitCode: 3,
      says: ['/dev/zero'],
      withinMs: ANSWER_LIMIT_MS,
    });
  });
});

describe('a spec that only looks odd', () => {
  let binDir = '';

  beforeAll(() => {
    binDir = etcdBinDir('3.7');
  });

  it.each([
    ['with Windows line ends', GOOD.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${GOOD}`],
    ['without a last line end', GOOD.trimEnd()],
    [
      'as JSON',
      '{"schemaVersion":1,"cluster":"demo","token":"demo-1","etcd":{"version":"3.7.3"},"bootstrap":{"method":"static"},"tls":{"mode":"none"},"nodes":[{"name":"infra0","role":"member","host":"127.0.0.1","ports":{"client":12379,"peer":12380}}]}',
    ],
    ['with comments everywhere', GOOD.replaceAll('\n', ' # why\n').replace('  - {', '  # first\n  - {')],
    [
      'with an anchor',
      GOOD.replace('cluster: demo', 'cluster: &name demo').replace('token: demo-1', 'token: *name'),
    ],
  ])('%s: works', async (_, text) => {
    const dir = folderWith(text);

    const validate = await runCli(['validate', '--json'], {cwd: dir});
    const render = await runCli(['render', '--etcd-bin-dir', binDir], {cwd: dir});

    expect(validate.json()).toMatchObject({ok: true});
    expect(render.exitCode, render.stderr).toBe(0);
  });
});
