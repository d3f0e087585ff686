import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {choicesOf, settingExists, settingsOf, yamlPathOf} from '../../src/lib/domain/etcd-settings/lookup.js';
import {ETCD_SETTINGS} from '../../src/lib/domain/etcd-settings/table.js';
import type {EtcdSetting} from '../../src/lib/domain/etcd-settings/types.js';
import {compareVersions} from '../../src/lib/domain/etcd-version/version.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';

const LINES = ['3.4', '3.5', '3.6', '3.7'] as const;
type Line = (typeof LINES)[number];

/** Flags that the binary takes and its help keeps quiet about. */
const LEFT_OUT_OF_HELP: Readonly<Record<Line, readonly {readonly name: string; readonly until?: string}[]>> =
  {
    '3.4': [
      {name: 'config-file'},
      {name: 'enable-grpc-gateway'},
      // Forgotten until https://github.com/etcd-io/etcd/pull/17189.
      {name: 'experimental-enable-lease-checkpoint-persist', until: '3.4.29'},
      {name: 'log-output'},
      {name: 'unsafe-no-fsync'},
    ],
    // `config-file` is in the usage text, which etcd prints to stderr, and not among the flags.
    '3.5': [{name: 'config-file'}, {name: 'experimental-snapshot-catchup-entries'}],
    '3.6': [{name: 'config-file'}],
    '3.7': [{name: 'config-file'}],
  };

/** Flags that the help still prints and the binary no longer takes. */
const ONLY_IN_HELP: Readonly<Record<Line, readonly string[]>> = {
  '3.4': [],
  '3.5': [],
  '3.6': [],
  '3.7': ['discovery', 'discovery-proxy'],
};

/** A directory that cannot be made: a server whose file is accepted stops here, before it opens a port. */
const IMPOSSIBLE_DATA_DIR = '/dev/null/data';

/** etcd 3.4 starts on an ARM machine only when told that it is one. */
const ENVIRONMENT: NodeJS.ProcessEnv = process.arch === 'arm64' ? {ETCD_UNSUPPORTED_ARCH: 'arm64'} : {};

function sampleText(setting: EtcdSetting, version: string): string {
  if (setting.name === 'feature-gates') return 'AllAlpha=false';
  const samples: Record<EtcdSetting['type'], string> = {
    string: 'a',
    number: String(setting.min ?? 1),
    boolean: 'true',
    duration: '1s',
    'url-list': 'http://127.0.0.1:1',
    'string-list': 'a',
  };
  return choicesOf(setting, version)?.[0] ?? samples[setting.type];
}

/** The same value as a config file writes it. */
function sampleInFile(setting: EtcdSetting, version: string): unknown {
  const text = sampleText(setting, version);
  if (setting.yamlForm === 'nanoseconds') return 1_000_000_000;
  if (setting.yamlForm === 'list') return [text];
  if (setting.type === 'number') return Number(text);
  return setting.type === 'boolean' ? text === 'true' : text;
}

/** `setAt({}, 'a.b', 1)` → `{a: {b: 1}}`. */
function setAt(file: Record<string, unknown>, dottedPath: string, value: unknown): Record<string, unknown> {
  const [key = '', ...rest] = dottedPath.split('.');
  file[key] =
    rest.length === 0 ? value : setAt({...(file[key] as object | undefined)}, rest.join('.'), value);
  return file;
}

// The slowest of these starts etcd about 150 times, for some ten milliseconds each.
describe.each(LINES)('etcd %s and the table of its settings', {timeout: 60_000}, line => {
  let etcd = '';
  let version = '';
  let directory = '';

  function run(...argv: string[]): {code: number | null; stdout: string; output: string} {
    const {status, stdout, stderr} = spawnSync(etcd, argv, {
      cwd: directory,
      env: ENVIRONMENT,
      encoding: 'utf8',
      timeout: 10_000,
    });
    return {code: status, stdout, output: stdout + stderr};
  }

  function runWithFile(content: Record<string, unknown>): string {
    const file = path.join(directory, 'etcd.yaml');
    writeFileSync(file, JSON.stringify({'data-dir': IMPOSSIBLE_DATA_DIR, ...content}));
    const {code, output} = run('--config-file', file);
    // A server that runs on would be a test that waits for its own deadline.
    expect(code, output).not.toBeNull();
    return output;
  }

  beforeAll(() => {
    etcd = path.join(etcdBinDir(line), 'etcd');
    directory = mkdtempSync(path.join(tmpdir(), 'etcdops-settings-'));
    version = /^etcd Version: (\S+)/m.exec(run('--version').stdout)?.[1] ?? '';
    expect(version.startsWith(`${line}.`), version).toBe(true);
  });

  afterAll(() => {
    if (directory !== '') rmSync(directory, {recursive: true, force: true});
  });

  it('knows the flags that its help prints, and no others', () => {
    const inHelp = [...run('--help').stdout.matchAll(/^\s+--([a-z0-9-]+)/gm)].map(([, name = '']) => name);
    const inTable = settingsOf(version).map(({name}) => name);
    const leftOut = LEFT_OUT_OF_HELP[line]
      .filter(({until}) => until === undefined || compareVersions(version, until) < 0)
      .map(({name}) => name);

    expect(inHelp.length).toBeGreaterThan(50);
    expect(inTable.filter(name => !inHelp.includes(name)).sort()).toEqual([...leftOut].sort());
    expect(inHelp.filter(name => !inTable.includes(name)).sort()).toEqual([...ONLY_IN_HELP[line]].sort());
  });

  // `--version` last: etcd parses every flag before it, then prints and ends.
  it('takes every flag of the table with a value of its type', () => {
    const argv = settingsOf(version).map(setting => `--${setting.name}=${sampleText(setting, version)}`);

    expect(run(...argv, '--version')).toMatchObject({code: 0});
  });

  it('takes no flag that the table denies it', () => {
    const absent = ETCD_SETTINGS.filter(setting => !settingExists(setting, version));

    const taken = absent.filter(
      ({name}) => !run(`--${name}=1`, '--version').output.includes('flag provided but not defined'),
    );

    expect(taken.map(({name}) => name)).toEqual([]);
  });

  it('refuses text where the table has a number, a boolean, a duration or URLs', () => {
    const typed = settingsOf(version).filter(({type}) => !type.startsWith('string'));

    const lenient = typed.filter(({name}) => run(`--${name}=no such value`, '--version').code !== 2);

    expect(lenient.map(({name}) => name)).toEqual([]);
  });

  // A key that etcd knows cannot hold a mapping here; one that it does not know may hold anything.
  it('reads from a config file exactly the keys of the table', () => {
    const wrong = ETCD_SETTINGS.filter(setting => {
      const key = setting.yamlPath ?? setting.name;
      const isRead = runWithFile(setAt({}, key, {not: 'a value'})).includes('cannot unmarshal');
      return isRead !== (yamlPathOf(setting, version) !== null);
    });

    expect(wrong.map(({name}) => name)).toEqual([]);
  });

  it('decodes a config file that has every key in the form of the table', () => {
    const content: Record<string, unknown> = {};
    for (const setting of settingsOf(version)) {
      const key = yamlPathOf(setting, version);
      if (key !== null) setAt(content, key, sampleInFile(setting, version));
    }

    expect(Object.keys(content).length).toBeGreaterThan(50);
    expect(runWithFile(content)).not.toContain('cannot unmarshal');
  });
});
