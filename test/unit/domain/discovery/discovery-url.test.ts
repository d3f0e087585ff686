import {describe, expect, it} from 'vitest';

import {
  discoveryUrlProblem,
  parseDiscoveryUrl,
  serviceProblem,
  withToken,
} from '../../../../src/lib/domain/discovery/discovery-url.js';

const REGISTRY = 'http://10.0.0.9:2379/v2/keys/_etcd/registry';

describe('the URL of a discovery token', () => {
  it.each([
    [`${REGISTRY}/demo-1`, 'http://10.0.0.9:2379', '/v2/keys/_etcd/registry/demo-1', 'demo-1'],
    ['https://discovery.etcd.io/3e86b59', 'https://discovery.etcd.io', '/3e86b59', '3e86b59'],
    ['HTTP://[fd00::1]:2379/a/b', 'HTTP://[fd00::1]:2379', '/a/b', 'b'],
  ])('%s', (text, service, path, token) => {
    expect(parseDiscoveryUrl(text)).toEqual({text, service, path, token});
  });

  it.each([
    ['', 'is empty'],
    ['demo-1', 'does not begin with http'],
    ['ftp://10.0.0.9/x', 'does not begin with http'],
    ['http:///x', 'names no host'],
    ['http://root:secret@10.0.0.9/x', 'has a user in it'],
    ['http://10.0.0.300/x', 'looks like an IP address and is none'],
    ['http://10.0.0.9:0/x', '"0" for a port'],
    ['http://10.0.0.9:99999/x', '"99999" for a port'],
    ['http://10.0.0.9:/x', '"" for a port'],
    ['http://fd00::1/x', '"'],
    ['http://10.0.0.9:2379', 'ends before the token'],
    ['http://10.0.0.9:2379//', 'ends before the token'],
    [REGISTRY, 'ends before the token'],
    ['https://discovery.etcd.io/new?size=3', 'behind the token'],
    ['https://discovery.etcd.io/new', 'ends before the token'],
    [`${REGISTRY}/demo-1/`, 'ends with "/"'],
    [`${REGISTRY}/../../demo-1`, 'dots in its path'],
    [`${REGISTRY}//demo-1`, 'empty part'],
    [`${REGISTRY}/demo%2f1`, 'has an escape'],
    [`${REGISTRY}/demo-1/_config/size`, 'points into the settings'],
    [`${REGISTRY}/-demo`, 'has no token that can be used'],
    [`${REGISTRY}/demo-1#x`, 'behind the token'],
    [`${REGISTRY}/demo 1`, 'spaces, control characters'],
    [`${REGISTRY}/\u001b[31m`, 'spaces, control characters'],
    [`${REGISTRY}/dèmo`, 'spaces, control characters'],
    [`${REGISTRY}/${'x'.repeat(200)}`, 'has no token that can be used'],
    [`http://${'x'.repeat(3000)}/y`, 'has 3009 characters'],
  ])('%j is refused', (text, why) => {
    expect(discoveryUrlProblem(text)).toContain(why);
    expect(parseDiscoveryUrl(text)).toBeUndefined();
  });

  it('gets a new token where an etcd keeps it, and not where only the service makes one', () => {
    expect(withToken(parseDiscoveryUrl(`${REGISTRY}/old`)!, 'new-1')).toBe(`${REGISTRY}/new-1`);
    expect(withToken(parseDiscoveryUrl('https://discovery.etcd.io/old')!, 'new-1')).toBeUndefined();
  });
});

describe('the address of a service', () => {
  it.each([
    ['http://10.0.0.9:2379', undefined],
    ['https://discovery.example.com/', undefined],
    ['http://10.0.0.9:2379/v2/keys', 'behind the address'],
    ['http://10.0.0.9:2379?x', 'behind the address'],
    ['10.0.0.9:2379', 'does not begin with http'],
    ['http://', 'names no host'],
  ])('%s', (text, why) => {
    if (why === undefined) expect(serviceProblem(text)).toBeUndefined();
    else expect(serviceProblem(text)).toContain(why);
  });
});
