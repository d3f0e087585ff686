import {existsSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {EtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import {createRunContext} from '../../src/lib/workflows/runs/run-context.js';
import {restoreTo} from '../../src/lib/workflows/snapshots/restore-to.js';
import type {PlannedAction} from '../../src/lib/workflows/steps/actions.js';
import {bindSteps} from '../../src/lib/workflows/steps/bind.js';
import {snapshotBytes} from '../fakes/etcd/fake-database.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec, members} from '../fakes/spec.js';

const RUN = '20261126T100000Z-abcdef';
const askPassphrase = () => Promise.reject(new Error('nobody asks'));

describe('snapshot restore --to', () => {
  it.each(['..', 'a/../..', ''])('takes no name that leads out of the folder: "%s"', async name => {
    const world = await aWorld(aSpec());
    const dir = join(world.folder, 'new');
    const input = {path: '/s.db', yesOtherCluster: false, skipHashCheck: false, dir, name, dryRun: false};
    expect((await refusalOf(restoreTo(world.context, input))).code).toBe('E_USAGE');
  });

  it.each([
    ['takes none for the snapshot that was put in its place while it was copied', 'another'],
    ['does not mind that the same was put there', 'early'],
  ])('%s', async (_, content) => {
    const spec = aSpec();
    const {context, folder} = await aWorld(spec);
    const path = join(folder, 's.db');
    const bytes = (key: string): Buffer => snapshotBytes({revision: 7, keys: [key]});
    writeFileSync(path, bytes('early'));
    const runner = Object.create(context.adapters.runner) as typeof context.adapters.runner;
    runner.run = async (file, args, options) => {
      const ended = await context.adapters.runner.run(file, args, options);
      if (!args.includes('restore')) return ended;
      writeFileSync(`${path}.new`, bytes(content));
      renameSync(`${path}.new`, path);
      return ended;
    };
    const dir = join(folder, 'new');
    const cluster = {...context, adapters: {...context.adapters, runner}};
    const made = restoreTo(cluster, {path, yesOtherCluster: false, skipHashCheck: false, dir, dryRun: false});
    const names = ['infra0', 'infra1', 'infra2'];
    if (content === 'early') {
      expect((await made).members.map(({name}) => name)).toEqual(names);
      return;
    }
    expect(await refusalOf(made)).toMatchObject({
      code: 'E_SNAPSHOT_INVALID',
      message: expect.stringContaining(`${path} is another file`) as string,
      hints: ['the same line again, once nobody writes it'],
    });
    expect(names.filter(name => existsSync(join(dir, name)))).toEqual([]);
  });
});

describe('a restored cluster, compared with the snapshot', () => {
  const verified = async (
    known: {keys?: number; totalKeys?: number},
    count: (url: string) => Promise<number | undefined>,
  ): Promise<string[]> => {
    const {context, warnings} = await aWorld(aSpec({nodes: members(2)}), {running: ['infra0', 'infra1']});
    const etcdApi = Object.assign(Object.create(context.adapters.etcdApi) as EtcdApi, {
      status: () => Promise.resolve({clusterId: 'aa1', revision: 9}),
      countKeys: count,
    });
    const cluster = {...context, adapters: {...context.adapters, etcdApi}};
    const planned: PlannedAction = {
      ...{id: 'verify-restored', title: 'compare', action: 'verify-restored'},
      input: {clusterId: 'aa1', revision: 6, ...known},
    };
    const [step] = await bindSteps(createRunContext(cluster, {runId: RUN, askPassphrase}), [planned]);
    await step!.run();
    return warnings;
  };
  const all = (count: number | undefined) => () => Promise.resolve(count);

  it('has as many keys', async () => {
    expect(await verified({totalKeys: 5}, all(5))).toEqual([]);
    expect(await verified({totalKeys: 5}, all(4))).toEqual([]);
    const {hints} = await refusalOf(verified({totalKeys: 5}, all(3)));
    expect(hints[0]).toContain('run abort, then etcdops snapshot undo');
  });

  it('has as many as the source counted, on every member', async () => {
    expect(await verified({keys: 5}, all(5))).toEqual([]);
    const second = refusalOf(verified({keys: 5}, url => Promise.resolve(url.endsWith(':2389') ? 4 : 5)));
    expect((await second).message).toContain('has 5 keys, and the restored infra1 4 at revision 6');
  });

  it('is not counted any more once clients have had it compacted', async () => {
    expect((await verified({totalKeys: 5}, all(undefined))).join()).toContain('compact revision 6');
  });
});
