import {describe, expect, it} from 'vitest';

import {etcdopsLine} from '../../../../src/lib/domain/text/etcdops-line.js';

describe('etcdopsLine', () => {
  it.each([
    [['validate', 'etcd.yaml'], 'etcdops validate etcd.yaml'],
    [['validate', "it's here.yaml", '-'], `etcdops validate 'it'\\''s here.yaml' -`],
    [['validate', 'a\u001b[2Jb'], `etcdops validate 'a\\x1b[2Jb'`],
  ])('%j', (words, line) => {
    expect(etcdopsLine(...words)).toBe(line);
  });
});
