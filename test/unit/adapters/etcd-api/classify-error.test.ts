import {readFileSync} from 'node:fs';

import {describe, expect, it} from 'vitest';

import {classifyError, errorText} from '../../../../src/lib/adapters/etcd-api/classify-error.js';

interface Recorded {
  readonly asked: string;
  readonly status: number;
  readonly body: string;
}

/** Recorded from real etcd by scripts/record-fixtures.mjs. */
function recorded(line: string): Recorded[] {
  const url = new URL(`../../../fixtures/etcd-api/${line}/refusals.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Recorded[];
}

const REASONS: Readonly<Record<string, string>> = {
  'remove the last member': 'not-enough-started',
  'add a peer URL that a member has': 'peer-url-exists',
  'add what is no URL': 'bad-peer-url',
  'add no URL': 'bad-peer-url',
  'remove an unknown member': 'member-not-found',
  'update an unknown member': 'member-not-found',
  'promote an unknown member': 'member-not-found',
  'promote a voter': 'not-a-learner',
  'make an unknown member the leader': 'bad-transferee',
  'add a peer URL twice in one second': 'member-id-exists',
  'add a peer URL again in the second of its removal': 'member-not-found',
  'add a second learner': 'too-many-learners',
  'promote a learner that never started': 'learner-not-in-sync',
  'make a learner the leader': 'bad-transferee',
  'ask a learner to add': 'not-for-learner',
  'add without a user': 'auth',
  'read without a user': 'auth',
  'add right after the start': 'unhealthy-cluster',
  'move the leader away from a follower': 'not-leader',
  'remove without a quorum': 'timed-out',
  'add without a quorum': 'unhealthy-cluster',
  'update without a quorum': 'timed-out',
  'read without a quorum': 'timed-out',
};

describe.each(['3.4', '3.5', '3.6', '3.7'])('what etcd %s refuses', line => {
  it('was asked everything', () => {
    expect(recorded(line).map(({asked}) => asked)).toEqual(Object.keys(REASONS));
  });

  it.each(recorded(line))('$asked', ({asked, body}) => {
    expect(classifyError(errorText(body))).toBe(REASONS[asked]);
  });
});

describe('words that cannot be recorded at will', () => {
  it.each([
    ['etcdserver: no leader', 'no-leader'],
    ['etcdserver: request timed out, possibly due to previous leader failure', 'timed-out'],
    ['etcdserver: request timed out, possibly due to connection lost', 'timed-out'],
    ['etcdserver: server stopped', 'cut-off'],
    ['context canceled', 'cut-off'],
    // A follower passes a promotion on to the leader, and its answer comes back in other words.
    [
      'member promote: unknown error(etcdserver: re-configuration failed due to not enough started members\n)',
      'not-enough-started',
    ],
    ['etcdserver: permission denied', 'auth'],
    ['etcdserver: invalid auth token', 'auth'],
    ['etcdserver: mvcc: database space exceeded', 'other'],
    ['', 'other'],
  ])('%s', (words, reason) => {
    expect(classifyError(words)).toBe(reason);
  });
});

describe('the words of an answer', () => {
  it.each([
    ['{"code":5, "message":"etcdserver: member not found"}', 'etcdserver: member not found'],
    ['{"error":"etcdserver: no leader","code":14}', 'etcdserver: no leader'],
    ['{"message":"","error":"said"}', 'said'],
    ['<html>\n', '<html>'],
    ['null', 'null'],
    ['{"message":7}', '{"message":7}'],
    ['', ''],
  ])('%s', (body, words) => {
    expect(errorText(body)).toBe(words);
  });
});
