import {readdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH, runCli, runCliOk} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, etcdVersion} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {endProcessesOf} from '../helpers/processes.js';
import {KEYS, startCliInPty, type PtyOptions, type PtySession} from '../helpers/pty.js';
import {tempDir} from '../helpers/temp-dir.js';

const {enter, down, ctrlC, ctrlD} = KEYS;
const CLEAR_LINE = '\u0015';

/** A question, and what is typed when it has come. */
type Step = readonly [question: RegExp, typed: string];

const BEGINNING: readonly Step[] = [
  [/How do the members find each other/, enter],
  [/Name of the cluster/, enter],
];
const MEMBERS: Step = [/Where do the members live/, enter];
const COUNT: Step = [/How many members\?/, enter];
const VERSION: Step = [/Which version of etcd/, enter];
const NO_PROXIES: readonly Step[] = [
  [/How many gateways/, enter],
  [/How many gRPC proxies/, enter],
];
const TLS: Step = [/Encryption\?/, enter];

function clusterDir(): string {
  const dir = tempDir('wizard');
  onDispose(() => endProcessesOf(dir));
  return dir;
}

function openWizard(args: readonly string[], options: PtyOptions): PtySession {
  return startCliInPty(['bootstrap', ...args], {columns: 300, rows: 60, ...options});
}

async function answer(session: PtySession, steps: readonly Step[]): Promise<void> {
  for (const [question, typed] of steps) {
    await session.waitFor(question);
    session.type(typed);
  }
}

/** The line that the wizard shows before it asks for the last time. */
async function shownLine(session: PtySession): Promise<string> {
  const [, line = ''] = await session.waitFor(/The same without questions:\s+etcdops ([^\r\n]+)/);
  return line.trim();
}

/** Somebody has the port that a cluster would take, so that the wizard asks for another one on every machine. */
async function takeUsualPort(): Promise<void> {
  const server = createServer();
  await new Promise<void>(done => {
    // In use already is as good.
    server.once('error', () => done());
    server.listen(2379, '127.0.0.1', () => done());
  });
  onDispose(() => new Promise<void>(done => void server.close(() => done())));
}

/** The spec of a folder without what differs from one bootstrap to the next. */
function specOf(dir: string): string {
  return readFileSync(join(dir, 'etcdops.yaml'), 'utf8').replace(/^token: .*$/m, '');
}

async function runLine(line: string, cwd: string): Promise<void> {
  const env = cleanEnv();
  await execa('sh', ['-c', `${process.execPath} ${CLI_PATH} ${line}`], {cwd, env, extendEnv: false});
}

describe('etcdops bootstrap on a terminal', () => {
  it('asks, shows the line that says the same, and brings the cluster up', async () => {
    const dir = clusterDir();
    await takeUsualPort();
    const basePort = await freeBasePort(3);
    const session = openWizard([], {cwd: dir});

    await answer(session, [...BEGINNING, MEMBERS, COUNT, VERSION, ...NO_PROXIES, TLS]);
    await session.waitFor(/client port 2379 of infra0 on 127\.0\.0\.1 is in use/);
    await answer(session, [
      [/First client port/, `${basePort}${enter}`],
      [/Folder for the files: \(\.\)/, enter],
      [/Start the cluster right away\?/, enter],
    ]);
    expect(await shownLine(session)).toBe(`bootstrap static --base-port ${basePort} --start`);
    await answer(session, [[/Run it\?/, enter]]);

    expect(await session.exitCode(60_000)).toBe(0);
    expect(session.screen()).toMatch(/Cluster demo .*healthy.* 3 members/);
    const status = await runCliOk(['status', '--json'], {cwd: dir});
    expect(status.json()).toMatchObject({cluster: {name: 'demo', health: 'healthy', members: 3}});
  });

  it('makes what its line makes', async () => {
    const [asked, typed] = [clusterDir(), clusterDir()];
    const session = openWizard([], {cwd: asked});

    await answer(session, [
      [/How do the members/, enter],
      [/Name of the cluster/, `prod${enter}`],
      [/Where do the members live/, `${down}${enter}`],
      [/Their hosts/, `10.0.0.1, db1=etcd1.example.com 10.0.0.3${enter}`],
      [/Which version of etcd/, `${down}${enter}`],
      [/How many gateways/, `2${enter}`],
      [/How many gRPC proxies/, `1${enter}`],
      TLS,
      [/Folder for the files/, `my cluster${enter}`],
    ]);
    await session.waitFor(/Some members live on other machines/);
    const line = await shownLine(session);
    await answer(session, [[/Run it\?/, enter]]);

    expect(await session.exitCode()).toBe(0);
    expect(line).toMatch(
      /^bootstrap static --cluster prod --member infra0=10\.0\.0\.1 --member db1=etcd1\.example\.com --member infra2=10\.0\.0\.3 --gateways 2 --grpc-proxies 1 --etcd-version \S+ --format config,systemd --dir 'my cluster'$/,
    );
    await runLine(line, typed);
    expect(specOf(join(asked, 'my cluster'))).toBe(specOf(join(typed, 'my cluster')));
  });

  it('asks for v2 proxies only where etcd has them', async () => {
    const dir = clusterDir();
    await takeUsualPort();
    const basePort = await freeBasePort(5);
    const binDir = etcdBinDir('3.5');
    const session = openWizard(['--dir', 'demo', '--etcd-bin-dir', binDir, '--dry-run'], {cwd: dir});

    await answer(session, [...BEGINNING, MEMBERS, COUNT]);
    await session.waitFor(new RegExp(`etcd ${etcdVersion('3.5')} from `));
    await answer(session, [
      [/How many v2 proxies\?/, `2${enter}`],
      [/What do the proxies let pass/, `${down}${enter}`],
      ...NO_PROXIES,
      TLS,
      [/First client port/, `${basePort}${enter}`],
      [/Start the cluster/, `n${enter}`],
    ]);

    expect(await shownLine(session)).toBe(
      `bootstrap static --base-port ${basePort} --proxies 2 --proxy-mode readonly --etcd-bin-dir ${binDir} --dir demo`,
    );
    await session.waitFor(/Would write cluster demo/);
    expect(await session.exitCode()).toBe(0);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('checks every answer at once', async () => {
    const dir = clusterDir();
    await runCliOk(['bootstrap', 'static', '--host', '10.0.0.1', '--dir', 'taken'], {cwd: dir});
    await takeUsualPort();
    const basePort = await freeBasePort(3);
    const session = openWizard([], {cwd: dir});
    const refused = async (typed: string, reason: RegExp): Promise<void> => {
      session.type(`${CLEAR_LINE}${typed}${enter}`);
      await session.waitFor(reason);
    };

    await answer(session, [BEGINNING[0]!]);
    await session.waitFor(/Name of the cluster/);
    await refused('my cluster', /"my cluster" is not a name/);
    session.type(`${CLEAR_LINE}demo${enter}`);
    await answer(session, [MEMBERS]);
    await session.waitFor(/How many members\?/);
    await refused('0', /must be a whole number from 1 to 1000, not 0/);
    await refused('many', /"many" is not a whole number/);
    session.type(`${CLEAR_LINE}3${enter}`);
    await answer(session, [VERSION]);
    await session.waitFor(/How many gateways/);
    await refused('-1', /"-1" is not a whole number/);
    session.type(`${CLEAR_LINE}0${enter}`);
    await answer(session, [NO_PROXIES[1]!, TLS]);
    await session.waitFor(/First client port/);
    await refused('2379', /client port 2379 of infra0 on 127\.0\.0\.1 is in use/);
    await refused('65535', /there are only 65535/);
    session.type(`${CLEAR_LINE}${basePort}${enter}`);
    await session.waitFor(/Folder for the files/);
    await refused('taken', /taken already holds a cluster/);
    await refused('taken/etcdops.yaml', /taken\/etcdops\.yaml is not a folder/);
    session.type(`${CLEAR_LINE}free${enter}`);
    await answer(session, [
      [/Start the cluster/, `n${enter}`],
      [/Run it\?/, `n${enter}`],
    ]);

    await session.waitFor(/Nothing was written/);
    expect(await session.exitCode()).toBe(0);
    expect(readdirSync(dir)).toEqual(['taken']);
  });

  it.each<[string, string, readonly Step[], RegExp]>([
    ['Ctrl-C at the first question', ctrlC, [], BEGINNING[0]![0]],
    ['Ctrl-C at a text', ctrlC, [BEGINNING[0]!], BEGINNING[1]![0]],
    ['Ctrl-D at a text', ctrlD, [BEGINNING[0]!], BEGINNING[1]![0]],
    ['Ctrl-D at a choice', ctrlD, BEGINNING, MEMBERS[0]],
  ])('leaves no trace after %s', async (_, key, steps, question) => {
    const dir = clusterDir();
    const session = openWizard([], {cwd: dir});

    await answer(session, steps);
    // Between two questions the terminal itself takes Ctrl-D, and it is lost.
    await session.waitFor(question);
    session.type(key);

    await session.waitFor(/Error E_INTERRUPTED: stopped at a question; nothing was written/);
    expect(await session.exitCode()).toBe(130);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('ends at the deadline, and at a folder that is taken', async () => {
    const dir = clusterDir();
    await runCliOk(['bootstrap', 'static', '--host', '10.0.0.1'], {cwd: dir});

    const late = openWizard(['--timeout', '1s'], {cwd: dir});
    expect(await late.exitCode()).toBe(7);
    expect(late.screen()).toContain('Error E_TIMEOUT');

    const taken = openWizard(['--dir', '.'], {cwd: dir});
    expect(await taken.exitCode()).toBe(2);
    expect(taken.screen()).toContain('Error E_DIR_OCCUPIED');
    expect(taken.screen()).not.toContain('How do the members');
  });
});

describe('etcdops bootstrap without a terminal', () => {
  it('fails and names the command that asks nothing', async () => {
    const dir = clusterDir();
    const text = await runCli(['bootstrap'], {cwd: dir});
    const json = await runCli(['bootstrap', '--json'], {cwd: dir});
    const onTerminal = openWizard(['--json'], {cwd: dir});

    expect({stdout: text.stdout, exitCode: text.exitCode}).toEqual({stdout: '', exitCode: 10});
    expect(text.stderr).toContain('→ etcdops bootstrap static --members 3');
    expect(json.exitCode).toBe(10);
    expect(json.stderr).toBe('');
    expect(json.json()).toMatchObject({
      error: {code: 'E_NEEDS_INPUT', exitCode: 10, hints: ['etcdops bootstrap static --members 3']},
    });
    expect(await onTerminal.exitCode()).toBe(10);
    expect(readdirSync(dir)).toEqual([]);
  });
});
