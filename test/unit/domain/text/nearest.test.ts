import {describe, expect, it} from 'vitest';

import {nearest} from '../../../../src/lib/domain/text/nearest.js';

const KNOWN = ['heartbeat-interval', 'election-timeout', 'snapshot-count', 'name', 'data-dir', 'wal-dir'];

describe('nearest', () => {
  it.each([
    ['heartbeat-intervall', 'heartbeat-interval'],
    ['hearbeat-interval', 'heartbeat-interval'],
    ['haertbeat-interval', 'heartbeat-interval'],
    ['ELECTION-TIMEOUT', 'election-timeout'],
    ['election_timeout', 'election-timeout'],
    ['nmae', 'name'],
    ['data-di', 'data-dir'],
    ['val-dir', 'wal-dir'],
    ['name', 'name'],
  ])('%s is probably %s', (word, meant) => {
    expect(nearest(word, KNOWN)).toBe(meant);
  });

  it.each(['zzz', '', 'completely-different', 'x'.repeat(200)])('has no guess for "%s"', word => {
    expect(nearest(word, KNOWN)).toBeUndefined();
  });

  it('has no guess where nothing is known', () => {
    expect(nearest('name', [])).toBeUndefined();
  });

  it('takes the nearest of several, the first of equals', () => {
    expect(nearest('infra1', ['infra0', 'infra1'])).toBe('infra1');
    expect(nearest('infra9', ['infra0', 'infra1'])).toBe('infra0');
  });
});
