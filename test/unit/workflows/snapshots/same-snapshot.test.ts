import {expect, it} from 'vitest';

import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {unchangedStamp} from '../../../../src/lib/workflows/snapshots/same-snapshot.js';

it('a snapshot that is gone once it was read is told with what to type next', async () => {
  const cluster = {adapters: {files: createFiles()}};
  await expect(unchangedStamp(cluster, '/no/such.db', undefined)).rejects.toMatchObject({
    code: 'E_SNAPSHOT_UNREADABLE',
    message: '/no/such.db is gone',
    hints: expect.arrayContaining(['or take another one: etcdops snapshot list']) as string[],
  });
});
