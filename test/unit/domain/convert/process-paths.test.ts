import {describe, expect, it} from 'vitest';

import {isRelative, pathsOf, withWholePaths} from '../../../../src/lib/domain/convert/process-paths.js';
import type {NodeRole, SettingValue} from '../../../../src/lib/domain/spec/vocabulary.js';

describe('pathsOf', () => {
  it.each<[role: NodeRole, settings: [string, SettingValue][], paths: string[]]>([
    ['member', [], ['data default.etcd']],
    ['member', [['name', 'a']], ['data a.etcd']],
    ['v2-proxy', [['name', 'p']], ['data p.etcd']],
    ['gateway', [['trusted-ca-file', '/ca']], ['file /ca']],
    [
      'grpc-proxy',
      [
        ['cert', 'c'],
        ['data-dir', '/d'],
      ],
      ['file c', 'data /d'],
    ],
    [
      'member',
      [
        ['data-dir', '/d'],
        ['wal-dir', '/w'],
      ],
      ['data /d', 'data /w'],
    ],
    [
      'member',
      [
        ['data-dir', '/d'],
        ['wal-dir', ''],
      ],
      ['data /d'],
    ],
    [
      'member',
      [
        ['data-dir', '/d'],
        ['client-crl-file', '/c'],
      ],
      ['data /d', 'file /c'],
    ],
    [
      'member',
      [
        ['data-dir', '/d'],
        ['discovery-cacert', '/c'],
      ],
      ['data /d', 'file /c'],
    ],
    [
      'member',
      [
        ['data-dir', '/d'],
        ['log-outputs', ['stderr', '/l']],
      ],
      ['data /d', 'log /l'],
    ],
    [
      'member',
      [
        ['data-dir', '/d'],
        ['auth-token', 'jwt,pub-key=/p,priv-key=/k,ttl=5m'],
      ],
      ['data /d', 'file /p', 'file /k'],
    ],
    [
      'member',
      [
        ['data-dir', '/d'],
        ['auto-compaction-mode', 'periodic'],
      ],
      ['data /d'],
    ],
  ])('of a %s with %j', (role, settings, paths) => {
    const found = pathsOf({role, settings: new Map(settings)});

    expect(found.map(({kind, path}) => `${kind} ${path}`)).toEqual(paths);
  });
});

describe('isRelative', () => {
  it.each([
    ['/a', false],
    ['a', true],
    ['./a', true],
  ])('%s: %j', (path, expected) => {
    expect(isRelative({path})).toBe(expected);
  });
});

describe('withWholePaths', () => {
  it.each<[settings: [string, SettingValue][], expected: [string, SettingValue][]]>([
    [[['data-dir', 'd']], [['data-dir', '/w/d']]],
    [[['data-dir', '/d']], [['data-dir', '/d']]],
    [
      [['name', 'a']],
      [
        ['name', 'a'],
        ['data-dir', '/w/a.etcd'],
      ],
    ],
    [
      [
        ['data-dir', '/d'],
        ['auth-token', 'jwt,pub-key=p,priv-key=/k,ttl=5m'],
      ],
      [
        ['data-dir', '/d'],
        ['auth-token', 'jwt,pub-key=/w/p,priv-key=/k,ttl=5m'],
      ],
    ],
    [
      [
        ['data-dir', '/d'],
        ['log-outputs', ['stderr', 'l']],
      ],
      [
        ['data-dir', '/d'],
        ['log-outputs', 'stderr,/w/l'],
      ],
    ],
  ])('%j → %j', (settings, expected) => {
    expect([...withWholePaths({role: 'member', settings: new Map(settings)}, '/w')]).toEqual(expected);
  });
});
