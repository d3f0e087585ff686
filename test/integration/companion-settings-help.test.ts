import {spawnSync} from 'node:child_process';
import path from 'node:path';

import {describe, expect, it} from 'vitest';

import {
  GATEWAY_SETTINGS,
  GRPC_PROXY_SETTINGS,
} from '../../src/lib/domain/etcd-settings/companion-settings.js';
import {ETCDCTL_SETTINGS} from '../../src/lib/domain/etcd-settings/etcdctl-settings.js';
import {defaultOf, settingExists} from '../../src/lib/domain/etcd-settings/lookup.js';
import type {EtcdSetting} from '../../src/lib/domain/etcd-settings/types.js';
import {etcdBinDir, etcdVersion, ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';

/** What a help says of a flag: Go's type where it names one, and the default where that is not nothing. */
interface HelpLine {
  readonly type: string;
  readonly value: string;
}

type Help = Readonly<Record<string, HelpLine>>;

/** `false`, `0s`, an empty text and the like: pflag leaves such a default out. */
function something(value: string): string {
  return /^(?:false|0s?)$/.test(value) ? '' : value.replace(/^\[(.*)\]$/, '$1').replace(/^"(.*)"$/, '$1');
}

/** `--endpoints strings   gRPC endpoints (default [127.0.0.1:2379])`; `-w, --write-out string …` */
function ofPflag(line: string): [string, HelpLine] | undefined {
  const match = /^\s+(?:-\w, )?--([a-z-]+)(?: (strings?|duration|u?int(?:32|64)?))?\s{2,}(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, name = '', type = 'bool', rest = ''] = match;
  const [, value = ''] = /\(default (\S+)\)$/.exec(rest) ?? [];
  return [name, {type, value: something(value)}];
}

/** etcdctl until 3.6: `--endpoints=[127.0.0.1:2379]`, `--debug[=false]`, `--user=""`, `--dial-timeout=2s` */
function ofOldEtcdctl(line: string): [string, HelpLine] | undefined {
  const match = /^\s+(?:-\w, )?--([a-z-]+)(?:\[=(\w+)\]|=(\[\S*\]|"[^"]*"|\S+))\t/.exec(line);
  if (match === null) return undefined;
  const [, name = '', switched, value = ''] = match;
  if (switched !== undefined) return [name, {type: 'bool', value: something(switched)}];
  const type = value.startsWith('[') ? 'strings' : value.startsWith('"') ? 'string' : '';
  return [name, {type: type || (/^\d+$/.test(value) ? 'int' : 'duration'), value: something(value)}];
}

function helpOf(file: string, argv: readonly string[]): Help {
  const {stdout} = spawnSync(file, argv, {encoding: 'utf8', env: {ETCDCTL_API: '3'}, timeout: 10_000});
  const lines = stdout.split('\n').flatMap(line => {
    const parsed = ofPflag(line) ?? ofOldEtcdctl(line);
    return parsed === undefined ? [] : [parsed];
  });
  const {help: _, ...flags} = Object.fromEntries(lines);
  return flags;
}

const GO_TYPES: Readonly<Record<EtcdSetting['type'], string>> = {
  string: 'string',
  'string-list': 'strings',
  'url-list': 'strings',
  number: 'uint',
  boolean: 'bool',
  duration: 'duration',
};

function tableOf(settings: readonly EtcdSetting[], version: string): Help {
  return Object.fromEntries(
    settings
      .filter(setting => settingExists(setting, version))
      .map(setting => {
        const type = setting.goType ?? GO_TYPES[setting.type];
        return [setting.name, {type, value: something(defaultOf(setting, version) ?? '')}];
      }),
  );
}

describe.each(ETCD_TEST_LINES)('etcd %s and the tables of what belongs to it', line => {
  const program = (name: string): string => path.join(etcdBinDir(line), name);

  it.each([
    ['gateway', GATEWAY_SETTINGS, 7],
    ['grpc-proxy', GRPC_PROXY_SETTINGS, 26],
  ])('knows the flags of %s, their types and defaults', (command, settings, atLeast) => {
    const help = helpOf(program('etcd'), [command, 'start', '--help']);

    expect(Object.keys(help).length).toBeGreaterThanOrEqual(atLeast);
    expect(tableOf(settings, etcdVersion(line))).toEqual(help);
  });

  it('knows the flags of every command of etcdctl, their types and defaults', () => {
    const help = helpOf(program('etcdctl'), line === '3.7' ? ['options'] : ['--help']);

    expect(Object.keys(help).length).toBeGreaterThanOrEqual(17);
    expect(tableOf(ETCDCTL_SETTINGS, etcdVersion(line))).toEqual(help);
  });
});
