import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster} from '../helpers/cluster.js';
import {assertInStep} from '../integration/changed-cluster.js';
import {cliOk, type ErrorJson} from '../integration/observed-cluster.js';
import {contentOf, dataFolders, putMany, saveByHand} from '../integration/restored-cluster.js';

const SLOWEST_MS = 240_000;
const CONFIRM = ['--confirm', 'demo'];

describe.each(['3.4', '3.7'] as const)('snapshot undo, where the spec was edited, etcd %s', line => {
  it(
    'goes back to other names by the line that it names, or in one go once the spec has them again',
    {timeout: SLOWEST_MS},
    async () => {
      const cluster = await startCluster({line, members: 1, args: ['--cluster', 'demo']});
      const spec = join(cluster.dir, 'etcdops.yaml');
      const edit = (change: (text: string) => string): void =>
        writeFileSync(spec, change(readFileSync(spec, 'utf8')));
      await putMany(cluster, 'k', 100);
      const path = await saveByHand(cluster, 'saved.db');
      const atSave = await contentOf(cluster);
      await putMany(cluster, 'late', 100);
      const late = await contentOf(cluster);
      const original = readFileSync(spec, 'utf8');

      edit(text => text.replaceAll('infra0', 'node0'));
      const restored = await cliOk(cluster, ['snapshot', 'restore', path, ...CONFIRM]);
      expect(restored.stderr).toContain(
        'infra0 in .etcdops/data/infra0; etcdops snapshot undo starts it again',
      );
      const refused = (await cluster.cli(['snapshot', 'undo', '--json'])).json<ErrorJson>().error;
      expect(refused.message).toContain('has the member infra0, which is not in the spec any more');
      const words = /etcdops (snapshot restore --from-data \S+)$/.exec(refused.hints.at(-1)!)![1]!.split(' ');
      await cliOk(cluster, [...words, ...CONFIRM]);
      expect(await contentOf(cluster)).toEqual(late);
      await cliOk(cluster, ['snapshot', 'undo', ...CONFIRM]);
      expect(await contentOf(cluster)).toEqual(atSave);

      // As a version control brings it back: with the token of then.
      writeFileSync(spec, original);
      await cliOk(cluster, ['snapshot', 'undo', ...CONFIRM]);
      await assertInStep(cluster);
      expect(await contentOf(cluster)).toEqual(late);
      const folders = dataFolders(cluster).filter(name => !name.includes('node0.undone'));
      expect(folders).toEqual(['infra0']);
      expect((await cluster.cli(['snapshot', 'undo', ...CONFIRM])).exitCode).toBe(2);
      expect((await cliOk(cluster, ['render', '--check'])).stdout).toContain('as the spec has it');

      const [client, peer, metrics] = [1, 2, 3].map(offset => cluster.basePort + 30 + offset);
      const ports = `{client: ${client}, peer: ${peer}, metrics: ${metrics}}`;
      edit(text => `${text}  - {name: infra1, role: member, host: 127.0.0.1, ports: ${ports}}\n`);
      await cliOk(cluster, ['snapshot', 'restore', path, ...CONFIRM]);
      await assertInStep(cluster);
      writeFileSync(spec, original);
      await cliOk(cluster, ['snapshot', 'undo', ...CONFIRM]);
      await assertInStep(cluster);
      expect(await contentOf(cluster)).toEqual(late);
      expect(dataFolders(cluster)).not.toContain('infra1');
      expect((await cliOk(cluster, ['render', '--check'])).stdout).toContain('as the spec has it');
    },
  );
});
