import {mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {readState} from '../../src/lib/queries/cluster-state.js';
import type {RestoreToResult} from '../../src/lib/workflows/snapshots/restore-to.js';
import {snapshotRestoreToView} from '../../src/lib/views/snapshot-restore-to-view.js';
import {refusalOf} from '../fakes/refusal.js';
import {adopt, aScene, ELSEWHERE, HERE, SPEC, type Scene} from './adopt-scene.js';
import {clusterOf} from './membership-scenarios.js';

describe('snapshot adopt', () => {
  it('has the spec name the data that was made here, and knows the cluster by its new id', async () => {
    const scene = await aScene();
    const {world, made} = scene;

    await adopt(scene);

    const {spec} = (await clusterOf(world)).loaded;
    expect(spec).toMatchObject({
      token: made.token,
      nodes: [
        // Relative, as it was: with an absolute one the node would be one of another machine.
        {name: 'infra0', dataDir: 'new/infra0', walDir: 'new/infra0.wal'},
        ELSEWHERE,
      ],
    });
    expect(await readState(world.context.adapters, world.folder)).toMatchObject({
      clusterId: made.clusterId,
      formerClusterIds: ['bb2'],
      members: ['infra0', 'infra1'],
    });
    expect(await adopt(scene)).toMatchObject({outcome: 'nothing-to-do'});
  });

  it('leaves the place that the spec has for data that was moved there', async () => {
    const scene = await aScene();
    const {world, made} = scene;
    mkdirSync(join(world.folder, 'wal'));
    const own = join(world.folder, 'own');
    const spec = {...SPEC, nodes: [{...HERE, dataDir: 'own'}, ELSEWHERE]};
    const yaml = await world.context.adapters.yaml();
    writeFileSync(join(world.folder, 'etcdops.yaml'), yaml.stringify(spec));
    renameSync(join(made.dir, 'infra0'), own);
    renameSync(join(made.dir, 'infra0.wal'), join(world.folder, 'wal/infra0'));

    await adopt(scene);

    expect((await clusterOf(world)).loaded.spec).toEqual({...spec, token: made.token});
  });

  it('is what comes next where all members were made, and not where one alone was', async () => {
    const view = (made: RestoreToResult): string =>
      snapshotRestoreToView('/srv')(made, {color: false, width: 100});
    const {made} = await aScene();
    const text = `Next, for it to become the cluster of /srv: etcdops down, then etcdops snapshot adopt ${made.dir}`;
    expect(view(made)).toContain(text);
    const remote = {...made, members: made.members.slice(1)};
    expect(view(remote)).toContain(`cluster of /srv: etcdops snapshot adopt ${made.dir}`);
    expect(view((await aScene({}, 'infra0')).made)).not.toContain('adopt');
  });

  it.each<[what: string, scene: () => Promise<Scene>, message: string]>([
    [
      'while members run on the data of before',
      () => aScene({running: ['infra0']}),
      'infra0 runs, and is of cluster',
    ],
    [
      'while a member on another machine serves another cluster',
      () => aScene({running: ['infra1']}),
      'infra1 runs, and is of cluster',
    ],
    [
      'of one member where the spec has two',
      () => aScene({}, 'infra0'),
      'it was made for infra0, and the members of the spec are infra0, infra1',
    ],
    [
      'whose data is another one',
      async () => {
        const scene = await aScene();
        scene.foreign.add(join(scene.made.dir, 'infra0'));
        return scene;
      },
      'infra0 has no data of cluster',
    ],
  ])('refuses what was made %s, with nothing changed', async (_, begin, message) => {
    const scene = await begin();
    const {code, message: told} = await refusalOf(adopt(scene));
    expect(code).toBe('E_PREFLIGHT');
    expect(told).toContain(message);
    expect((await clusterOf(scene.world)).loaded.spec.token).toBe(SPEC.token);
  });

  it('takes no folder for what restore --to has made that is none', async () => {
    const scene = await aScene();
    const other = join(scene.world.folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'infra0.yaml'), 'name: infra0\n*: [');
    writeFileSync(join(other, 'infra1.yaml'), 'name: other\n');
    for (const dir of [other, join(scene.world.folder, 'missing')])
      expect(await refusalOf(adopt(scene, dir))).toMatchObject({
        code: 'E_USAGE',
        message: `${dir} holds nothing that snapshot restore --to has made`,
      });
  });
});
