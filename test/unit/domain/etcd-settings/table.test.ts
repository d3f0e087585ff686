import {describe, expect, it} from 'vitest';
import {
  choicesOf,
  defaultOf,
  findSetting,
  nearestSettingName,
  settingExists,
  settingsOf,
  yamlPathOf,
} from '../../../../src/lib/domain/etcd-settings/lookup.js';
import {ETCD_SETTINGS} from '../../../../src/lib/domain/etcd-settings/table.js';
import type {EtcdSetting} from '../../../../src/lib/domain/etcd-settings/types.js';
import {compareVersions} from '../../../../src/lib/domain/etcd-version/version.js';

function setting(name: string): EtcdSetting {
  const found = findSetting(name);
  if (found === undefined) throw new Error(`no row for ${name}`);
  return found;
}

function isBefore(a: string, b: string): boolean {
  return compareVersions(a, b) < 0;
}

/** The versions that a row speaks of: where each of its ranges, defaults and choices begins. */
function versionsOf(row: EtcdSetting): string[] {
  const parts = [...row.ranges, ...(row.defaults ?? []), ...(row.choicesByVersion ?? [])];
  return parts.map(({since}) => since).filter(version => settingExists(row, version));
}

describe('the table of etcd settings', () => {
  it('has one row for each name', () => {
    const names = ETCD_SETTINGS.map(({name}) => name);

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.filter(name => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  it('writes every version in full', () => {
    const parts = ETCD_SETTINGS.flatMap(row => [
      ...[...row.ranges, ...(row.yamlRanges ?? [])].flatMap(({since, until}) => [since, until]),
      ...[...(row.defaults ?? []), ...(row.choicesByVersion ?? [])].map(({since}) => since),
      row.deprecatedSince,
      row.listSince,
    ]);

    expect(parts.filter(text => text !== undefined && !/^3\.\d+\.\d+$/.test(text))).toEqual([]);
  });

  it.each(ETCD_SETTINGS.map(row => [row.name, row] as const))(
    '%s: ranges in order, none in another',
    (_, row) => {
      for (const ranges of [row.ranges, ...(row.yamlRanges === undefined ? [] : [row.yamlRanges])]) {
        expect(ranges).not.toEqual([]);
        for (const [index, {since, until}] of ranges.entries()) {
          if (until !== undefined) expect(isBefore(since, until)).toBe(true);
          const next = ranges[index + 1];
          if (next !== undefined) expect(until !== undefined && isBefore(until, next.since)).toBe(true);
        }
      }
    },
  );

  it.each(ETCD_SETTINGS.map(row => [row.name, row] as const))('%s: defaults and choices fit', (_, row) => {
    for (const rows of [row.defaults ?? [], row.choicesByVersion ?? []]) {
      const versions = rows.map(({since}) => since);
      expect(versions).toEqual([...versions].sort(compareVersions));
    }
    if (row.defaults !== undefined) expect(row.defaults[0]?.since).toBe(row.ranges[0]?.since);
    for (const version of versionsOf(row)) {
      const value = defaultOf(row, version);
      const choices = choicesOf(row, version);
      if (value !== undefined && choices !== undefined) expect(choices).toContain(value);
    }
  });

  it('names its successors, and only those that exist', () => {
    const successors = ETCD_SETTINGS.map(row => row.replacedBy).filter(name => name !== undefined);

    expect(successors.filter(name => findSetting(name) === undefined)).toEqual([]);
    expect(
      ETCD_SETTINGS.filter(row => row.featureGate !== undefined && row.replacedBy !== 'feature-gates'),
    ).toEqual([]);
  });

  it('says of every setting that ends what to do instead', () => {
    const ending = ETCD_SETTINGS.filter(row => row.ranges.at(-1)?.until !== undefined);

    expect(ending.filter(row => row.replacedBy === undefined && row.removedReason === undefined)).toEqual([]);
  });

  it('says how a config file writes what it writes differently', () => {
    const inFile = ETCD_SETTINGS.filter(row => row.yamlPath !== null);
    const forms = (type: EtcdSetting['type']): unknown[] => [
      ...new Set(inFile.filter(row => row.type === type).map(row => row.yamlForm)),
    ];

    expect(forms('duration')).toEqual(['nanoseconds']);
    expect(forms('url-list')).toEqual(['comma-string']);
    expect(forms('string-list').sort()).toEqual(['comma-string', 'list']);
    expect(forms('number')).toEqual([undefined]);
    expect(forms('boolean')).toEqual([undefined]);
  });
});

describe('settingExists', () => {
  it.each([
    ['tls-min-version', '3.4.24', false],
    ['tls-min-version', '3.4.25', true],
    ['tls-min-version', '3.4.45', true],
    ['tls-min-version', '3.5.0', false],
    ['tls-min-version', '3.5.7', false],
    ['tls-min-version', '3.5.8', true],
    ['tls-min-version', '3.7.3', true],
    ['listen-client-http-urls', '3.4.23', false],
    ['max-concurrent-streams', '3.5.4', false],
    ['experimental-enable-lease-checkpoint-persist', '3.5.1', false],
    ['experimental-enable-lease-checkpoint-persist', '3.6.16', true],
    ['experimental-enable-lease-checkpoint-persist', '3.7.0', false],
    ['experimental-warning-unary-request-duration', '3.5.35', false],
    ['experimental-compaction-sleep-interval', '3.5.15', false],
    ['experimental-compaction-sleep-interval', '3.5.16', true],
    ['next-cluster-version-compatible', '3.4.31', true],
    ['next-cluster-version-compatible', '3.5.35', false],
    ['enable-v2', '3.5.35', true],
    ['enable-v2', '3.6.0', false],
    ['debug', '3.5.0', false],
    ['discovery', '3.6.16', true],
    ['discovery', '3.7.0', false],
    ['discovery-token', '3.5.35', false],
    ['discovery-token', '3.10.0', true],
    ['discovery-token', '3.6.0-rc.1', true],
    ['enable-v2', '3.6.0-alpha.0+git', false],
  ])('%s on %s: %s', (name, version, expected) => {
    expect(settingExists(setting(name), version)).toBe(expected);
  });

  it('gives each release its own settings', () => {
    const counts = ['3.4.23', '3.5.35', '3.6.16', '3.7.3'].map(version => settingsOf(version).length);

    expect(counts).toEqual([85, 111, 137, 112]);
  });
});

describe('what depends on the version', () => {
  it.each([
    ['pre-vote', '3.4.45', 'false'],
    ['pre-vote', '3.5.0', 'true'],
    ['snapshot-count', '3.5.35', '100000'],
    ['snapshot-count', '3.6.0-rc.0', '10000'],
    ['logger', '3.7.3', 'zap'],
    ['wal-dir', '3.7.3', undefined],
  ])('the default of %s on %s is %s', (name, version, expected) => {
    expect(defaultOf(setting(name), version)).toBe(expected);
  });

  it.each([
    ['logger', '3.4.23', ['capnslog', 'zap']],
    ['logger', '3.5.0', ['zap']],
    ['log-format', '3.6.0', ['json', 'console']],
    ['auth-token', '3.6.0', undefined],
  ])('the choices of %s on %s', (name, version, expected) => {
    expect(choicesOf(setting(name), version)).toEqual(expected);
  });

  it.each([
    ['quota-backend-bytes', '3.4.23', 'quota-backend-bytes'],
    ['cert-file', '3.4.23', 'client-transport-security.cert-file'],
    ['peer-client-cert-auth', '3.7.3', 'peer-transport-security.client-cert-auth'],
    ['client-crl-file', '3.7.3', null],
    ['raft-read-timeout', '3.7.3', null],
    ['peer-cert-allowed-cn', '3.5.13', null],
    ['peer-cert-allowed-cn', '3.5.14', 'peer-transport-security.allowed-cn'],
    ['self-signed-cert-validity', '3.5.0', null],
    ['socket-reuse-port', '3.5.9', null],
    ['socket-reuse-port', '3.5.10', 'socket-options.reuse-port'],
    ['discovery-fallback', '3.5.35', 'discovery-fallback'],
    ['discovery-fallback', '3.6.16', null],
    ['discovery-token', '3.6.16', 'discovery-config.token'],
    ['experimental-snapshot-catchup-entries', '3.6.16', 'experimental-snapshot-catch-up-entries'],
    ['experimental-peer-skip-client-san-verification', '3.5.35', null],
    ['debug', '3.5.35', null],
  ])('the file key of %s on %s is %s', (name, version, expected) => {
    expect(yamlPathOf(setting(name), version)).toBe(expected);
  });
});

describe('nearestSettingName', () => {
  it.each([
    ['quota-backend-byte', '3.7.3', 'quota-backend-bytes'],
    ['quota_backend_bytes', '3.7.3', 'quota-backend-bytes'],
    ['ETCD_QUOTA_BACKEND_BYTES', '3.7.3', 'quota-backend-bytes'],
    ['--snapshot-count', '3.7.3', 'snapshot-count'],
    ['snapshto-count', '3.7.3', 'snapshot-count'],
    ['heartbeat-intervall', '3.4.23', 'heartbeat-interval'],
    ['auto-compaction-retension', '3.6.16', 'auto-compaction-retention'],
    ['grpc-keep-alive-timeout', '3.7.3', 'grpc-keepalive-timeout'],
    ['cros', '3.7.3', 'cors'],
    ['tls-min-versoin', '3.4.23', undefined],
    ['tls-min-versoin', '3.7.3', 'tls-min-version'],
    ['corrupt-check-timer', '3.5.35', undefined],
    ['compaction', '3.7.3', undefined],
    ['ca-file', '3.7.3', undefined],
    ['peers', '3.7.3', undefined],
    ['x', '3.7.3', undefined],
    ['', '3.7.3', undefined],
  ])('%s on %s: %s', (name, version, expected) => {
    expect(nearestSettingName(name, version)).toBe(expected);
  });
});
