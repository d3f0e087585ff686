import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';

import {CLI_PATH, cleanEnv, runCli} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {tempDir} from '../helpers/temp-dir.js';
import {validated} from '../integration/judged-command.js';

/** A single member as it should be. */
const CONFIG = `name: infra0
data-dir: /var/lib/etcd
listen-peer-urls: http://10.0.0.1:2380
listen-client-urls: http://10.0.0.1:2379
initial-advertise-peer-urls: http://10.0.0.1:2380
advertise-client-urls: http://10.0.0.1:2379
initial-cluster: infra0=http://10.0.0.1:2380
initial-cluster-token: demo-1
`;
const ENV = CONFIG.split('\n')
  .filter(line => line !== '')
  .map(line =>
    line.replace(/^(.*?): /, (_, key: string) => `ETCD_${key.toUpperCase().replaceAll('-', '_')}=`),
  )
  .join('\n');
const COMMAND = `etcd ${CONFIG.trim()
  .replace(/^(.*?): (.*)$/gm, '--$1 $2')
  .replaceAll('\n', ' ')}\n`;
const SETPRIV = '/usr/bin/setpriv';

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = tempDir('bad');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

/** Findings about the input itself, and whether there were others that failed. */
async function inputRules(cwd: string, ...paths: string[]): Promise<string[]> {
  const {rules} = await validated(paths, {cwd, reports: true});
  return rules.filter(rule => rule.startsWith('input-'));
}

describe('a text in an odd form', () => {
  it.each<[title: string, file: string, text: string | Uint8Array, rules: readonly string[]]>([
    ['as it should be', 'etcd.yaml', CONFIG, []],
    ['empty', 'etcd.yaml', '', ['input-empty']],
    ['blank', 'etcd.yaml', '\n \n\n', ['input-empty']],
    ['comments alone', 'etcd.yaml', `# ${CONFIG.replaceAll('\n', '\n# ')}`, ['input-unknown']],
    ['with a byte order mark', 'etcd.yaml', `\ufeff${CONFIG}`, []],
    ['with a byte order mark, as an env file', 'etcd.env', `\ufeff${ENV}`, ['input-byte-order-mark']],
    ['with a byte order mark, as a command', 'run', `\ufeff${COMMAND}`, ['input-byte-order-mark']],
    ['with Windows line ends', 'etcd.yaml', CONFIG.replaceAll('\n', '\r\n'), []],
    ['with Windows line ends, as an env file', 'etcd.env', ENV.replaceAll('\n', '\r\n'), ['input-line-ends']],
    ['with Windows line ends, as a command', 'run', COMMAND.replaceAll('\n', '\r\n'), ['input-line-ends']],
    ['UTF-16', 'etcd.yaml', Buffer.from(`\ufeff${CONFIG}`, 'utf16le'), ['input-encoding']],
    ['UTF-16, as an env file', 'etcd.env', Buffer.from(`\ufeff${ENV}`, 'utf16le'), ['input-encoding']],
    ['UTF-16 without its mark', 'etcd.yaml', Buffer.from(CONFIG, 'utf16le'), ['input-binary']],
    ['Latin-1', 'etcd.yaml', Buffer.from(`# für uns\n${CONFIG}`, 'latin1'), ['input-encoding']],
    ['binary', 'etcd', readFileSync(process.execPath).subarray(0, 100_000), ['input-binary']],
    ['a NUL in it', 'etcd.yaml', CONFIG.replace('demo', 'de\0mo'), ['input-binary']],
    ['something else', 'notes', 'Buy milk.\n', ['input-unknown']],
    ['a template', 'etcd.env', 'ETCD_NAME={{ name }}\n', ['input-template']],
    ['no start', 'svc.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: etcd}\n', ['input-nothing']],
  ])('%s', async (_, file, text, rules) => {
    expect(await inputRules(folderWith({[file]: text}), file)).toEqual(rules);
  });

  it('that starts nothing beside one that does is a note', async () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: etcd}\n';
    const dir = folderWith({'svc.yaml': service, 'etcd.yaml': CONFIG});

    expect(await inputRules(dir, 'svc.yaml', 'etcd.yaml')).toEqual(['input-no-start']);
  });

  it.each([
    ['of a kind that it is not', 'hello: world\n', ['--kind', 'procfile']],
    ['that only prints a version', '#!/bin/sh\nexec etcd --version\n', []],
    [
      'with a command of more than systemd takes',
      `[Service]\nExecStart=/usr/bin/etcd ${'a'.repeat(2_000_000)}\n`,
      [],
    ],
  ])('is not called clean, %s', async (_, text, args) => {
    const {exitCode, stdout} = await runCli(['validate', 'x', ...args], {cwd: folderWith({x: text})});

    expect([exitCode, stdout]).toEqual([3, expect.stringContaining('[input-nothing]')]);
  });

  it('is no worse through standard input', async () => {
    for (const [input, rule] of [
      ['', 'input-empty'],
      ['hello\n', 'input-unknown'],
      ['\u0000\u0001', 'input-binary'],
      ['x'.repeat(5_000_000), 'input-too-large'],
    ] as const) {
      expect((await validated(['-'], {input})).rules).toEqual([rule]);
    }
    expect((await validated(['-'], {input: CONFIG})).rules.filter(rule => /^input-/.test(rule))).toEqual([]);
  });
});

describe('a path that is no small regular file', () => {
  const cases: readonly [title: string, make: (path: string) => unknown, rule: string][] = [
    ['1 GB', path => (writeFileSync(path, CONFIG), truncateSync(path, 2 ** 30)), 'input-too-large'],
    ['a FIFO', path => execFileSync('mkfifo', [path]), 'input-not-a-file'],
    ['a link to itself', path => symlinkSync(path, path), 'input-unreadable'],
    ['a link to nothing', path => symlinkSync('none', path), 'input-absent'],
    ['a link to a device', path => symlinkSync('/dev/zero', path), 'input-not-a-file'],
    ['not there', () => undefined, 'input-absent'],
    ['an empty folder', path => mkdirSync(path), 'input-nothing'],
    [
      'a socket',
      path =>
        new Promise<void>(resolve => {
          const server = createServer().listen(path, resolve);
          onDispose(() => void server.close());
        }),
      'input-not-a-file',
    ],
  ];

  it.each(cases)('%s', async (_, make, rule) => {
    const cwd = tempDir('bad');
    await make(join(cwd, 'x'));

    expect((await validated(['x'], {cwd})).rules).toEqual([rule]);
  });

  it.each(['/dev/zero', '/dev/random', '/dev/tty', '/proc/self/mem', '/proc/kmsg'])('%s', async path => {
    expect(await inputRules(tempDir('bad'), path)).not.toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)('one that the user may not read', async () => {
    const dir = folderWith({'etcd.yaml': CONFIG, 'open.yaml': CONFIG});
    chmodSync(dir, 0o755);
    chmodSync(join(dir, 'etcd.yaml'), 0o600);
    mkdirSync(join(dir, 'private'), {mode: 0o700});
    const run = async (path: string): Promise<unknown> => {
      const args = ['--reuid', '65534', '--regid', '65534', '--clear-groups', process.execPath, CLI_PATH];
      const {stdout} = await execa(SETPRIV, [...args, 'validate', path, '--json'], {
        cwd: dir,
        env: cleanEnv({HOME: '/dev/null/home'}),
        extendEnv: false,
        reject: false,
      });
      const {findings} = JSON.parse(stdout) as {findings: {rule: string; severity: string; file: string}[]};
      return findings
        .filter(({rule}) => rule.startsWith('input-'))
        .map(({rule, severity, file}) => `${rule} ${severity} ${file}`);
    };

    expect(await run('etcd.yaml')).toEqual(['input-unreadable error etcd.yaml']);
    expect(await run('.')).toEqual(['input-unreadable error private', 'input-unreadable warning etcd.yaml']);
  });
});

describe('a folder', () => {
  let crowded = '';

  beforeAll(() => {
    crowded = tempDir('crowded');
    mkdirSync(join(crowded, 'f'));
    for (let index = 0; index < 100_000; index++)
      closeSync(openSync(join(crowded, 'f', `${index}.yaml`), 'w'));
  });

  it('with 100,000 files is refused, with the limit and the way out', async () => {
    for (const path of ['f', '.']) {
      const {rules, text} = await validated([path], {cwd: crowded});

      expect(rules).toEqual(['input-too-many']);
      expect(text).toMatch(/10000|10,000/);
      expect(text).toContain('→ name the files');
    }
  });

  it('of links that lead back into it ends', async () => {
    const cwd = folderWith({'etcd.yaml': CONFIG});
    for (let index = 0; index < 20; index++) symlinkSync('.', join(cwd, `loop${index}`));
    symlinkSync('loop', join(cwd, 'loop'));
    symlinkSync('/', join(cwd, 'node_modules'));

    expect(await inputRules(cwd, '.')).toEqual([]);
  });
});
