import {describe, expect, it} from 'vitest';

import {comparable, lastWordsOf} from './last-words.js';

const HEAD = '2026-11-25 20:00:10.476650';

describe('the last words of etcd', () => {
  it.each([
    ['a fatal error', '{"level":"fatal","msg":"discovery failed","error":"why"}', 'discovery failed\nwhy'],
    ['the error of a warning', '{"level":"warn","msg":"failed to verify flags","error":"why"}', 'why'],
    [
      'the variable of a conflict',
      '{"level":"fatal","msg":"conflict","environment-variable":"ETCD_NAME"}',
      'conflict\nETCD_NAME',
    ],
    ['no warning without an error', '{"level":"warn","msg":"not recommended"}', ''],
    ['no information', '{"level":"info","msg":"starting","error":""}', ''],
    ['a line that was cut off', '{"level":"fatal","msg":"disc', '{"level":"fatal","msg":"disc'],
    ['a critical line of 3.4', `${HEAD} C | etcdmain: couldn't find it`, "couldn't find it"],
    ['an error of 3.4', `${HEAD} E | etcdmain: error verifying flags, why.`, 'error verifying flags, why.'],
    ['no warning of 3.4', `${HEAD} W | etcdmain: no data-dir provided`, ''],
    [
      "what 3.4 says by Go's own log",
      `${HEAD} I | unexpected error setting up it: why`,
      'unexpected error setting up it: why',
    ],
    ['no news of raft', 'raft2026/11/25 20:35:55 INFO: a became leader at term 2', ''],
    ['no notice before the log', "[WARNING] Deprecated '--logger=capnslog' flag is set", ''],
    [
      'what stands before the help',
      'flag provided but not defined: -foo\nUsage:\n\n  etcd [flags]',
      'flag provided but not defined: -foo',
    ],
    ['a panic without its stacks', 'panic: why\n\ngoroutine 1 [running]:\nmain.main()', 'panic: why'],
  ])('have %s', (_, output, words) => {
    expect(lastWordsOf(output)).toBe(words);
  });

  it.each([
    ['spaces and line breaks', 'a\n\t b  c ', 'a b c'],
    ['addresses of memory', '[0xc0001b2000] 0xc0ffee', '[0x…] 0xc0ffee'],
  ])('compare without regard to %s', (_, text, plain) => {
    expect(comparable(text)).toBe(plain);
  });
});
