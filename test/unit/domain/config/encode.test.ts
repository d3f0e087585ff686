import {describe, expect, it} from 'vitest';

import {toConfigObject, toEnvironment, toFlags} from '../../../../src/lib/domain/config/encode.js';
import type {SettingValue} from '../../../../src/lib/domain/spec/vocabulary.js';

function config(name: string, value: SettingValue, version = '3.7.3'): object {
  return toConfigObject(new Map([[name, value]]), version);
}

describe('toConfigObject', () => {
  it.each<[name: string, value: SettingValue, expected: unknown]>([
    ['quota-backend-bytes', 8589934592, 8589934592],
    ['quota-backend-bytes', '8589934592', 8589934592],
    // Not ours to mend: etcd refuses the file as it refuses the flag.
    ['quota-backend-bytes', '8GB', '8GB'],
    ['pre-vote', 'yes', 'yes'],
    ['pre-vote', false, false],
    ['pre-vote', 'true', true],
    ['name', 'no', 'no'],
    ['name', 42, '42'],
    ['auto-compaction-retention', 1, '1'],
    ['auto-compaction-retention', '1h', '1h'],
    ['grpc-keepalive-min-time', '5s', 5_000_000_000],
    ['grpc-keepalive-min-time', '1h30m', 5_400_000_000_000],
    ['grpc-keepalive-min-time', 5_000_000_000, 5_000_000_000],
    ['grpc-keepalive-min-time', '5000000000', 5_000_000_000],
    ['grpc-keepalive-min-time', '0', 0],
    ['heartbeat-interval', '100', 100],
    ['cipher-suites', ['A', 'B'], ['A', 'B']],
    ['cipher-suites', 'A, B', ['A', 'B']],
    ['log-outputs', 'stderr', ['stderr']],
    ['cors', ['https://a', 'https://b'], 'https://a,https://b'],
    ['listen-peer-urls', ['http://a', 'http://b'], 'http://a,http://b'],
    ['feature-gates', 'A=true,B=false', 'A=true,B=false'],
    ['a-setting-of-the-future', '5s', '5s'],
    ['a-setting-of-the-future', ['x'], ['x']],
  ])('%s: %j → %j', (name, value, expected) => {
    expect(config(name, value)).toEqual({[name]: expected});
  });

  it('keeps all digits of a number', () => {
    expect(config('quota-backend-bytes', '9223372036854775807')).toEqual({
      'quota-backend-bytes': 9_223_372_036_854_775_807n,
    });
  });

  it('nests what etcd nests', () => {
    const settings = new Map<string, SettingValue>([
      ['peer-cert-allowed-cn', 'etcd'],
      ['client-cert-allowed-hostname', ['a', 'b']],
      ['peer-cert-allowed-hostname', 'c'],
      ['socket-reuse-port', true],
      ['socket-reuse-address', 'false'],
    ]);

    expect(toConfigObject(settings, '3.7.3')).toEqual({
      'peer-transport-security': {'allowed-cn': ['etcd'], 'allowed-hostname': ['c']},
      'client-transport-security': {'allowed-hostname': ['a', 'b']},
      'socket-options': {'reuse-port': true, 'reuse-address': false},
    });
  });

  it.each([
    ['client-crl-file', '3.7.3'],
    ['raft-read-timeout', '3.6.16'],
    // Read by newer patch releases only.
    ['client-cert-allowed-hostname', '3.5.13'],
    ['client-cert-allowed-hostname', '3.4.23'],
  ])('leaves %s out where a file of etcd %s cannot hold it', (name, version) => {
    expect(config(name, 'x', version)).toEqual({});
  });

  it('keeps the order', () => {
    const settings = new Map<string, SettingValue>([
      ['name', 'infra0'],
      ['data-dir', 'd'],
      ['log-level', 'warn'],
    ]);

    expect(Object.keys(toConfigObject(settings, '3.7.3'))).toEqual(['name', 'data-dir', 'log-level']);
  });
});

describe('toFlags', () => {
  it.each<[SettingValue, string]>([
    [true, '--x=true'],
    [false, '--x=false'],
    [5, '--x=5'],
    ['5s', '--x=5s'],
    ['', '--x='],
    ['a b', '--x=a b'],
    [['a', 'b'], '--x=a,b'],
    [[], '--x='],
  ])('%j → %s', (value, expected) => {
    expect(toFlags(new Map([['x', value]]))).toEqual([expected]);
  });
});

describe('a duration in nanoseconds', () => {
  // `--grpc-keepalive-min-time=5000000000` is a parse error to etcd.
  it.each([5_000_000_000, '5000000000'])('has a unit outside of the config file: %j', value => {
    const settings = new Map<string, SettingValue>([['grpc-keepalive-min-time', value]]);

    expect(toFlags(settings)).toEqual(['--grpc-keepalive-min-time=5000000000ns']);
    expect(toEnvironment(settings)).toEqual([['ETCD_GRPC_KEEPALIVE_MIN_TIME', '5000000000ns']]);
  });
});

describe('toEnvironment', () => {
  it('writes the name as etcd reads it', () => {
    const settings = new Map<string, SettingValue>([
      ['quota-backend-bytes', 1],
      ['cors', ['a', 'b']],
      ['enable-v2', true],
    ]);

    expect(toEnvironment(settings)).toEqual([
      ['ETCD_QUOTA_BACKEND_BYTES', '1'],
      ['ETCD_CORS', 'a,b'],
      ['ETCD_ENABLE_V2', 'true'],
    ]);
  });
});
