import {describe, expect, it} from 'vitest';

import {
  argumentsOf,
  procfile,
  startOrder,
  systemdUnit,
} from '../../../../src/lib/domain/artifacts/process-files.js';
import type {NodeRole} from '../../../../src/lib/domain/spec/vocabulary.js';
import {aMember, aProxy} from '../../../fakes/spec.js';

describe('argumentsOf', () => {
  it.each<[NodeRole, string[]]>([
    ['member', ['--listen-addr=a b']],
    ['v2-proxy', ['--listen-addr=a b']],
    ['gateway', ['gateway', 'start', '--listen-addr=a b']],
    ['grpc-proxy', ['grpc-proxy', 'start', '--listen-addr=a b']],
  ])('of a %s', (role, expected) => {
    expect(argumentsOf({role, settings: new Map([['listen-addr', 'a b']])})).toEqual(expected);
  });
});

describe('procfile', () => {
  it('is none where there is nothing to run', () => {
    expect(procfile([], 'by me')).toBeUndefined();
  });
});

describe('systemdUnit', () => {
  it.each([
    ['/usr/bin/etcd', ['/usr/bin/etcd', '--name=a']],
    ['etcd', ['/usr/local/bin/etcd', '--name=a']],
    ['/opt/my etcd/etcd', ['/usr/bin/env', '/opt/my etcd/etcd', '--name=a']],
  ])('starts %s', (program, argv) => {
    const plan = {
      fileName: 'etcd-a.service',
      description: 'etcd member a',
      program,
      arguments: ['--name=a'],
      workingDirectory: null,
      stateDirectory: null,
    };

    const {body, path} = systemdUnit({name: 'a'}, plan, 'by me');

    expect(path).toBe('nodes/a/etcd-a.service');
    expect(body).toMatchObject({context: {argv}});
  });
});

describe('startOrder', () => {
  it('puts members first and keeps the rest in order', () => {
    const nodes = [aProxy('gateway'), aProxy('grpc-proxy'), aMember(0), aProxy('v2-proxy')];

    expect(startOrder(nodes).map(({name}) => name)).toEqual(['infra0', 'gateway0', 'grpc-proxy0', 'proxy0']);
  });
});
