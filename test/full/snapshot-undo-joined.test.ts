import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster} from '../helpers/cluster.js';
import {assertInStep, specOf} from '../integration/changed-cluster.js';
import {cliOk} from '../integration/observed-cluster.js';
import {contentOf, dataFolders, putMany, saveByHand} from '../integration/restored-cluster.js';

const SLOWEST_MS = 240_000;
const CONFIRM = ['--confirm', 'demo'];

describe.each(['3.4', '3.7'] as const)('snapshot undo, where a member has joined since, etcd %s', line => {
  it(
    'takes it out of the spec with all that it had, and lets it join again',
    {timeout: SLOWEST_MS},
    async () => {
      const cluster = await startCluster({line, members: 1, gateways: 1, args: ['--cluster', 'demo']});
      await putMany(cluster, 'k', 100);
      const path = await saveByHand(cluster, 'saved.db');
      await putMany(cluster, 'late', 100);
      const late = await contentOf(cluster);
      await cliOk(cluster, ['snapshot', 'restore', path, ...CONFIRM]);
      await cliOk(cluster, ['member', 'add', 'infra1', '--yes']);
      await assertInStep(cluster);

      const {stderr} = await cliOk(cluster, ['snapshot', 'undo', ...CONFIRM]);

      expect(stderr).toContain('infra1 joined after the restore');
      await assertInStep(cluster);
      expect(specOf(cluster).nodes.map(({name}) => name)).toEqual(['infra0', 'gateway0']);
      expect(await contentOf(cluster)).toEqual(late);
      const folders = dataFolders(cluster).filter(name => name.startsWith('infra'));
      expect(folders).toEqual(['infra0', 'infra0.undone-RUN', 'infra1.undone-RUN']);
      expect(existsSync(join(cluster.dir, 'nodes/infra1'))).toBe(false);
      expect(readdirSync(join(cluster.dir, '.etcdops/removed'))).toHaveLength(1);

      await cliOk(cluster, ['down', '--yes']);
      await cliOk(cluster, ['up']);
      await cliOk(cluster, ['member', 'add', 'infra1', '--yes']);
      await assertInStep(cluster);
      expect(await contentOf(cluster)).toEqual(late);
    },
  );
});
