import {describe, expect, it} from 'vitest';

import {readInitialCluster} from '../../../../src/lib/domain/process/initial-cluster.js';
import {repeatedAddresses, repeatedUrls} from '../../../../src/lib/domain/process/repeated-entries.js';

const VERSION = '3.7.3';

function namesAndUrls(text: string): [string, string[]][] {
  return [...readInitialCluster(text, VERSION).urls].map(([name, urls]) => [name, urls.map(url => url.text)]);
}

describe('readInitialCluster', () => {
  it.each<[string, [string, string[]][]]>([
    ['', []],
    ['a=http://h:1', [['a', ['http://h:1']]]],
    [',,a=http://h:1,,', [['a', ['http://h:1']]]],
    [
      'a=http://h:1,b=http://i:1,a=http://h:2',
      [
        ['a', ['http://h:1', 'http://h:2']],
        ['b', ['http://i:1']],
      ],
    ],
    [
      'a=http://h:1, b=http://i:1',
      [
        ['a', ['http://h:1']],
        [' b', ['http://i:1']],
      ],
    ],
    ['a= http://h:1 ', [['a', ['http://h:1']]]],
    ['=http://h:1', [['', ['http://h:1']]]],
    [
      'a=http://h:1,# two b=http://i:1',
      [
        ['a', ['http://h:1']],
        ['# two b', ['http://i:1']],
      ],
    ],
  ])('%j', (text, expected) => {
    expect(namesAndUrls(text)).toEqual(expected);
    expect(readInitialCluster(text, VERSION).bad).toEqual([]);
  });

  it.each([
    ['http://h:1', {name: 'http://h:1', offset: 0, length: 10}],
    ['a:http://h:1', {name: 'a:http://h:1'}],
    ['a=http://h:1, ', {name: ' ', offset: 13, length: 1}],
    ['a=h:1', {name: 'a', offset: 2, length: 3}],
    ['a=', {name: 'a', offset: 2, length: 0}],
    ['a=b=http://h:1', {name: 'a', offset: 2, length: 12}],
    ['x=http://h:1,a=  http://h', {name: 'a', offset: 17, length: 8}],
  ])('%j has an entry that cannot be read', (text, bad) => {
    expect(readInitialCluster(text, VERSION).bad).toMatchObject([bad]);
  });

  it('knows where an entry stands', () => {
    const [, second] = readInitialCluster('a=http://h:1,,b=http://i:1', VERSION).entries;

    expect(second).toMatchObject({name: 'b', offset: 14, length: 12, kind: 'name'});
  });

  it('has one key for lists that mean the same', () => {
    const keys = [
      'a=http://h:1,b=http://i:1',
      ',b=http://i:1,a= http://h:1',
      'a=http://h:1,b=http://i:1,a=http://h:1',
    ];

    expect(new Set(keys.map(text => readInitialCluster(text, VERSION).key)).size).toBe(1);
  });

  it('reads the same text once', () => {
    expect(readInitialCluster('a=http://h:1', VERSION)).toBe(readInitialCluster('a=http://h:1', VERSION));
  });

  it('reads a list of a million commas in a moment', () => {
    const start = performance.now();
    readInitialCluster(','.repeat(1_000_000), VERSION);
    readInitialCluster('a=b,'.repeat(50_000), VERSION);

    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('repeated entries', () => {
  it.each([
    ['a=http://h:1,b=http://h:1', ['b'], []],
    ['a=http://h:1,a=http://h:1', ['a'], []],
    ['a=http://127.0.0.1:1,b=http://localhost:1', [], ['b']],
    ['a=http://h:1,b=https://h:1', [], ['b']],
    ['a=http://H:1,b=http://h:1', [], ['b']],
    ['a=http://[::1]:1,b=http://[0:0:0:0:0:0:0:1]:1', [], ['b']],
    ['a=http://h:1,a=https://h:1', [], []],
    ['a=http://h:1,b=http://h:2', [], []],
    ['a=unix:///a,b=unix:///b', [], []],
    ['a=unix:///a,b=unix:///a', ['b'], []],
  ])('%s', (text, urls, addresses) => {
    const list = readInitialCluster(text, VERSION);

    expect(repeatedUrls(list).map(({entry}) => entry.name)).toEqual(urls);
    expect(repeatedAddresses(list).map(({entry}) => entry.name)).toEqual(addresses);
  });
});

describe('a list of an attacker', () => {
  it('is looked at as far as a cluster may go, and keeps a few of its faults', () => {
    const {entries, bad, isCut} = readInitialCluster('a=b,c=http://h:1,'.repeat(100_000), VERSION);

    expect(entries.length).toBeLessThan(5000);
    expect(bad).toHaveLength(20);
    expect(isCut).toBe(true);
  });

  it('is no list of a thousand members', () => {
    const list = Array.from({length: 1000}, (_, index) => `m${index}=http://h:${index}`).join(',');

    expect(readInitialCluster(list, VERSION)).toMatchObject({isCut: false, bad: []});
  });
});
