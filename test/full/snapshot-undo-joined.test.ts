import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster} from '../helpers/cluster.js';
import {assertInStep, specOf} from '../integration/changed-cluster.js';
import {cliOk} from '../integration/observed-cluster.js';
import {contentOf, dataFolders, putMany, saveByHand} from '../integration/restored-cluster.js';

const SLOWEST_MS = 240_000;
const CONFIRM = ['--confirm', 'demo'];

describe.each([
  ['3.4', 'proxy0', {proxies: 1}],
  ['3.7', 'gateway0', {gateways: 1}],
] as const)('snapshot undo, where members have joined since, etcd %s', (line, proxy, having) => {
  it(
    'takes one out of the spec with all that it had, lets it join again, and makes of one the proxy that it was',
    {timeout: SLOWEST_MS},
    async () => {
      const cluster = await startCluster({line, members: 1, ...having, args: ['--cluster', 'demo']});
      await putMany(cluster, 'k', 100);
      const path = await saveByHand(cluster, 'saved.db');
      await putMany(cluster, 'late', 100);
      const late = await contentOf(cluster);
      await cliOk(cluster, ['snapshot', 'restore', path, ...CONFIRM]);
      await cliOk(cluster, ['member', 'add', 'infra1', '--yes']);
      const before = specOf(cluster).nodes.find(({name}) => name === proxy);
      await cliOk(cluster, ['promote', proxy, '--yes']);
      await assertInStep(cluster);

      const undone = await cliOk(cluster, ['snapshot', 'undo', ...CONFIRM, '--json']);

      expect(undone.stderr).toContain('infra1 joined after the restore');
      expect(undone.stderr).toContain(`${proxy} was promoted after the restore`);
      expect(undone.json()).toMatchObject({left: [proxy, 'infra1'], demoted: [proxy], restarted: [proxy]});
      await assertInStep(cluster);
      expect(specOf(cluster).nodes.map(({name}) => name)).toEqual(['infra0', proxy]);
      expect(specOf(cluster).nodes.find(({name}) => name === proxy)).toEqual(before);
      await cliOk(cluster, ['status']);
      expect(await contentOf(cluster)).toEqual(late);
      const folders = dataFolders(cluster).filter(name => name.startsWith('infra'));
      expect(folders).toEqual(['infra0', 'infra0.undone-RUN', 'infra1.undone-RUN']);
      expect(existsSync(join(cluster.dir, 'nodes/infra1'))).toBe(false);
      const removed = readdirSync(join(cluster.dir, '.etcdops/removed'));
      expect(removed.map(name => name.split('-')[0]).sort()).toEqual(['infra1', proxy].sort());

      await cliOk(cluster, ['down', '--yes']);
      await cliOk(cluster, ['up']);
      await cliOk(cluster, ['member', 'add', 'infra1', '--yes']);
      await assertInStep(cluster);
      expect(await contentOf(cluster)).toEqual(late);
    },
  );
});
