import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {chooseSnapshot} from '../../src/lib/workflows/snapshots/choose-snapshot.js';
import {saveSnapshot} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec, members} from '../fakes/spec.js';
import {tempDir} from '../helpers/temp-dir.js';

const world = (): Promise<World> =>
  aWorld(
    aSpec({
      nodes: [
        aMember(0, {host: '10.0.0.1', dataDir: '.etcdops/data/infra0'}),
        aMember(1, {host: '10.0.0.2', dataDir: '.etcdops/data/infra1'}),
        // As systemd runs one: outside of the folder of the spec.
        aMember(2, {host: '10.0.0.1', dataDir: join(tempDir('system'), 'infra2')}),
      ],
    }),
    {recorded: true, ownAddresses: ['10.0.0.1']},
  );

describe('what is left of members, from which a restore is to take the freshest', () => {
  it.each([
    [['infra0', 'infra0']],
    [['infra0', '.etcdops/data/infra0']],
    [['.etcdops/data/infra0/member', 'infra0']],
    [['./.etcdops/data/infra0/member/snap/db', 'a link']],
  ])('is not %j, which are one', async names => {
    const {context, folder} = await world();
    symlinkSync(join(folder, '.etcdops/data/infra0'), join(folder, 'a link'));
    const fromData = names.map(name => ({name, path: join(folder, name)}));
    const error = await refusalOf(chooseSnapshot(context, {fromData}));
    expect(error.code).toBe('E_USAGE');
    expect(error.message).toContain(`are one database: ${folder}/.etcdops/data/infra0/member/snap/db`);
  });

  it('is on this machine where systemd runs the member here', async () => {
    const {context, folder} = await world();
    const {dataDir = ''} = context.loaded.spec.nodes[2]!;
    const fromData = ['infra2', dataDir].map(name => ({name, path: join(folder, name)}));
    const error = await refusalOf(chooseSnapshot(context, {fromData}));
    expect(error.message).toContain(`are one database: ${dataDir}/member/snap/db`);
  });

  it('is not on another machine', async () => {
    const {context, folder} = await world();
    const fromData = ['infra0', 'infra1'].map(name => ({name, path: join(folder, name)}));
    expect(await refusalOf(chooseSnapshot(context, {fromData}))).toMatchObject({
      code: 'E_REMOTE_NODE',
      message: expect.stringContaining('infra1 is on 10.0.0.2') as string,
      hints: [expect.stringContaining('etcdops snapshot restore --from-data ./infra1') as string],
    });
  });
});

describe('a path that was typed', () => {
  it('counts from the folder of the spec where it leads nowhere from the working directory', async () => {
    const {context, folder} = await world();
    const cwd = tempDir('elsewhere');
    const cluster = {...context, adapters: {...context.adapters, cwd}};
    const typed = '.etcdops/snapshots/saved.db';
    const choose = (): Promise<{path: string}> => chooseSnapshot(cluster, {path: join(cwd, typed), typed});
    expect(await choose()).toEqual({path: join(cwd, typed)});
    for (const place of [folder, cwd]) {
      mkdirSync(join(place, '.etcdops/snapshots'), {recursive: true});
      writeFileSync(join(place, typed), '');
      expect(await choose()).toEqual({path: join(place, typed)});
    }
    expect(await chooseSnapshot(cluster, {path: '/backup/saved.db'})).toEqual({path: '/backup/saved.db'});
  });
});

describe('where no path is typed', () => {
  it('it is the newest that was saved of this cluster', async () => {
    const {context, etcd} = await aWorld(aSpec({nodes: members(1)}), {running: ['infra0']});
    const saved: string[] = [];
    for (const key of ['a', 'b']) {
      etcd.write(key);
      saved.push((await saveSnapshot(context, {dryRun: false})).path);
      await etcd.clock.sleep(5000);
    }
    expect(await chooseSnapshot(context, {})).toEqual({path: saved[1]});
  });

  it('and none is there, it says where it looked, and what else there is to restore from', async () => {
    const {context} = await aWorld(aSpec({nodes: members(2)}));
    expect(await refusalOf(chooseSnapshot(context, {}))).toMatchObject({
      code: 'E_SNAPSHOT_UNREADABLE',
      message: 'there is no snapshot of demo in .etcdops/snapshots',
      hints: [
        'name one: etcdops snapshot restore PATH',
        'or take what dead members have: etcdops snapshot restore --from-data infra0 --from-data infra1',
        'etcdops snapshot list',
      ],
    });
  });
});
