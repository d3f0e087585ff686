import {describe, expect, it} from 'vitest';

import type {EtcdBinaries} from '../../../src/lib/adapters/etcd-server/etcd-binaries.js';
import {etcdVersionFor} from '../../../src/lib/queries/etcd-version-for.js';
import {strict} from '../../fakes/strict.js';
import {silent} from '../../fakes/silent-progress.js';

/** A machine with these versions in the cache and nothing on the PATH. */
function finderWith(versions: readonly string[]): Parameters<typeof etcdVersionFor>[0] {
  return {
    binaries: strict<EtcdBinaries>('binaries', {
      cachedVersions: async () => [...versions],
      cacheDir: version => version,
      inspect: async dir => ({dir, version: dir}),
      onPath: async () => [],
    }),
    etcdBinDirFlag: undefined,
    progress: silent,
  };
}

describe('etcdVersionFor', () => {
  it.each<[asked: string | undefined, there: string[], expected: string]>([
    [undefined, ['3.5.12', '3.6.1'], '3.6.1'],
    [undefined, [], '3.7.3'],
    [undefined, ['3.9.0'], '3.7.3'],
    ['latest', ['3.6.1'], '3.6.1'],
    ['3.5', ['3.5.12', '3.6.1'], '3.5.12'],
    ['3.5', ['3.6.1'], '3.5.35'],
    ['3.5.3', ['3.5.12'], '3.5.3'],
    ['v3.4.0', [], '3.4.0'],
  ])('%j where there is %j: %s', async (asked, there, expected) => {
    expect(await etcdVersionFor(finderWith(there), asked)).toBe(expected);
  });

  it.each(['3.9', '3.9.1', '2.3', 'nope'])('refuses %s', async asked => {
    await expect(etcdVersionFor(finderWith([]), asked)).rejects.toMatchObject({code: 'E_USAGE'});
  });
});
