import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH, runCli, runCliOk} from '../helpers/cli.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {startPty, type PtySession} from '../helpers/pty.js';
import {programOf, SHELLS, type Shell} from '../helpers/shells.js';
import {tempDir} from '../helpers/temp-dir.js';

/** Neither history nor settings of a person. */
const START: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['--noprofile', '--norc', '-i'],
  zsh: ['-f', '-i', '+o', 'promptsp'],
  fish: ['--no-config', '--private', '-i'],
};

const LOAD: Readonly<Record<Shell, string>> = {
  bash: 'source <(etcdops completion bash)',
  zsh: 'source <(etcdops completion zsh)',
  fish: 'etcdops completion fish | source',
};

/** Of each of them, with their own settings. */
const PROMPT = /[$%#>] /;
const TO_LINE_START = '\u0001';

/** A folder with the spec of a cluster that never ran, and a PATH that has `etcdops`. */
async function prepareFolder(): Promise<{dir: string; env: Record<string, string>}> {
  const dir = tempDir('completion');
  const basePort = await freeBasePort(4);
  await runCliOk(['bootstrap', 'static', '--gateways', '1', '--base-port', String(basePort)], {cwd: dir});
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  symlinkSync(CLI_PATH, join(bin, 'etcdops'));
  const home = tempDir('home');
  return {
    dir,
    env: {
      PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
      HOME: home,
      INPUTRC: '/dev/null',
    },
  };
}

/** The command line, after TAB, as the shell itself would run it. */
async function completed(session: PtySession, typed: string): Promise<string> {
  // Quoted, so that the line itself, which fish may draw again, does not look like its output.
  session.type(`${typed}\t${TO_LINE_START}echo D'ON'E: \r`);
  const [, line = ''] = await session.waitFor(/[\r\n]DONE: ([^\r\n]*)\r/);
  // zsh takes the slash behind a folder back when the cursor leaves it.
  return line.trim().replace(/\/$/, '');
}

const CASES: readonly (readonly [typed: string, expected: string])[] = [
  ['etcdops rest', 'etcdops restart'],
  ['etcdops etcd ins', 'etcdops etcd install'],
  ['etcdops bootstrap st', 'etcdops bootstrap static'],
  ['etcdops status --wa', 'etcdops status --watch'],
  ['etcdops up ga', 'etcdops up gateway0'],
  ['etcdops down infra0 infra1 infra', 'etcdops down infra0 infra1 infra2'],
  ['etcdops restart infra0 ga', 'etcdops restart infra0 gateway0'],
  ['etcdops logs --lines 5 ga', 'etcdops logs --lines 5 gateway0'],
  ['etcdops env --shell f', 'etcdops env --shell fish'],
  ['etcdops env --shell=f', 'etcdops env --shell=fish'],
  ['etcdops render --format config,sy', 'etcdops render --format config,systemd'],
  ['etcdops render --format=config,sy', 'etcdops render --format=config,systemd'],
  ['etcdops bootstrap static --proxy-mode reado', 'etcdops bootstrap static --proxy-mode readonly'],
  ['etcdops validate --spec etc', 'etcdops validate --spec etcdops.yaml'],
  ['etcdops validate --spec=etc', 'etcdops validate --spec=etcdops.yaml'],
  ['etcdops bootstrap static --dir no', 'etcdops bootstrap static --dir nodes'],
  ['etcdops bootstrap static --dir=no', 'etcdops bootstrap static --dir=nodes'],
  ['etcdops help bootstrap st', 'etcdops help bootstrap static'],
  ['etcdops completion z', 'etcdops completion zsh'],
  ['etcdops ctl -- get ga', 'etcdops ctl -- get ga'],
  ['etcdops nonsense ga', 'etcdops nonsense ga'],
];

describe('completion in a real shell', () => {
  let dir: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    ({dir, env} = await prepareFolder());
  });

  async function openShell(shell: Shell): Promise<PtySession> {
    const session = startPty(programOf(shell), START[shell], {cwd: dir, env, columns: 160});
    await session.waitFor(PROMPT);
    session.type(`${LOAD[shell]}; echo LOADED:\r`);
    await session.waitFor(/[\r\n]LOADED:/);
    return session;
  }

  it.each(SHELLS)('%s completes commands, flags, values, nodes and paths', async shell => {
    const session = await openShell(shell);

    for (const [typed, expected] of CASES) expect(await completed(session, typed)).toBe(expected);
  });

  it.each(SHELLS)('%s shows descriptions', async shell => {
    const session = await openShell(shell);

    session.type('etcdops up \t\t');
    await session.waitFor(/infra0[^\n]*member on 127\.0\.0\.1/);
  });

  it('zsh takes the script as a file of a function folder', async () => {
    const functions = join(dir, 'functions');
    mkdirSync(functions);
    const {stdout} = await runCliOk(['completion', 'zsh']);
    writeFileSync(join(functions, '_etcdops'), stdout);
    const session = startPty(programOf('zsh'), START.zsh, {cwd: dir, env, columns: 160});
    await session.waitFor(PROMPT);
    session.type('fpath=(./functions $fpath); autoload -Uz compinit; compinit -i; echo LOADED:\r');
    await session.waitFor(/[\r\n]LOADED:/);

    expect(await completed(session, 'etcdops up ga')).toBe('etcdops up gateway0');
    expect(await completed(session, 'etcdops down ga')).toBe('etcdops down gateway0');
  });

  it('completes with the very program that was typed', async () => {
    const session = await openShell('bash');
    const link = join(dir, 'bin', 'etcdops');
    session.type(`PATH=\${PATH/"$PWD/bin:"/}; echo AWAY:\r`);
    await session.waitFor(/[\r\n]AWAY:/);

    expect(await completed(session, `${link} up ga`)).toBe(`${link} up gateway0`);
    expect(await completed(session, 'etcdops up ga')).toBe('etcdops up ga');
  });
});

describe('etcdops completion', () => {
  it.each(SHELLS)('prints a script that %s accepts', async shell => {
    const {stdout, stderr} = await runCliOk(['completion', shell]);
    const file = join(tempDir('script'), 'etcdops');
    writeFileSync(file, stdout);
    const {exitCode, stderr: complaint} = await execa(programOf(shell), ['-n', file], {
      env: cleanEnv(),
      extendEnv: false,
      reject: false,
    });

    expect(stderr).toBe('');
    expect({exitCode, complaint}).toEqual({exitCode: 0, complaint: ''});
    expect(stdout).toContain(`# Next: `);
    const {json} = await runCliOk(['completion', shell, '--json']);
    expect(json()).toEqual({schemaVersion: 1, shell, script: stdout});
  });

  it('names the shells that it knows', async () => {
    for (const args of [['completion'], ['completion', 'tcsh']]) {
      const {exitCode, stdout, stderr} = await runCli(args);

      expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
      expect(stderr).toMatch(/bash.*zsh.*fish/);
    }
  });
});
