import {describe, expect, it} from 'vitest';

import {coversHost, formatSan, sanOf, sanProblem, uniqueSans} from '../../../../src/lib/domain/pki/san.js';

describe('sanProblem', () => {
  it.each([
    'etcd-1.example.com',
    'localhost',
    '*.example.com',
    'etcd_1.internal',
    '10.0.0.1',
    '::1',
    '2001:db8::1',
    'xn--kse-qla.example',
    'a.example.com.',
  ])('takes %s', name => {
    expect(sanProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'empty'],
    ['0.0.0.0', 'every address'],
    ['::', 'every address'],
    ['https://etcd.example.com', 'is a URL'],
    ['etcd.example.com:2379', 'port'],
    ['[::1]', 'brackets'],
    ['10.0.0.0/8', 'slash'],
    ['10.0.0.256', 'looks like an IP address'],
    ['a b', 'space or a comma'],
    ['a,b', 'space or a comma'],
    ['käse.example', 'xn--'],
    ['-a.example', 'neither'],
    ['a..b', 'neither'],
    ['a.*.b', 'neither'],
    ['fe80::1%eth0', 'zone'],
    ['x'.repeat(300), '300 characters'],
    ['a\u001b[31m', 'neither'],
  ])('refuses %j: %s', (name, why) => {
    expect(sanProblem(name)).toContain(why);
    expect(sanProblem(name)).not.toContain('\u001b');
  });
});

describe('coversHost', () => {
  const sans = ['localhost', '*.example.com', '127.0.0.1', '::1'].map(sanOf);

  it.each([
    ['localhost', true],
    ['LOCALHOST', true],
    ['a.example.com', true],
    ['a.b.example.com', false],
    ['example.com', false],
    ['127.0.0.1', true],
    ['127.0.0.2', false],
    ['0:0:0:0:0:0:0:1', true],
    ['::2', false],
  ])('%s: %s', (host, covered) => {
    expect(coversHost(sans, host)).toBe(covered);
  });

  it('each name once, however it is written', () => {
    expect(uniqueSans([...sans, sanOf('::1'), sanOf('0:0::1'), sanOf('Localhost.')]).map(formatSan)).toEqual([
      'DNS:Localhost',
      'DNS:*.example.com',
      'IP:127.0.0.1',
      'IP:0:0::1',
    ]);
  });
});
