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

describe('a value of a config file', () => {
  it.each<[line: string, name: string, value: SettingValue]>([
    ['quota-backend-bytes: 8589934592', 'quota-backend-bytes', 8_589_934_592],
    ['quota-backend-bytes: 9223372036854775807', 'quota-backend-bytes', '9223372036854775807'],
    ['grpc-keepalive-timeout: 20000000000', 'grpc-keepalive-timeout', '20s'],
    ['grpc-keepalive-timeout: 5400000000001', 'grpc-keepalive-timeout', '1h30m1ns'],
    ['grpc-keepalive-timeout: -1', 'grpc-keepalive-timeout', '-1ns'],
    ['pre-vote: no', 'pre-vote', false],
    ['cipher-suites: [A, B]', 'cipher-suites', ['A', 'B']],
    ['auto-compaction-retention: "1"', 'auto-compaction-retention', '1'],
    ['peer-transport-security: {cert-file: /a.crt}', 'peer-cert-file', '/a.crt'],
    ['discovery-config: {client: {endpoints: [http://d:2379]}}', 'discovery-endpoints', ['http://d:2379']],
  ])('%s', async (line, name, value) => {
    expect(await fromFile(line, 'flags')).toMatchObject({[name]: value});
  });

  it.each(['listen-peer-urls: ""', 'cors: ""', 'log-outputs: []', 'wal-dir: ""', 'name:'])(
    'that leaves the default in place stays away: %s',
    async line => {
      expect(await fromFile(line, 'env')).toEqual({});
    },
  );
});

describe('a value of a flag', () => {
  it.each<[flag: string, name: string, value: SettingValue]>([
    ['--quota-backend-bytes=0x10', 'quota-backend-bytes', 16],
    ['--quota-backend-bytes=1_000', 'quota-backend-bytes', 1000],
    ['--quota-backend-bytes=8GB', 'quota-backend-bytes', '8GB'],
    ['--pre-vote', 'pre-vote', true],
    ['--pre-vote=F', 'pre-vote', false],
    ['--pre-vote=nope', 'pre-vote', 'nope'],
    ['--grpc-keepalive-timeout=20s', 'grpc-keepalive-timeout', '20s'],
    ['--name=0x10', 'name', '0x10'],
    ['--cipher-suites=A,B', 'cipher-suites', 'A,B'],
  ])('%s', (flag, name, value) => {
    expect(fromFlags([flag], 'config')).toEqual({[name]: value});
  });

  it('that is empty is carried where the form can hold it', () => {
    const process = startedProcess(['etcd', '--log-outputs=']);

    expect(carrySettings(process, 'flags').settings.get('log-outputs')).toBe('');
    expect(carrySettings(process, 'env')).toMatchObject({
      lost: [
        {member: 'default', setting: 'log-outputs', value: '', why: expect.stringContaining('--to flags')},
      ],
    });
  });
});

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

  it('are said', async () => {
    const {notes} = carrySettings(await configuredProcess('name: a', '3.4.23'), 'flags');

    expect(notes).toEqual([{member: 'a', message: expect.stringContaining('enable-grpc-gateway=false')}]);
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
    expect(notes).toEqual([{member: 'default', message: expect.stringContaining(note)}]);
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

describe('what a form cannot hold', () => {
  it.each<[flags: string[], target: ConvertTarget, setting: string, why: RegExp]>([
    [['--client-crl-file=/a.crl'], 'config', 'client-crl-file', /no key for it.*--to flags/],
    [['--raft-read-timeout=7s'], 'spec', 'raft-read-timeout', /no key for it/],
    [['--name=a\nb'], 'env', 'name', /line break/],
    [['--name', '?$(hostname)'], 'config', 'name', /only the machine/],
    [['--bogus=1'], 'config', 'bogus', /no such flag/],
    [['?$ETCD_OPTS'], 'config', '$ETCD_OPTS', /which flags/],
    [['stray'], 'config', 'stray', /no flag/],
  ])('%j --to %s', (flags, target, setting, why) => {
    const {lost} = carrySettings(startedProcess(['etcd', ...flags]), target);

    expect(lost).toEqual([
      {member: expect.any(String), setting, value: expect.any(String), why: expect.stringMatching(why)},
    ]);
  });

  it('is never shown raw', () => {
    const {lost} = carrySettings(startedProcess(['etcd', '--name=\u001b[31ma', '--bogus\u0007=1']), 'flags');

    expect(JSON.stringify(lost)).toContain('\\\\x1b');
    expect(lost.every(({member, setting, value}) => !/[\u0000-\u001f]/.test(member + setting + value))).toBe(
      true,
    );
  });

  it('is nothing lost where it is the default', () => {
    expect(fromFlags(['--raft-read-timeout=5s', '--discovery-fallback=exit'], 'config')).toEqual({});
  });

  it('is a comma in one item of a list', async () => {
    const process = await configuredProcess('peer-transport-security: {allowed-cn: ["a,b"]}');

    expect(carrySettings(process, 'flags').lost).toMatchObject([
      {setting: 'peer-cert-allowed-cn', value: 'a,b'},
    ]);
    expect(carrySettings(process, 'config').lost).toEqual([]);
  });

  it('is a key that only a config file has', async () => {
    const process = await configuredProcess('client-transport-security: {Allowed-CN: [a]}');

    expect(Object.fromEntries(carrySettings(process, 'config').settings)).toEqual({
      'client-transport-security.allowed-cn': ['a'],
    });
    expect(carrySettings(process, 'spec').lost).toMatchObject([
      {
        setting: 'client-transport-security.Allowed-CN',
        value: 'a',
        why: expect.stringContaining('--to config'),
      },
    ]);
  });

  it('is a block that stands for a value', async () => {
    const process = await configuredProcess('name: {a: 1}');

    expect(carrySettings(process, 'flags').lost).toMatchObject([{setting: 'name'}]);
  });

  it('is the variable beside its own flag', () => {
    const process = startedProcess(['etcd', '--name=a'], {environment: {ETCD_NAME: 'b'}});

    expect(carrySettings(process, 'config')).toMatchObject({
      lost: [{member: 'a', setting: 'name', value: 'ETCD_NAME'}],
    });
  });
});

describe('what had no effect before', () => {
  it('is left out and said, by its reason', async () => {
    const process = startedProcess(['etcd', '--name=a', '--name=b'], {
      environment: {ETCD_BOGUS: '1', ETCD_NMAE: '2', ETCD_WAL_DIR: ''},
    });

    const {lost, notes} = carrySettings(process, 'config');

    expect(lost).toEqual([]);
    expect(notes.map(({message}) => message)).toEqual([
      expect.stringMatching(/further down.*: --name$/),
      expect.stringMatching(/no flag of etcd 3\.7\.3.*: ETCD_BOGUS, ETCD_NMAE$/),
      expect.stringMatching(/empty variable.*: ETCD_WAL_DIR$/),
    ]);
  });
});

it('keeps the JSON of the log rotation on one line', async () => {
  const text = 'log-rotation-config-json: |\n  {"maxsize": 1,\n   "maxage": 2}\n';

  expect(await fromFile(text, 'systemd')).toEqual({
    'log-rotation-config-json': '{"maxsize": 1, "maxage": 2}',
  });
});
