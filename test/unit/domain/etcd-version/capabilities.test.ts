import {describe, expect, it} from 'vitest';

import {
  CAPABILITIES,
  has,
  type Capability,
  type CapabilityName,
} from '../../../../src/lib/domain/etcd-version/capabilities.js';
import {compareVersions, parseVersion} from '../../../../src/lib/domain/etcd-version/version.js';

describe('has', () => {
  it.each([
    ['v2Proxy', '3.4.23', true],
    ['v2Proxy', '3.5.35', true],
    ['v2Proxy', '3.6.0', false],
    ['v2Proxy', '3.7.3', false],
    ['enableV2', '3.5.35', true],
    ['enableV2', '3.6.16', false],
    ['etcdutl', '3.4.45', false],
    ['etcdutl', '3.5.0', true],
    ['etcdutl', '3.7.3', true],
    ['loggerChoice', '3.4.23', true],
    ['loggerChoice', '3.5.0', false],
    ['gatewayOnInConfigFile', '3.4.23', false],
    ['gatewayOnInConfigFile', '3.5.0', true],
    ['compactionModeDefaultInConfigFile', '3.5.35', false],
    ['compactionModeDefaultInConfigFile', '3.6.0', true],
    ['compactionModeDefaultInConfigFile', '3.8.0', true],
    ['unixSocketPaths', '3.4.45', false],
    ['unixSocketPaths', '3.5.9', false],
    ['unixSocketPaths', '3.5.10', true],
    ['unixSocketPaths', '3.6.0', true],
    ['advertisedSocketPaths', '3.6.16', false],
    ['advertisedSocketPaths', '3.7.0', true],
    ['addBesideDeadMember', '3.4.45', false],
    ['addBesideDeadMember', '3.5.29', false],
    ['addBesideDeadMember', '3.5.30', true],
    ['addBesideDeadMember', '3.6.10', false],
    ['addBesideDeadMember', '3.6.11', true],
    ['addBesideDeadMember', '3.7.0', true],
    ['updateKeepsLearner', '3.4.45', false],
    ['updateKeepsLearner', '3.5.30', false],
    ['updateKeepsLearner', '3.5.31', true],
    ['updateKeepsLearner', '3.6.11', false],
    ['updateKeepsLearner', '3.6.12', true],
    ['updateKeepsLearner', '3.7.0', true],
  ] as const)('%s in %s: %s', (name, version, expected) => {
    expect(has(version, name)).toBe(expected);
  });
});

describe('the table of capabilities', () => {
  const rows = Object.entries(CAPABILITIES) as [CapabilityName, Capability][];

  it.each(rows)(
    '%s has full versions in order, a text and a source',
    (_, {since, removedIn, what, source}) => {
      const versions = [...since, ...(removedIn === undefined ? [] : [removedIn])];

      expect(versions.map(parseVersion)).toEqual(versions);
      expect([...versions].sort(compareVersions)).toEqual(versions);
      expect(what).not.toBe('');
      expect(source).toMatch(/^https:\/\//);
    },
  );
});
