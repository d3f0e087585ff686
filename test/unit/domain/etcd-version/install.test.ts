import {expect, it} from 'vitest';

import {
  binaryNames,
  matchingVersions,
  nearestVersion,
  requestText,
} from '../../../../src/lib/domain/etcd-version/install.js';
import type {VersionRequest} from '../../../../src/lib/domain/etcd-version/version.js';

const LATEST: VersionRequest = {kind: 'latest'};
const line = (text: string): VersionRequest => ({kind: 'line', line: text});
const exact = (version: string): VersionRequest => ({kind: 'exact', version});

it.each([
  [LATEST, ['3.7.3', '3.7.1', '3.6.16']],
  [line('3.7'), ['3.7.3', '3.7.1']],
  [line('3.8'), ['3.8.0']],
  [exact('3.7.1'), ['3.7.1']],
  [exact('3.7.2'), []],
  [exact('3.7.0-rc.0'), ['3.7.0-rc.0']],
])('%j matches %j', (request, expected) => {
  expect(matchingVersions(request, ['3.6.16', '3.7.0-rc.0', '3.7.1', '3.7.3', '3.7.3', '3.8.0'])).toEqual(
    expected,
  );
});

it('knows which programs belong to a version', () => {
  expect(binaryNames('3.4.23')).toEqual(['etcd', 'etcdctl']);
  expect(binaryNames('3.5.0')).toEqual(['etcd', 'etcdctl', 'etcdutl']);
});

it('suggests the newest of the same line, else the newest', () => {
  const there = ['3.5.35', '3.6.16', '3.7.1', '3.7.3'];

  expect(nearestVersion(exact('3.5.99'), there)).toBe('3.5.35');
  expect(nearestVersion(line('3.4'), there)).toBe('3.7.3');
  expect(nearestVersion(LATEST, [])).toBeUndefined();
});

it('writes a request as the user does', () => {
  expect([LATEST, line('3.7'), exact('3.7.3')].map(requestText)).toEqual(['latest', '3.7', '3.7.3']);
});
