import {describe, expect, it} from 'vitest';

import {
  canonicalHost,
  hostKindOf,
  isIpAddress,
  isPrivateAddress,
} from '../../../../src/lib/domain/process/host-kind.js';

describe('hostKindOf', () => {
  it.each([
    ['localhost', 'loopback'],
    ['LOCALHOST', 'loopback'],
    ['127.0.0.1', 'loopback'],
    ['127.8.9.1', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['0:0:0:0:0:0:0:0', 'unspecified'],
    ['::ffff:0.0.0.0', 'unspecified'],
    ['', 'unspecified'],
    ['10.0.0.1', 'address'],
    ['2001:db8::1', 'address'],
    ['etcd1', 'name'],
    ['127.example.com', 'name'],
    ['010.0.0.1', 'name'],
    ['fe80::1%eth0', 'name'],
    ['localhost.localdomain', 'name'],
  ])('%s: %s', (host, kind) => {
    expect(hostKindOf(host)).toBe(kind);
  });
});

describe('canonicalHost', () => {
  it.each([
    ['Etcd1.Example.COM', 'etcd1.example.com'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::FFFF:10.0.0.1', '10.0.0.1'],
    ['10.0.0.1', '10.0.0.1'],
  ])('%s: %s', (host, canonical) => {
    expect(canonicalHost(host)).toBe(canonical);
  });
});

describe('isIpAddress', () => {
  it.each([
    ['10.0.0.1', true],
    ['::1', true],
    ['fe80::1%eth0', false],
    ['010.0.0.1', false],
    ['10.0.0', false],
    ['localhost', false],
  ])('%s: %s', (host, expected) => {
    expect(isIpAddress(host)).toBe(expected);
  });
});

describe('isPrivateAddress', () => {
  it.each([
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.31.255.1', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['192.169.1.1', false],
    ['fd12::1', true],
    ['fe80::1', false],
    ['203.0.113.7', false],
    ['100.64.0.1', false],
    ['fcbank.example.com', false],
  ])('%s: %s', (host, expected) => {
    expect(isPrivateAddress(host)).toBe(expected);
  });
});
