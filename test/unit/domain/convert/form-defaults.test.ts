import {describe, expect, it} from 'vitest';

import {carrySettings} from '../../../../src/lib/domain/convert/carry-settings.js';
import type {ConvertTarget} from '../../../../src/lib/domain/convert/conversion.js';
import type {SettingValue} from '../../../../src/lib/domain/spec/vocabulary.js';
import {configuredProcess, startedProcess} from '../../../helpers/started-process.js';

type Settings = Record<string, SettingValue>;

async function fromFile(text: string, target: ConvertTarget, version?: string): Promise<Settings> {
  return Object.fromEntries(carrySettings(await configuredProcess(text, version), target).settings);
}

function fromFlags(flags: readonly string[], target: ConvertTarget, version = '3.7.3'): Settings {
  return Object.fromEntries(carrySettings(startedProcess(['etcd', ...flags], {version}), target).settings);
}

describe('defaults that differ between a config file and flags', () => {
  const ADVERTISED = {
    'listen-client-urls': 'http://10.0.0.1:2379',
    'advertise-client-urls': 'http://10.0.0.1:2379',
  };

  it.each<[what: string, text: string, version: string, expected: Settings]>([
    ['the JSON gateway of 3.4', 'name: a', '3.4.23', {name: 'a', 'enable-grpc-gateway': false}],
    ['which somebody set', 'enable-grpc-gateway: true', '3.4.23', {'enable-grpc-gateway': true}],
    ['and not of 3.5', 'name: a', '3.5.35', {name: 'a'}],
    [
      'the address that is advertised',
      'listen-client-urls: http://10.0.0.1:2379',
      '3.7.3',
      {'listen-client-urls': 'http://10.0.0.1:2379', 'advertise-client-urls': 'http://localhost:2379'},
    ],
    [
      'which somebody set',
      'listen-client-urls: http://10.0.0.1:2379\nadvertise-client-urls: http://10.0.0.1:2379',
      '3.7.3',
      ADVERTISED,
    ],
    [
      'a v2 proxy advertises nothing',
      'proxy: "on"\nlisten-client-urls: http://10.0.0.1:2379',
      '3.5.35',
      {proxy: 'on', 'listen-client-urls': 'http://10.0.0.1:2379'},
    ],
    [
      'the TLS version where TLS is used',
      'client-transport-security: {auto-tls: true}',
      '3.5.35',
      {'auto-tls': true, 'tls-min-version': ''},
    ],
  ])('%s: from a file to flags', async (_, text, version, expected) => {
    expect(await fromFile(text, 'flags', version)).toEqual(expected);
  });

  it.each<[what: string, flags: string[], version: string, expected: Settings]>([
    ['the JSON gateway of 3.4', ['--name=a'], '3.4.23', {name: 'a', 'enable-grpc-gateway': true}],
    [
      'compaction of 3.5',
      ['--auto-compaction-retention=1h'],
      '3.5.35',
      {'auto-compaction-retention': '1h', 'auto-compaction-mode': 'periodic'},
    ],
    ['and not of 3.6', ['--auto-compaction-retention=1h'], '3.6.16', {'auto-compaction-retention': '1h'}],
    [
      'the TLS version where TLS is used',
      ['--auto-tls'],
      '3.5.35',
      {'auto-tls': true, 'tls-min-version': 'TLS1.2'},
    ],
    [
      'tracing',
      ['--experimental-enable-distributed-tracing'],
      '3.5.35',
      {
        'experimental-enable-distributed-tracing': true,
        'experimental-distributed-tracing-address': 'localhost:4317',
        'experimental-distributed-tracing-service-name': 'etcd',
      },
    ],
  ])('%s: from flags to a file', (_, flags, version, expected) => {
    expect(fromFlags(flags, 'config', version)).toEqual(expected);
  });

  it('are no matter between forms of one kind', async () => {
    expect(await fromFile('name: a', 'config', '3.4.23')).toEqual({name: 'a'});
    expect(fromFlags(['--name=a'], 'env', '3.4.23')).toEqual({name: 'a'});
  });

  it('are said where a variable cannot hold them', async () => {
    const process = await configuredProcess('client-transport-security: {auto-tls: true}', '3.5.35');

    const {settings, lost, notes} = carrySettings(process, 'env');

    expect([...settings.keys()]).toEqual(['auto-tls']);
    expect(lost).toEqual([]);
    expect(notes).toMatchObject([
      {message: expect.stringMatching(/empty by default.*: tls-min-version$/) as string},
    ]);
  });

  it('are said', async () => {
    const {notes} = carrySettings(await configuredProcess('name: a', '3.4.23'), 'flags');

    expect(notes).toEqual([
      {member: 'a', message: expect.stringContaining('enable-grpc-gateway=false') as string},
    ]);
  });
});

describe('compaction without a mode in a config file of 3.5', () => {
  it.each<[retention: string, target: ConvertTarget, expected: Settings, note: string]>([
    ['"1"', 'flags', {}, 'compacts nothing'],
    ['"1"', 'spec', {}, 'compacts nothing'],
    ['1h', 'env', {'auto-compaction-retention': '1h'}, 'refused'],
  ])('retention %s --to %s', async (retention, target, expected, note) => {
    const process = await configuredProcess(`auto-compaction-retention: ${retention}`, '3.5.35');

    const {settings, lost, notes} = carrySettings(process, target);

    expect(Object.fromEntries(settings)).toEqual(expected);
    expect(lost).toEqual([]);
    expect(notes).toEqual([{member: 'default', message: expect.stringContaining(note) as string}]);
  });

  it.each([
    ['auto-compaction-retention: "1"', 'config', '3.5.35'],
    ['auto-compaction-retention: "1"', 'flags', '3.6.16'],
    ['auto-compaction-retention: "0"', 'flags', '3.5.35'],
    ['{auto-compaction-retention: "1", auto-compaction-mode: revision}', 'flags', '3.5.35'],
  ] as const)('is no matter: %s --to %s of %s', async (text, target, version) => {
    const {settings, notes} = carrySettings(await configuredProcess(text, version), target);

    expect(settings.has('auto-compaction-retention')).toBe(true);
    expect(notes).toEqual([]);
  });
});
