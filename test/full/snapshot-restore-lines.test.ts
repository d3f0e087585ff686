import {describe, expect, it} from 'vitest';

import {startCluster} from '../helpers/cluster.js';
import {assertInStep} from '../integration/changed-cluster.js';
import {cliOk} from '../integration/observed-cluster.js';
import {dataFolders, keptBeside} from '../integration/restored-cluster.js';
import {aStory, assertAllCameAlong, assertPastIsCompacted} from '../integration/restored-content.js';

// 3.4 and 3.7, with all that may happen meanwhile: test/integration/snapshot-restore.test.ts.
describe.each(['3.5', '3.6'] as const)('snapshot restore, etcd %s', line => {
  it('brings back what was saved, all of it and nothing else', {timeout: 180_000}, async () => {
    const cluster = await startCluster({line, args: ['--cluster', 'demo']});
    const story = await aStory(cluster);

    await cliOk(cluster, ['snapshot', 'restore', story.path, '--confirm', 'demo']);

    await assertInStep(cluster);
    await assertAllCameAlong(cluster, story);
    await assertPastIsCompacted(cluster, story);
    expect(dataFolders(cluster)).toEqual(keptBeside(['infra0', 'infra1', 'infra2'], 'replaced'));
  });
});
