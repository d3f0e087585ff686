import {expect, it} from 'vitest';

import {specRelative, withSpecPaths} from '../../../../src/lib/domain/layout/spec-relative.js';

it.each([
  ['/demo/.etcdops/snapshots/a.db', '.etcdops/snapshots/a.db'],
  ['/demo', '.'],
  ['/demo/..data', '..data'],
  ['/demolition/a.db', '/demolition/a.db'],
  ['/', '/'],
])('%s is %s to a spec in /demo', (path, expected) => {
  expect(specRelative('/demo', path)).toBe(expected);
});

it('makes the paths of a result relative, wherever they stand, and nothing else', () => {
  const result = {
    folder: '/demo/.etcdops/snapshots',
    snapshots: [{path: '/demo/a.db', doubt: '/demo/a.db is odd'}, {path: '/elsewhere/b.db'}],
    manifest: {from: '/demo/infra0', members: [{name: 'infra0'}]},
    count: 2,
    none: null,
  };
  expect(withSpecPaths('/demo', result)).toEqual({
    ...result,
    folder: '.etcdops/snapshots',
    snapshots: [{path: 'a.db', doubt: '/demo/a.db is odd'}, {path: '/elsewhere/b.db'}],
  });
  expect(withSpecPaths(undefined, result)).toBe(result);
});
