import {expect, it} from 'vitest';

import {
  digestOf,
  isSumsFile,
  releaseArchive,
  releaseUrl,
} from '../../../../src/lib/domain/etcd-version/release-archive.js';

const DIGEST = 'ab'.repeat(32);

it.each([
  ['linux', 'x64', 'etcd-v3.7.3-linux-amd64.tar.gz'],
  ['linux', 'arm64', 'etcd-v3.7.3-linux-arm64.tar.gz'],
  ['linux', 'ppc64', 'etcd-v3.7.3-linux-ppc64le.tar.gz'],
  ['linux', 's390x', 'etcd-v3.7.3-linux-s390x.tar.gz'],
  ['darwin', 'arm64', 'etcd-v3.7.3-darwin-arm64.zip'],
  ['linux', 'riscv64', undefined],
  ['win32', 'x64', undefined],
])('on %s %s the archive is %s', (platform, arch, expected) => {
  expect(releaseArchive('3.7.3', {platform, arch})?.file).toBe(expected);
});

it('puts a file below the address of a mirror, with or without a slash at its end', () => {
  expect(releaseUrl('http://m/etcd/', '3.7.3', 'SHA256SUMS')).toBe('http://m/etcd/v3.7.3/SHA256SUMS');
  expect(releaseUrl('http://m/etcd', '3.7.3', 'SHA256SUMS')).toBe('http://m/etcd/v3.7.3/SHA256SUMS');
});

it.each([
  [`${DIGEST}  a.tar.gz\n`, DIGEST],
  [`${DIGEST} *a.tar.gz\r\n`, DIGEST],
  [`${'0'.repeat(64)}  b.tar.gz\n${DIGEST.toUpperCase()}  ./a.tar.gz\n`, DIGEST],
  [`${DIGEST}  a.tar.gz.sig\n`, undefined],
  [`${DIGEST.slice(1)}  a.tar.gz\n`, undefined],
  ['', undefined],
])('reads the digest of a.tar.gz from %j', (sums, expected) => {
  expect(digestOf(sums, 'a.tar.gz')).toBe(expected);
});

it('knows a list of digests from anything else', () => {
  expect(isSumsFile(`${DIGEST}  a.tar.gz\n`)).toBe(true);
  expect(isSumsFile('<html>login</html>')).toBe(false);
  expect(isSumsFile('')).toBe(false);
});
