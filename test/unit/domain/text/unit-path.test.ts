import {describe, expect, it} from 'vitest';

import {unitPath} from '../../../../src/lib/domain/text/unit-path.js';

describe('a path in a unit', () => {
  it.each([
    ['/srv/demo', '/srv/demo'],
    ['/srv/a b', '/srv/a b'],
    ['/srv/50%', '/srv/50%%'],
    ['/srv/a ', '/srv/a /'],
    ['/srv/a\\', '/srv/a\\/'],
  ])('%j is %j', (path, written) => {
    expect(unitPath(path)).toBe(written);
  });

  it.each(['/srv/a\nUser=root', '/srv/a\r'])('%j is none', path => {
    expect(() => unitPath(path)).toThrow(/^no unit of systemd can name \/srv\/a\\/);
  });
});
