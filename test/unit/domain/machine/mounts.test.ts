import {expect, it} from 'vitest';

import {innermostMount} from '../../../../src/lib/domain/machine/mounts.js';

const MOUNTS = ['/', '/srv', '/srv/backup', '/srv/back'];

it.each([
  ['/srv/backup/demo', MOUNTS, '/srv/backup'],
  ['/srv/backup', MOUNTS, '/srv/backup'],
  ['/srv/backups', MOUNTS, '/srv'],
  ['/home', MOUNTS, '/'],
  ['/home', [], undefined],
])('%s of %j is on %s', (path, mounts, mount) => {
  expect(innermostMount(path, mounts)).toBe(mount);
});
