import {describe, expect, it} from 'vitest';

import {isSameValue} from '../../../../src/lib/domain/convert/same-value.js';
import type {ProcessRole} from '../../../../src/lib/domain/process/etcd-process.js';

describe('isSameValue', () => {
  it.each<
    [name: string, left: string | undefined, right: string | undefined, same: boolean, role?: ProcessRole]
  >([
    ['pre-vote', 'T', 'true', true],
    ['pre-vote', 'false', '0', true],
    ['pre-vote', 'true', 'false', false],
    ['quota-backend-bytes', '0x10', '16', true],
    ['quota-backend-bytes', '8GB', '8', false],
    ['grpc-keepalive-timeout', '60s', '1m', true],
    ['grpc-keepalive-timeout', '60000000000', '1m', true],
    ['grpc-keepalive-timeout', '1s', '1m', false],
    ['advertise-client-urls', 'http://a:1,http://b:2', 'http://b:2,http://a:1,http://a:1', true],
    ['advertise-client-urls', 'http://localhost:1', 'http://127.0.0.1:1', false],
    ['listen-client-urls', 'http://localhost:1', 'http://127.0.0.1:1', true],
    ['initial-cluster', 'a=http://a:1,b=http://b:1', 'b=http://b:1,a=http://a:1', true],
    ['name', 'a,b', 'b,a', false],
    ['name', '1', '01', false],
    ['wal-dir', undefined, '', true],
    ['endpoints', 'a:1,b:1', 'b:1,a:1', true, 'gateway'],
    ['endpoints', 'a:1', 'b:1', false, 'gateway'],
  ])('%s: %j and %j → %j', (name, left, right, same, role = 'member') => {
    expect(isSameValue({role, name}, left, right)).toBe(same);
  });
});
