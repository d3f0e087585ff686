import {expect, it} from 'vitest';

import {
  failureReason,
  parseGoVersion,
  parseMadison,
  parseModuleVersions,
  updateFailure,
} from '../../../../src/lib/adapters/etcd-sources/parse.js';

it('reads the versions of each module', () => {
  const stdout =
    'go.etcd.io/etcd/server/v3 v3.5.0-alpha.0 v3.5.0 v3.7.3\ngo.etcd.io/etcd/etcdctl/v3 v3.7.3\ngo.etcd.io/etcd/etcdutl/v3\n';

  expect([...parseModuleVersions(stdout)]).toEqual([
    ['go.etcd.io/etcd/server/v3', ['3.5.0-alpha.0', '3.5.0', '3.7.3']],
    ['go.etcd.io/etcd/etcdctl/v3', ['3.7.3']],
    ['go.etcd.io/etcd/etcdutl/v3', []],
  ]);
});

it.each([
  ['go1.26.8', {major: 1, minor: 26}],
  ['go1.27rc1', {major: 1, minor: 27}],
  ['devel go1.28-abcdef', undefined],
  ['', undefined],
])('reads the version of go from %j', (text, expected) => {
  expect(parseGoVersion(text)).toEqual(expected);
});

it('reads packages and passes over sources and pre-releases', () => {
  const stdout = [
    'etcd-server | 3.5.16-4~bpo12+1 | http://mirror.example/debian bookworm-backports/main amd64 Packages',
    'etcd-server | 3.4.23-4+b4 | http://mirror.example/debian bookworm/main amd64 Packages',
    'etcd-client | 3.4.23-4+b4 | http://mirror.example/debian bookworm/main amd64 Packages',
    'etcd-server | 3.6.0~rc.1-1 | http://mirror.example/debian experimental/main amd64 Packages',
    '      etcd | 3.4.23-4 | http://mirror.example/debian bookworm/main Sources',
    '',
  ].join('\n');

  expect([...parseMadison(stdout)]).toEqual([
    [
      'etcd-server',
      [
        {version: '3.5.16', packageVersion: '3.5.16-4~bpo12+1'},
        {version: '3.4.23', packageVersion: '3.4.23-4+b4'},
      ],
    ],
    ['etcd-client', [{version: '3.4.23', packageVersion: '3.4.23-4+b4'}]],
  ]);
});

it.each([
  ['go: downloading x v1\ngo: x@v1: 403 Forbidden\n\tserver response: no', 'x@v1: 403 Forbidden'],
  [
    'W: Download is performed unsandboxed\nE: Unable to locate package etcd-server\n',
    'Unable to locate package etcd-server',
  ],
  [
    'go: module x: Get "https://u:p@proxy.example/x": dial tcp',
    'module x: Get "https://***@proxy.example/x": dial tcp',
  ],
  ['something else\n', 'something else'],
  ['', 'it says nothing'],
])('finds the reason in %j', (stderr, expected) => {
  expect(failureReason(stderr)).toBe(expected);
});

it('finds what apt could not fetch although it ended well', () => {
  const stderr =
    "W: Failed to fetch http://mirror.example/dists/bookworm/InRelease  Temporary failure resolving 'mirror.example'\n" +
    'W: Some index files failed to download.\n';

  expect(updateFailure(stderr)).toBe(
    "http://mirror.example/dists/bookworm/InRelease: Temporary failure resolving 'mirror.example'",
  );
  expect(updateFailure('W: Download is performed unsandboxed as root\n')).toBeUndefined();
});
