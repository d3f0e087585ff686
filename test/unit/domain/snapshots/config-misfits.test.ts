import {describe, expect, it} from 'vitest';

import {configMisfits} from '../../../../src/lib/domain/snapshots/config-misfits.js';

const FOLDER = '/srv/demo';
const WANTED = {
  'data-dir': '.etcdops/data/infra0',
  'listen-client-urls': 'http://10.0.0.1:2379',
  'listen-peer-urls': 'http://10.0.0.1:2380',
};

function misfits(changes: Readonly<Record<string, unknown>>): string[] {
  return configMisfits({...WANTED, ...changes}, WANTED, FOLDER).map(({key}) => key);
}

describe('a config file that was changed by hand, before a restore', () => {
  it.each<[title: string, changes: Record<string, unknown>]>([
    ['as the spec has it', {}],
    ['a setting that moves nothing', {'snapshot-count': 5000}],
    ['the same directory, written otherwise', {'data-dir': '/srv/demo/./.etcdops/data/infra0/'}],
    ['one more URL', {'listen-client-urls': 'http://127.0.0.1:2379, http://10.0.0.1:2379'}],
    ['every address of the machine', {'listen-client-urls': 'http://0.0.0.0:2379'}],
    ['every address of either kind', {'listen-peer-urls': 'http://[::]:2380'}],
  ])('fits: %s', (_, changes) => {
    expect(misfits(changes)).toEqual([]);
  });

  it.each<[title: string, changes: Record<string, unknown>, keys: string[]]>([
    ['another directory', {'data-dir': '/data/infra0'}, ['data-dir']],
    ['no directory', {'data-dir': undefined}, ['data-dir']],
    ['a log elsewhere', {'wal-dir': '/wal/infra0'}, ['wal-dir']],
    ['another port', {'listen-client-urls': 'http://10.0.0.1:2479'}, ['listen-client-urls']],
    ['another port on every address', {'listen-peer-urls': 'http://0.0.0.0:2480'}, ['listen-peer-urls']],
    ['with TLS on every address', {'listen-peer-urls': 'https://0.0.0.0:2380'}, ['listen-peer-urls']],
    ['another address', {'listen-client-urls': 'http://10.0.0.2:2379'}, ['listen-client-urls']],
    ['what is no URL', {'listen-client-urls': 'infra0'}, ['listen-client-urls']],
    ['no text', {'listen-peer-urls': ['http://10.0.0.1:2380']}, ['listen-peer-urls']],
  ])('does not fit: %s', (_, changes, keys) => {
    expect(misfits(changes)).toEqual(keys);
  });

  it('does not fit at all where it is none', () => {
    for (const found of [undefined, null, 'text', ['list']])
      expect(configMisfits(found, WANTED, FOLDER)).toHaveLength(3);
  });

  it('tells both values', () => {
    const [misfit] = configMisfits({...WANTED, 'data-dir': '/data/infra0'}, WANTED, FOLDER);

    expect(misfit).toEqual({key: 'data-dir', found: '/data/infra0', wanted: '.etcdops/data/infra0'});
  });
});
