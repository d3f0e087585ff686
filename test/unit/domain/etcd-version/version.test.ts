import {describe, expect, it} from 'vitest';

import {
  compareVersions,
  ETCD_LINES,
  isKnownLine,
  lineOf,
  NEWEST_KNOWN,
  NEWEST_LINE,
  parseVersion,
  parseVersionRequest,
  pickVersion,
} from '../../../../src/lib/domain/etcd-version/version.js';

describe('parseVersion', () => {
  it.each([
    ['3.7.3', '3.7.3'],
    ['v3.7.3', '3.7.3'],
    [' 3.4.23 ', '3.4.23'],
    ['3.8.0-alpha.0', '3.8.0-alpha.0'],
  ])('reads "%s"', (text, version) => {
    expect(parseVersion(text)).toBe(version);
  });

  it.each(['', '3', '3.7', 'latest', '3.7.x', '3.7.3.1', '>=3.7.3', '03.7.3', '3.7.-1'])(
    'does not read "%s"',
    text => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );
});

describe('parseVersionRequest', () => {
  it.each([
    ['3.7.3', {kind: 'exact', version: '3.7.3'}],
    ['v3.7.3', {kind: 'exact', version: '3.7.3'}],
    ['3.8.0-alpha.0', {kind: 'exact', version: '3.8.0-alpha.0'}],
    ['3.7', {kind: 'line', line: '3.7'}],
    ['v3.4', {kind: 'line', line: '3.4'}],
    ['latest', {kind: 'latest'}],
    [' latest ', {kind: 'latest'}],
  ])('reads "%s"', (text, request) => {
    expect(parseVersionRequest(text)).toEqual(request);
  });

  it.each(['', '3', 'newest', 'vlatest', '3.7.x', '3.7.', '../3.7.3'])('does not read "%s"', text => {
    expect(parseVersionRequest(text)).toBeUndefined();
  });
});

describe('compareVersions', () => {
  it('sorts by number, pre-releases first', () => {
    const sorted = ['3.4.23', '3.5.9', '3.5.31', '3.7.0-rc.0', '3.7.0', '3.10.0'];

    expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
    expect(compareVersions('3.5.9', '3.5.9')).toBe(0);
  });
});

describe('lineOf', () => {
  it.each([
    ['3.5.12', '3.5'],
    ['3.8.0-alpha.0', '3.8'],
  ])('%s belongs to %s', (version, line) => {
    expect(lineOf(version)).toBe(line);
  });
});

describe('the known lines', () => {
  it('are known, and each has a newest release of its own', () => {
    expect(ETCD_LINES.every(isKnownLine)).toBe(true);
    expect(['3.3', '3.8', '3', ''].some(isKnownLine)).toBe(false);
    expect(ETCD_LINES.map(line => lineOf(NEWEST_KNOWN[line]))).toEqual([...ETCD_LINES]);
    expect(NEWEST_LINE).toBe(ETCD_LINES.at(-1));
  });
});

describe('pickVersion', () => {
  const versions = ['3.5.9', '3.5.35', '3.7.3', '3.8.0-alpha.0', '3.7.2'];

  it.each([
    ['3.5', '3.5.35'],
    ['3.7', '3.7.3'],
    ['3.8', undefined],
    ['3.4', undefined],
    ['latest', '3.7.3'],
    ['3.7.2', '3.7.2'],
    ['3.8.0-alpha.0', '3.8.0-alpha.0'],
    ['3.7.9', undefined],
  ])('for %s takes %s', (text, picked) => {
    expect(pickVersion(parseVersionRequest(text)!, versions)).toBe(picked);
  });

  it('finds nothing in nothing', () => {
    expect(pickVersion({kind: 'latest'}, [])).toBeUndefined();
  });
});
