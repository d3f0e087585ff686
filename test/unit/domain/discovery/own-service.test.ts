import {describe, expect, it} from 'vitest';

import {reachableHosts} from '../../../../src/lib/domain/discovery/reachable-host.js';
import {otherThanAsked} from '../../../../src/lib/domain/discovery/running-service.js';
import {parseServiceRecord, recordProblem} from '../../../../src/lib/domain/discovery/service-record.js';

describe('how others reach a service', () => {
  const OWN = ['127.0.0.1', '::1', 'fe80::1', '169.254.3.4', '2001:db8::7', '10.0.0.9', '192.0.2.2', 'box'];

  it.each([
    ['10.0.0.9', OWN, ['10.0.0.9']],
    ['0.0.0.0', OWN, ['10.0.0.9', '192.0.2.2']],
    ['::', OWN, ['10.0.0.9', '192.0.2.2', '2001:db8::7']],
    ['0.0.0.0', ['127.0.0.1', 'box'], ['127.0.0.1']],
    ['::', ['::1'], ['::1']],
  ])('that listens on %s of %j', (listen, own, expected) => {
    expect(reachableHosts(listen, own)).toEqual(expected);
  });
});

describe('the data of an earlier service', () => {
  it.each([
    ['3.4.23', '3.5.35', undefined],
    ['3.6.16', '3.7.3', undefined],
    ['3.7.3', '3.7.1', undefined],
    ['3.7.3', '3.6.16', 'etcd 3.7.3 wrote it, and etcd 3.6.16 is older'],
    ['3.5.35', '3.4.23', 'etcd 3.5.35 wrote it, and etcd 3.4.23 is older'],
    ['3.5.35', '3.6.16', 'etcd 3.5.35 wrote it, whose tokens are none to etcd 3.6.16'],
    ['3.6.16', '3.5.35', 'etcd 3.6.16 wrote it, whose tokens are none to etcd 3.5.35'],
  ])('of etcd %s, for etcd %s', (before, version, problem) => {
    expect(recordProblem({version: before}, version)).toBe(problem);
  });

  it.each([undefined, '', '{', '{"version":3}', '{"version":"3.7"}', 'null'])('is unknown by %j', text => {
    expect(parseServiceRecord(text)).toBeUndefined();
  });
});

describe('a service that runs already', () => {
  const started = (url: string, ...more: string[]) => [
    '/opt/etcd/etcd',
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    '--listen-peer-urls=http://127.0.0.1:1',
    ...more,
  ];
  const RUNNING = started('http://127.0.0.1:2379', '--cert-file=/a.crt');

  it.each([
    ['is the one', RUNNING, true, []],
    ['has another peer port', RUNNING.map(word => word.replace(/:1$/, ':2')), true, []],
    ['has another port, and any will do', started('http://127.0.0.1:1', '--cert-file=/a.crt'), false, []],
    [
      'has another certificate',
      started('http://127.0.0.1:2379', '--cert-file=/b.crt'),
      true,
      ['certificate /a.crt, not /b.crt'],
    ],
    ['is to have none', started('http://127.0.0.1:2379'), true, ['certificate /a.crt, not none']],
    [
      'is another etcd',
      ['/opt/old/etcd', ...RUNNING.slice(1), '--enable-v2=true'],
      true,
      ['etcd /opt/etcd/etcd, not /opt/old/etcd', 'v2 API none, not true'],
    ],
    [
      'is at another address',
      started('http://10.0.0.9:2379', '--cert-file=/a.crt'),
      false,
      ['address http://127.0.0.1, not http://10.0.0.9', 'URL http://127.0.0.1, not http://10.0.0.9'],
    ],
  ])('%s', (_, argv, isPortAsked, expected) => {
    expect(otherThanAsked(RUNNING, {argv, isPortAsked})).toEqual(expected);
  });

  it('says nothing where the machine does not tell', () => {
    expect(otherThanAsked([], {argv: RUNNING, isPortAsked: true})).toEqual([]);
  });
});
