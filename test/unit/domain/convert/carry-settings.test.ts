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
        {
          member: 'default',
          setting: 'log-outputs',
          value: '',
          why: expect.stringContaining('--to flags') as string,
        },
      ],
    });
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
      {
        member: expect.any(String) as string,
        setting,
        value: expect.any(String) as string,
        why: expect.stringMatching(why) as string,
      },
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
        why: expect.stringContaining('--to config') as string,
      },
    ]);
  });

  it('is a block that stands for a value', async () => {
    const process = await configuredProcess('name: {a: 1}');

    expect(carrySettings(process, 'flags').lost).toMatchObject([{setting: 'name'}]);
  });

  it('is a file that is not here', () => {
    const process = startedProcess(['etcd'], {launch: {isIncomplete: true}});

    expect(carrySettings(process, 'flags').lost).toMatchObject([{setting: 'a file it reads'}]);
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
      expect.stringMatching(/further down.*: --name$/) as string,
      expect.stringMatching(/no flag of etcd 3\.7\.3.*: ETCD_BOGUS, ETCD_NMAE$/) as string,
      expect.stringMatching(/empty variable.*: ETCD_WAL_DIR$/) as string,
    ]);
  });
});

it('keeps the JSON of the log rotation on one line', async () => {
  const text = 'log-rotation-config-json: |\n  {"maxsize": 1,\n   "maxage": 2}\n';

  expect(await fromFile(text, 'systemd')).toEqual({
    'log-rotation-config-json': '{"maxsize": 1, "maxage": 2}',
  });
});
