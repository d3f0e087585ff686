import {describe, expect, it} from 'vitest';

import {
  askedDomainProblem,
  domainProblem,
  srvNameProblem,
} from '../../../../src/lib/domain/srv/domain-name.js';

describe('askedDomainProblem', () => {
  it.each(['example.com', 'example.com.', 'a_b.example', 'ad_.example'])('takes %s', domain => {
    expect(askedDomainProblem(domain)).toBeUndefined();
  });

  it.each([
    ['exa mple.com', 'holds a space'],
    ['http://example.com', 'is a URL'],
    ['example.com..', 'ends with a dot'],
    ['.', 'the domain is empty'],
    ['a..b', 'has an empty part'],
    ['-a.example', 'is not a DNS name'],
    ['*.example.com', 'is not a DNS name'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['10.0.0.1', 'is an IP address'],
  ])('refuses "%s"', (domain, why) => {
    expect(askedDomainProblem(domain)).toContain(why);
  });
});

describe('domainProblem', () => {
  it.each(['example.com', 'test', 'a.b.c', 'xn--mnchen-3ya.example', '1.example', 'EXAMPLE.com'])(
    'takes %s',
    domain => {
      expect(domainProblem(domain)).toBeUndefined();
    },
  );

  it.each([
    ['', 'the domain is empty'],
    ['10.0.0.1', 'is an IP address'],
    ['::1', 'is an IP address'],
    ['https://example.com', 'is a URL'],
    ['exa mple.com', 'holds a space'],
    ['example.com ', 'holds a space'],
    ['example.com\n', 'holds a space'],
    ['münchen.example', 'write it as it stands in DNS, xn--mnchen-3ya.example'],
    ['例え.テスト', 'write it as it stands in DNS, xn--r8jz45g.xn--zckzah'],
    ['a\u202eb.example', 'has characters that no DNS name can have'],
    ['_etcd-server._tcp.example.com', 'begins with a service'],
    ['example.com:53', 'has a port'],
    ['example.com.', 'ends with a dot: write example.com'],
    ['.', 'has an empty part'],
    ['.example.com', 'has an empty part'],
    ['a..b', 'has an empty part'],
    ['a.b..', 'has an empty part'],
    ['12.5', 'is a number'],
    ['-a.example', 'is not a DNS name'],
    ['a-.example', 'is not a DNS name'],
    ['a_b.example', 'is not a DNS name'],
    ['*.example.com', 'is not a DNS name'],
    [`${'a'.repeat(64)}.example`, 'has a part of 64 characters between its dots; DNS has room for 63'],
    [`${'a.'.repeat(125)}a`, 'has 251 characters'],
    ['a\u001b[2J.example', 'is not a DNS name'],
  ])('refuses "%s"', (domain, why) => {
    expect(domainProblem(domain)).toContain(why);
    expect(domainProblem(domain)).not.toMatch(/[\u001b\u202e]/);
  });

  it('leaves room for the longest service before it', () => {
    const longest = `${'a'.repeat(63)}.${'a'.repeat(63)}.${'a'.repeat(63)}.${'a'.repeat(38)}`;
    expect(domainProblem(longest)).toBeUndefined();
    expect(`_etcd-server-ssl-._tcp.${longest}`).toHaveLength(253);
  });
});

describe('srvNameProblem', () => {
  it.each(['orders', 'blue-2', 'a'.repeat(46)])('takes %s', name => {
    expect(srvNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'is empty'],
    ['a'.repeat(47), 'has 47 characters'],
    ['a.b', 'cannot stand in a service name'],
    ['-a', 'cannot stand'],
    ['a b', 'cannot stand'],
    ['ö', 'cannot stand'],
  ])('refuses "%s"', (name, why) => {
    expect(srvNameProblem(name)).toContain(why);
  });
});
