import {copyFileSync, cpSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {beforeAll, describe, expect, it, vi} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertInStep} from '../integration/changed-cluster.js';
import {cliOk, statusOf, type ErrorJson} from '../integration/observed-cluster.js';
import {contentOf, putMany} from '../integration/restored-cluster.js';

const SLOWEST_MS = 120_000;
/** etcd writes its database every 100 ms; before that a write stands in the log alone. */
const WRITTEN_MS = 500;

async function killMembers(cluster: TestCluster, ...names: string[]): Promise<void> {
  const {nodes} = await statusOf(cluster);
  for (const {pid} of nodes.filter(({name}) => names.includes(name))) process.kill(pid!, 'SIGKILL');
}

describe.each(['3.4', '3.7'] as const)('the freshest of dead members, etcd %s', line => {
  let cluster: TestCluster;
  let content: Map<string, string>;
  const data = (name: string): string => join(cluster.dir, '.etcdops/data', name);
  const fromData = (...names: string[]): string[] => names.flatMap(name => ['--from-data', name]);
  const restore = (...args: string[]) => cluster.cli(['snapshot', 'restore', ...args, '--json']);

  beforeAll(async () => {
    cluster = await startCluster({line, members: 3, args: ['--cluster', 'demo']});
    await putMany(cluster, 'early', 300);
    await sleep(WRITTEN_MS);
    await killMembers(cluster, 'infra2');
    // It may have led the others.
    await vi.waitFor(() => putMany(cluster, 'later', 300), {timeout: 20_000, interval: 200});
    content = await contentOf(cluster);
    await sleep(WRITTEN_MS);
  });

  it('is not looked for while one of them runs', async () => {
    const refused = await restore(...fromData('infra0', 'infra2'), '--confirm', 'demo');
    expect(refused.exitCode).toBe(4);
    expect(refused.json<ErrorJson>().error.message).toContain('infra0');
    expect(await contentOf(cluster)).toEqual(content);
  });

  it('warns of what stands in a log alone, and of another cluster', async () => {
    await killMembers(cluster, 'infra0', 'infra1');
    const stale = join(cluster.dir, 'stale');
    cpSync(data('infra0'), stale, {recursive: true});
    copyFileSync(join(data('infra2'), 'member/snap/db'), join(stale, 'member/snap/db'));
    const {stderr} = await cliOk(cluster, ['snapshot', 'restore', ...fromData(stale), '--dry-run']);
    expect(stderr).toMatch(/entries \d+ to \d+ stand in the log of \S+stale and not in the database/);

    const stranger = await startCluster({line, members: 1, args: ['--cluster', 'other']});
    await cliOk(stranger, ['down', '--yes']);
    const refused = await restore(
      ...fromData('infra1', join(stranger.dir, '.etcdops/data/infra0')),
      '--dry-run',
    );
    expect(refused.json<ErrorJson>().error.message).toContain('different clusters');
    const alone = await restore(...fromData(join(stranger.dir, '.etcdops/data/infra0')), '--dry-run');
    expect(alone.json<ErrorJson>().error.hints.join()).toContain('--yes-other-cluster');
  });

  it('becomes the cluster, also from elsewhere', {timeout: SLOWEST_MS}, async () => {
    const rescued = join(cluster.dir, 'rescued');
    renameSync(data('infra1'), rescued);
    // What is in `member` alone, as an own file system has it set aside, and the file itself.
    const inner = join(data('infra2'), 'member');
    const {stdout, stderr} = await cliOk(cluster, [
      'snapshot',
      'restore',
      ...fromData(inner, rescued, join(cluster.dir, 'nothing')),
      ...['--confirm', 'demo', '--json'],
    ]);
    expect(stderr).toMatch(/rescued +revision .* TAKEN/);
    expect(stderr).toContain('has no database that can be read');
    const {id} = (await assertInStep(cluster)).cluster;
    expect(JSON.parse(stdout)).toMatchObject({
      run: {outcome: 'done'},
      snapshot: {path: 'rescued/member/snap/db', verified: true},
      cluster: {name: 'demo', id, members: 3},
      members: [
        {name: 'infra0', dataDir: '.etcdops/data/infra0', kept: [expect.stringMatching(/infra0\.replaced-/)]},
        {name: 'infra1', kept: []},
        {name: 'infra2'},
      ],
      survivors: [
        {name: rescued, taken: true},
        {name: inner, taken: false},
      ],
      next: ['etcdops status', 'etcdops snapshot undo'],
    });
    expect(await contentOf(cluster)).toEqual(content);
  });

  it('becomes it again from its own directories, by their names', {timeout: SLOWEST_MS}, async () => {
    await cluster.etcdctl('put', 'last', 'word');
    await sleep(WRITTEN_MS);
    await killMembers(cluster, 'infra0', 'infra1', 'infra2');
    await cliOk(cluster, [
      ...['snapshot', 'restore', ...fromData('infra0', 'infra1', 'infra2')],
      ...['--confirm', 'demo'],
    ]);
    await assertInStep(cluster);
    expect(await contentOf(cluster)).toEqual(new Map([...content, ['last', 'word']]));
  });
});
