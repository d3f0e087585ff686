import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {runCli, runCliOk} from '../helpers/cli.js';
import {fakeEtcd} from '../helpers/etcd-cache.js';
import {tempDir} from '../helpers/temp-dir.js';

/** Two folders: with a cluster that is down, and with a spec that is wrong. */
const folders: Record<'cluster' | 'wrong' | 'empty', string> = {cluster: '', wrong: '', empty: ''};

beforeAll(async () => {
  const dir = tempDir('exit-codes');
  for (const name of Object.keys(folders) as (keyof typeof folders)[]) {
    folders[name] = join(dir, name);
    mkdirSync(folders[name]);
  }
  writeFileSync(join(folders.wrong, 'etcdops.yaml'), 'schemaVersion: 1\n');
  const args = ['--base-port', '31379', '--etcd-bin-dir', fakeEtcd('3.7.3'), '--dir', folders.cluster];
  await runCliOk(['bootstrap', 'static', ...args]);
});

interface ErrorJson {
  readonly schemaVersion: number;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hints: string[];
    readonly exitCode: number;
  };
}

type Row = readonly [line: string, folder: keyof typeof folders, exitCode: number, code: string];

const ROWS: readonly Row[] = [
  ['nope', 'empty', 2, 'E_USAGE'],
  ['bootstrap nope', 'empty', 2, 'E_USAGE'],
  ['status --nope', 'cluster', 2, 'E_USAGE'],
  ['status extra', 'cluster', 2, 'E_USAGE'],
  ['status --timeout soon', 'cluster', 2, 'E_USAGE'],
  ['status --timeout', 'cluster', 2, 'E_USAGE'],
  ['bootstrap static --members 0', 'empty', 2, 'E_USAGE'],
  ['bootstrap static --members 3.5', 'empty', 2, 'E_USAGE'],
  ['bootstrap static --members=-1', 'empty', 2, 'E_USAGE'],
  ['bootstrap static --member infra0', 'empty', 2, 'E_USAGE'],
  ['bootstrap static --members 3 --member a=10.0.0.1', 'empty', 2, 'E_USAGE'],
  ['bootstrap static --format nope', 'empty', 2, 'E_USAGE'],
  ['bootstrap static --base-port 70000', 'empty', 2, 'E_USAGE'],
  ['bootstrap static --tls external', 'empty', 2, 'E_USAGE'],
  ['bootstrap static', 'cluster', 2, 'E_DIR_OCCUPIED'],
  ['env --shell csh', 'cluster', 2, 'E_USAGE'],
  ['logs nope', 'cluster', 2, 'E_NODE_UNKNOWN'],
  ['logs --lines -1', 'cluster', 2, 'E_USAGE'],
  ['up nope', 'cluster', 2, 'E_NODE_UNKNOWN'],
  ['status', 'empty', 2, 'E_SPEC_NOT_FOUND'],
  ['status --spec nope.yaml', 'cluster', 2, 'E_SPEC_NOT_FOUND'],
  ['member list', 'empty', 2, 'E_SPEC_NOT_FOUND'],
  ['member list infra0', 'cluster', 2, 'E_USAGE'],
  ['member list', 'cluster', 6, 'E_UNREACHABLE'],
  ['validate', 'empty', 2, 'E_SPEC_NOT_FOUND'],
  ['etcd install nope', 'empty', 2, 'E_USAGE'],
  ['convert', 'cluster', 2, 'E_USAGE'],
  ['convert etcdops.yaml', 'cluster', 2, 'E_USAGE'],
  ['snapshot restore s.db --to new --name ..', 'cluster', 2, 'E_USAGE'],
  ['convert etcdops.yaml --to nope', 'cluster', 2, 'E_USAGE'],
  ['convert etcdops.yaml --to spec', 'cluster', 2, 'E_USAGE'],
  ['convert etcdops.yaml --to env --force', 'cluster', 2, 'E_USAGE'],
  ['convert etcdops.yaml --to env --node nope', 'cluster', 2, 'E_USAGE'],
  ['convert etcdops.yaml --to env --out etcdops.yaml', 'cluster', 2, 'E_DIR_UNUSABLE'],
  ['convert etcdops.yaml --to procfile --out .', 'cluster', 2, 'E_DIR_OCCUPIED'],
  ['convert nope --to env', 'cluster', 3, 'E_CANNOT_CONVERT'],
  ['down --confirm demo', 'cluster', 2, 'E_USAGE'],
  ['up', 'wrong', 3, 'E_SPEC_INVALID'],
  ['env', 'wrong', 3, 'E_SPEC_INVALID'],
  ['up --etcd-bin-dir nope', 'cluster', 3, 'E_ETCD_BINARY'],
];

const ETCD_BIN_DIR = ['--etcd-bin-dir', fakeEtcd('3.7.3')];

function argumentsOf(line: string): string[] {
  const needsEtcd =
    line.startsWith('bootstrap static') || (line.startsWith('up') && !line.includes('--etcd-bin-dir'));
  return [...line.split(' '), ...(needsEtcd ? ETCD_BIN_DIR : [])];
}

describe('a command that fails', () => {
  it.each(ROWS)('etcdops %s (%s) exits %i in text and in JSON', async (line, folder, exitCode, code) => {
    const cwd = folders[folder];
    const text = await runCli(argumentsOf(line), {cwd});
    const json = await runCli([...argumentsOf(line), '--json'], {cwd});

    expect(text.exitCode, text.stderr).toBe(exitCode);
    expect(text.stdout).toBe('');
    expect(text.stderr).toMatch(new RegExp(`^Error ${code}: .`, 'm'));
    expect(json.exitCode, json.stdout).toBe(exitCode);
    const {schemaVersion, error} = json.json<ErrorJson>();
    expect({schemaVersion, code: error.code, exitCode: error.exitCode}).toEqual({
      schemaVersion: 1,
      code,
      exitCode,
    });
    expect(text.stderr).toContain(error.message.split('\n')[0]);
    expect(error.hints.every(hint => text.stderr.includes(hint))).toBe(true);
  });

  it.each([
    ['status of a stopped cluster', 'status', 'cluster', 6],
    ['validate of a wrong spec', 'validate', 'wrong', 3],
    ['validate of a good one', 'validate', 'cluster', 0],
    ['render --check without drift', 'render --check', 'cluster', 0],
    ['logs of nodes that never ran', 'logs', 'cluster', 0],
    ['convert of what the new form can hold', 'convert etcdops.yaml --to compose', 'cluster', 0],
  ] as const)('a verdict is a result: %s', async (_, line, folder, exitCode) => {
    const cwd = folders[folder];
    const [text, json] = await Promise.all([
      runCli(line.split(' '), {cwd}),
      runCli([...line.split(' '), '--json'], {cwd}),
    ]);

    expect([text.exitCode, json.exitCode]).toEqual([exitCode, exitCode]);
    expect(text.stdout).not.toBe('');
    expect(json.json()).not.toHaveProperty('error');
  });

  it('is no JSON where --json stands behind --', async () => {
    const {stdout, exitCode} = await runCli(['status', '--', '--json'], {cwd: folders.empty});

    expect({stdout, exitCode}).toEqual({stdout: '', exitCode: 2});
  });

  it("of ctl refuses --json, which would be etcdctl's to understand", async () => {
    const {exitCode, stderr} = await runCli(['ctl', '--json', '--', 'get', 'x'], {cwd: folders.cluster});

    expect(exitCode, stderr).toBe(2);
  });
});
