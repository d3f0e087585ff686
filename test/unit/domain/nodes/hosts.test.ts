import {describe, expect, it} from 'vitest';

import {
  bracketed,
  hostProblem,
  ipProblem,
  isHostOf,
  isLoopback,
} from '../../../../src/lib/domain/nodes/hosts.js';

describe('hostProblem', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '223.255.255.255',
    '::1',
    'fe80::1',
    '2001:db8::5',
    'fd00::1',
    'localhost',
    'etcd1',
    'etcd1.example.com',
    'etcd1.example.com.',
    'xn--bcher-kva.example',
    '1host.example',
    'a'.repeat(63),
    `${'a.'.repeat(126)}a`,
  ])('takes %s', host => {
    expect(hostProblem(host)).toBeUndefined();
  });

  it.each([
    ['', 'the host is empty'],
    ['http://10.0.0.1', 'is a URL'],
    ['10.0.0.1:2379', 'has a port'],
    ['etcd1.example.com:2380', 'has a port'],
    ['etcd1:', 'has a port'],
    ['[::1]', 'IPv6 address in brackets'],
    ['0.0.0.0', 'means "every address"'],
    ['::', 'means "every address"'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'multicast'],
    ['ff02::1', 'multicast'],
    ['10.0.0.256', 'looks like an IP address and is none'],
    ['10.0.0', 'looks like an IP address and is none'],
    ['12345', 'looks like an IP address and is none'],
    ['-etcd', 'neither an IP address nor a DNS name'],
    ['etcd-', 'neither an IP address nor a DNS name'],
    ['etcd_1', 'neither an IP address nor a DNS name'],
    ['a..b', 'neither an IP address nor a DNS name'],
    ['bücher.example', 'neither an IP address nor a DNS name'],
    ['a b', 'neither an IP address nor a DNS name'],
    ['a'.repeat(64), 'has a part of 64 characters between its dots'],
    ['.', 'looks like an IP address and is none'],
    ['a.'.repeat(127) + 'a', 'has 255 characters'],
    ['etcd\u001b[31m', 'neither an IP address nor a DNS name'],
  ])('refuses "%s"', (host, why) => {
    expect(hostProblem(host)).toContain(why);
  });

  it('shows no control characters', () => {
    expect(hostProblem('a\u001b[2Jb')).not.toContain('\u001b');
  });
});

describe('ipProblem', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', '10.0.0.1'])('takes %s', address => {
    expect(ipProblem(address)).toBeUndefined();
  });

  it.each(['', 'localhost', '10.0.0.1:2379', '[::1]', '10.0.0.256', 'http://10.0.0.1'])(
    'refuses "%s"',
    address => {
      expect(ipProblem(address)).toContain('is not an IP address');
    },
  );
});

describe('bracketed', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', 'localhost'],
    ['::1', '[::1]'],
    ['2001:db8::5', '[2001:db8::5]'],
  ])('writes %s as %s', (host, written) => {
    expect(bracketed(host)).toBe(written);
  });
});

describe('isLoopback', () => {
  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['127.example.com', false],
    ['128.0.0.1', false],
    ['10.0.0.1', false],
    ['0.0.0.0', false],
    ['etcd1', false],
  ])('%s: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

it.each([
  ['127.0.0.5', true],
  ['localhost', true],
  ['10.0.0.1', true],
  ['10.0.0.2', false],
])('the machine with address 10.0.0.1 is host %s: %s', (host, expected) => {
  expect(isHostOf(host, ['10.0.0.1'])).toBe(expected);
});
