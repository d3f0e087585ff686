import {describe, expect, it} from 'vitest';

import {fatalReason} from '../../../../src/lib/domain/cluster/fatal-reason.js';

// Lines as etcd 3.4.23, 3.5.35, 3.6.16 and 3.7.3 wrote them, without their stacks.
const LOADING = {
  text: '2026-11-21 05:31:36.839383 I | etcdmain: Loading server configuration from "etcd.yaml". Other configuration command line flags and environment variables will be ignored if provided.',
  json: '{"level":"info","ts":"2026-11-21T05:31:43.043879Z","caller":"etcdmain/config.go:320","msg":"Loading server configuration","path":"etcd.yaml"}',
};
const STARTED =
  '{"level":"info","ts":"2026-11-21T05:31:43.1Z","caller":"embed/etcd.go:318","msg":"starting an etcd server","etcd-version":"3.7.3"}';
const PORT_IN_USE = {
  '3.4':
    '{"level":"fatal","ts":"2026-11-21T05:31:36.802Z","caller":"etcdmain/etcd.go:271","msg":"discovery failed","error":"listen tcp 127.0.0.1:2379: bind: address already in use","stacktrace":"main.main"}',
  '3.7':
    '{"level":"fatal","ts":"2026-11-21T05:31:46.064165Z","caller":"etcdmain/etcd.go:157","msg":"discovery failed","error":"listen tcp 127.0.0.1:2379: bind: address already in use","stacktrace":"main.main"}',
};
const BAD_YAML =
  '{"level":"warn","ts":"2026-11-21T05:31:43.043938Z","caller":"etcdmain/etcd.go:66","msg":"failed to verify flags","error":"error converting YAML to JSON: yaml: line 1: did not find expected node content"}';
const CLEAN_STOP = [
  '{"level":"info","ts":"2026-11-21T05:31:49.112354Z","caller":"embed/etcd.go:617","msg":"stopping serving peer traffic","address":"127.0.0.1:2380"}',
  '{"level":"error","ts":"2026-11-21T05:31:49.112428Z","caller":"embed/etcd.go:908","msg":"setting up serving from embedded etcd failed.","error":"accept tcp 127.0.0.1:2380: use of closed network connection","stacktrace":"x"}',
  '{"level":"info","ts":"2026-11-21T05:31:49.112454Z","caller":"embed/etcd.go:424","msg":"closed etcd server","name":"infra0"}',
].join('\n');

describe('fatalReason', () => {
  it.each([
    ['JSON of 3.4', PORT_IN_USE['3.4'], 'listen tcp 127.0.0.1:2379: bind: address already in use'],
    ['JSON of 3.7', PORT_IN_USE['3.7'], 'listen tcp 127.0.0.1:2379: bind: address already in use'],
    [
      'text of 3.4',
      '2026-11-21 05:31:49.126273 C | etcdmain: listen tcp 127.0.0.1:2379: bind: address already in use',
      'listen tcp 127.0.0.1:2379: bind: address already in use',
    ],
    [
      'an unknown flag',
      'flag provided but not defined: -nope\nUsage:\n\n  etcd [flags]',
      'flag provided but not defined: -nope',
    ],
    [
      'a bad flag',
      'invalid value "x" for flag -max-wals: parse error\nUsage:',
      'invalid value "x" for flag -max-wals: parse error',
    ],
    [
      'a config file that is no YAML',
      BAD_YAML,
      'error converting YAML to JSON: yaml: line 1: did not find expected node content',
    ],
    [
      'a panic',
      'panic: freepages: failed to get all reachable pages\n\ngoroutine 1 [running]:\nmain.main()',
      'freepages: failed to get all reachable pages',
    ],
    [
      'a panic in JSON',
      '{"level":"panic","msg":"tocommit(9) is out of range [lastIndex(3)]"}',
      'tocommit(9) is out of range [lastIndex(3)]',
    ],
    [
      'a panic with its cause',
      '{"level":"panic","msg":"failed to create WAL","error":"no space left on device"}\npanic: failed to create WAL\n\ngoroutine 1 [running]:',
      'failed to create WAL: no space left on device',
    ],
    [
      'a message without an error field',
      '{"level":"fatal","msg":"member has been permanently removed"}',
      'member has been permanently removed',
    ],
  ])('%s', (_, log, reason) => {
    expect(fatalReason(`${STARTED}\n${log}\n`)).toBe(reason);
  });

  it.each([
    ['nothing', ''],
    ['a living member', `${LOADING.json}\n${STARTED}\n`],
    ['a clean stop', `${STARTED}\n${CLEAN_STOP}\n`],
    ['half a line', '{"level":"fatal","ts":"2026-11-2'],
    ['warnings', '{"level":"warn","msg":"prober detected unhealthy status","error":"dial tcp: refused"}'],
    ['JSON that is no entry', '{}\n[]\nnull'],
  ])('none in the log of %s', (_, log) => {
    expect(fatalReason(log)).toBeUndefined();
  });

  it('takes the last one', () => {
    const removed = '{"level":"fatal","msg":"x","error":"the member has been removed"}';

    expect(fatalReason(`${PORT_IN_USE['3.7']}\n${STARTED}\n${removed}\n`)).toBe(
      'the member has been removed',
    );
  });

  it.each([LOADING.json, LOADING.text])('not one of an earlier run: %s', loading => {
    expect(fatalReason([loading, PORT_IN_USE['3.7'], loading, STARTED].join('\n'))).toBeUndefined();
  });
});
