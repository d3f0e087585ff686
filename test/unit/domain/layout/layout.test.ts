import {describe, expect, it} from 'vitest';

import {
  commandFileOf,
  configFileOf,
  dataDirOf,
  livesInFolder,
  logFileOf,
  pidFileOf,
  remoteConfigFileOf,
} from '../../../../src/lib/domain/layout/layout.js';

describe('the paths of a node', () => {
  it.each([
    [configFileOf, 'nodes/infra0/etcd.yaml'],
    [commandFileOf, 'nodes/infra0/command.txt'],
    [logFileOf, '.etcdops/logs/infra0.log'],
    [pidFileOf, '.etcdops/pids/infra0.json'],
    [remoteConfigFileOf, '/etc/etcd/infra0/etcd.yaml'],
  ])('%o', (pathOf, expected) => {
    expect(pathOf('infra0')).toBe(expected);
  });
});

describe('where the data of a node is', () => {
  it.each([
    ['127.0.0.1', undefined, true, '.etcdops/data/infra0'],
    ['127.9.9.9', undefined, true, '.etcdops/data/infra0'],
    ['localhost', undefined, true, '.etcdops/data/infra0'],
    ['::1', undefined, true, '.etcdops/data/infra0'],
    ['10.0.0.1', undefined, false, '/var/lib/etcd/infra0'],
    ['etcd0.example', undefined, false, '/var/lib/etcd/infra0'],
    ['10.0.0.1', 'data', true, 'data'],
    ['10.0.0.1', '/data', false, '/data'],
    ['127.0.0.1', '/data', false, '/data'],
    ['127.0.0.1', './data', true, './data'],
  ])('host %s, dataDir %s', (host, dataDir, inFolder, expected) => {
    const node = {name: 'infra0', host, ...(dataDir === undefined ? {} : {dataDir})};

    expect(livesInFolder(node)).toBe(inFolder);
    expect(dataDirOf(node)).toBe(expected);
  });
});
