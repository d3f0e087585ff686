import {describe, expect, it} from 'vitest';

import {parseEtcdVersion} from '../../../../src/lib/adapters/etcd-server/parse.js';

describe('parseEtcdVersion', () => {
  // What `etcd --version` of real binaries prints.
  it.each([
    [
      'etcd Version: 3.4.23\nGit SHA: Not provided (use ./build instead of go build)\nGo Version: go1.19.8\nGo OS/Arch: linux/amd64\n',
      '3.4.23',
    ],
    ['etcd Version: 3.7.3\nGit SHA: v3.7.3\nGo Version: go1.26.8\nGo OS/Arch: linux/amd64\n', '3.7.3'],
    ['etcd Version: 3.8.0-alpha.0\nGit SHA: abcdef0\n', '3.8.0-alpha.0'],
    ['[WARNING] Deprecated flag\netcd Version: 3.5.35\r\n', '3.5.35'],
  ])('reads %j', (stdout, version) => {
    expect(parseEtcdVersion(stdout)).toBe(version);
  });

  it.each([
    '',
    'etcdctl version: 3.7.3\nAPI version: 3.7\n',
    'etcd Version: \n',
    'etcd Version: three\n',
    'etcd Version: 3.7\n',
    'not etcd Version: 3.7.3\n',
    `${'x'.repeat(5000)}\netcd Version: 3.7.3\n`,
  ])('finds none in %j', stdout => {
    expect(parseEtcdVersion(stdout)).toBeUndefined();
  });
});
