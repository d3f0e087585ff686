import {describe, expect, it} from 'vitest';

import type {Source} from '../../../../src/lib/domain/convert/conversion.js';
import {containerOf, unmountable} from '../../../../src/lib/domain/convert/source-container.js';
import type {SettingValue} from '../../../../src/lib/domain/spec/vocabulary.js';

function aSource(settings: Record<string, SettingValue>, change: Partial<Source> = {}): Source {
  return {
    name: 'infra0',
    member: 'infra0',
    role: 'member',
    version: '3.7.3',
    program: 'etcd',
    workingDirectory: '/srv/etcd',
    settings: new Map(Object.entries(settings)),
    ...change,
  };
}

function volumes(source: Source): string[] {
  return containerOf(source, 'demo').mounts.map(
    ({source: from, target, readOnly}) => `${from}:${target}${readOnly ? ':ro' : ''}`,
  );
}

describe('containerOf', () => {
  it.each<[what: string, settings: Record<string, SettingValue>, expected: string[]]>([
    ['data where it is', {'data-dir': '/var/lib/etcd'}, ['/var/lib/etcd:/var/lib/etcd']],
    ['data below the working directory', {name: 'a'}, ['/srv/etcd/a.etcd:/srv/etcd/a.etcd']],
    ['the log apart', {'data-dir': '/d/e', 'wal-dir': '/w/e'}, ['/d/e:/d/e', '/w/e:/w/e']],
    ['the log inside', {'data-dir': '/d/e', 'wal-dir': '/d/e/wal'}, ['/d/e:/d/e']],
    [
      'folders of certificates, once',
      {'data-dir': '/d/e', 'cert-file': '/etc/etcd/a.crt', 'key-file': '/etc/etcd/a.key'},
      ['/d/e:/d/e', '/etc/etcd:/etc/etcd:ro'],
    ],
    [
      'no folder of the system',
      {'data-dir': '/d/e', 'cert-file': '/etc/a.crt'},
      ['/d/e:/d/e', '/etc/a.crt:/etc/a.crt:ro'],
    ],
    ['certificates beside the data', {'data-dir': '/d/e', 'cert-file': '/d/e/a.crt'}, ['/d/e:/d/e']],
    [
      'a log file',
      {'data-dir': '/d/e', 'log-outputs': '/var/log/etcd/l'},
      ['/d/e:/d/e', '/var/log/etcd:/var/log/etcd'],
    ],
  ])('sees %s', (_, settings, expected) => {
    expect(volumes(aSource(settings))).toEqual(expected);
  });

  it('has whole paths', () => {
    const source = aSource({name: 'a', 'cert-file': 'tls/a.crt', 'log-outputs': ['stderr', 'etcd.log']});

    expect(containerOf(source, 'demo').argv).toEqual([
      'etcd',
      '--name=a',
      '--cert-file=/srv/etcd/tls/a.crt',
      '--log-outputs=stderr,/srv/etcd/etcd.log',
      '--data-dir=/srv/etcd/a.etcd',
    ]);
  });

  it('cannot see a path with a colon, which is said', () => {
    const source = aSource({'data-dir': '/srv/a:b'});

    expect(volumes(source)).toEqual([]);
    expect(unmountable(source)).toMatchObject([{member: 'infra0', setting: 'volume', value: '/srv/a:b'}]);
    expect(unmountable(aSource({}))).toEqual([]);
  });

  it('keeps the folders of one that was a container before', () => {
    const container = {mounts: [{source: '/srv/data', target: '/etcd-data'}]};
    const source = aSource({'data-dir': '/etcd-data'}, {container, workingDirectory: '/'});

    expect(volumes(source)).toEqual(['/srv/data:/etcd-data']);
  });

  it('of a gateway sees nothing', () => {
    const {mounts, argv} = containerOf(aSource({endpoints: 'a:1'}, {role: 'gateway'}), 'demo');

    expect(mounts).toEqual([]);
    expect(argv).toEqual(['etcd', 'gateway', 'start', '--endpoints=a:1']);
  });
});
