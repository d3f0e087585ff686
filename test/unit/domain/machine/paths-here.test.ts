import {describe, expect, it} from 'vitest';

import type {Launch} from '../../../../src/lib/domain/inputs/input.js';
import {localityOf, machineOf, pathFinder} from '../../../../src/lib/domain/machine/paths-here.js';
import {processOf} from '../../../helpers/process-of.js';

const MACHINE = machineOf('/cwd', ['127.0.0.1', '::1', '10.0.0.1', 'fd00::1', 'Node1']);
const INPUT = {place: {file: 'conf/run.sh'}};

describe('localityOf', () => {
  it.each([
    ['here', 'etcd'],
    ['here', 'etcd --initial-advertise-peer-urls http://127.0.0.1:2380'],
    ['here', 'etcd --initial-advertise-peer-urls http://10.0.0.1:2380'],
    ['here', 'etcd --initial-advertise-peer-urls http://node1:2380'],
    ['here', 'etcd --listen-peer-urls http://[fd00:0::1]:2380 --initial-advertise-peer-urls http://a:2380'],
    ['unknown', 'etcd --listen-peer-urls http://0.0.0.0:2380 --initial-advertise-peer-urls http://a:2380'],
    [
      'unknown',
      'etcd --listen-client-urls http://127.0.0.1:2379 --initial-advertise-peer-urls http://a:2380',
    ],
    ['elsewhere', 'etcd --listen-peer-urls http://10.0.0.2:2380'],
    ['elsewhere', 'etcd --listen-client-urls http://127.0.0.1:2379,http://10.0.0.2:2379'],
    [
      'elsewhere',
      'etcd --listen-peer-urls http://0.0.0.0:2380 --initial-advertise-peer-urls http://10.0.0.2:2380',
    ],
    ['unknown', 'etcd gateway start --endpoints 10.0.0.2:2379'],
    ['unknown', 'etcdctl --endpoints 10.0.0.2:2379 get key'],
  ])('is %s for %s', (locality, line) => {
    expect(localityOf(processOf(line), MACHINE)).toBe(locality);
  });

  it('does not go by the addresses of a container with a network of its own', () => {
    const line = 'etcd --listen-peer-urls http://172.17.0.2:2380';

    expect(localityOf(processOf(line, undefined, {inContainer: true, ownNetwork: true}), MACHINE)).toBe(
      'unknown',
    );
  });
});

describe('pathFinder', () => {
  const CONTAINER: Partial<Launch> = {
    ...INPUT,
    inContainer: true,
    ownNetwork: true,
    mounts: [
      {source: './data', target: '/data'},
      {source: '/srv/wal', target: '/data/member/wal'},
      {source: '${HOME}/certs', target: '/certs'},
      {source: '~/keys', target: '/keys'},
    ],
  };
  const ELSEWHERE = 'etcd --listen-peer-urls http://10.0.0.2:2380';

  it.each<[string, string, Partial<Launch>, string, (string | undefined)[]]>([
    ['an absolute path', 'etcd', INPUT, '/etc/a.crt', ['/etc/a.crt', '/etc/a.crt']],
    ['a relative path', 'etcd', INPUT, 'a.crt', ['/cwd/conf/a.crt', '/cwd/a.crt']],
    ['a path above', 'etcd', INPUT, '../a.crt', ['/cwd/a.crt', '/a.crt']],
    ['an input that is here', 'etcd', {place: {file: 'run.sh'}}, 'a.crt', ['/cwd/a.crt']],
    ['standard input', 'etcd', {place: {file: '-'}}, 'a.crt', ['/cwd/a.crt']],
    ['a working directory', 'etcd', {...INPUT, workingDirectory: '/srv'}, 'a.crt', ['/srv/a.crt']],
    [
      'a working directory beside the input',
      'etcd',
      {...INPUT, workingDirectory: 'run'},
      'a.crt',
      ['/cwd/conf/run/a.crt'],
    ],
    ['a home', 'etcd', INPUT, '~/a.crt', [undefined, undefined]],
    ['a specifier', 'etcd', INPUT, '/etc/%H/a.crt', [undefined, undefined]],
    ['a path of a container alone', 'etcd', CONTAINER, '/etc/a.crt', [undefined, undefined]],
    ['a mount', 'etcd', CONTAINER, '/data/a', ['/cwd/conf/data/a', '/cwd/conf/data/a']],
    ['a mount inside another', 'etcd', CONTAINER, '/data/member/wal/0', ['/srv/wal/0', '/srv/wal/0']],
    ['a mount from a variable', 'etcd', CONTAINER, '/certs/a.crt', [undefined, undefined]],
    ['a mount from a home', 'etcd', CONTAINER, '/keys/a.key', [undefined, undefined]],
    ['a path of another machine', ELSEWHERE, INPUT, '/etc/a.crt', [undefined, undefined]],
    [
      'a file that is kept beside the configuration for another machine',
      ELSEWHERE,
      INPUT,
      'tls/a.crt',
      ['/cwd/conf/tls/a.crt', undefined],
    ],
  ])('finds %s', (_, line, launch, path, places) => {
    expect(
      pathFinder(processOf(line, undefined, launch), MACHINE)
        .find([path])
        .flat(),
    ).toEqual(places);
  });

  it('counts paths of one process from the same folder', () => {
    expect(pathFinder(processOf('etcd', undefined, INPUT), MACHINE).find(['d', 'w'])).toEqual([
      ['/cwd/conf/d', '/cwd/conf/w'],
      ['/cwd/d', '/cwd/w'],
    ]);
  });
});
