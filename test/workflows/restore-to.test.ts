import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {restoreTo, type RestoreToInput} from '../../src/lib/workflows/snapshots/restore-to.js';
import {snapshotRestoreToView} from '../../src/lib/views/snapshot-restore-to-view.js';
import {snapshotBytes} from '../fakes/etcd/fake-database.js';
import {aWorld, type World, type WorldOptions} from '../fakes/fake-world.js';
import {aMember, aSpec} from '../fakes/spec.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';

interface Scene {
  readonly world: World;
  readonly dir: string;
  readonly input: RestoreToInput;
}

/** A snapshot beside the spec, and a folder that is not there yet. */
async function aScene(spec: ClusterSpec, options?: WorldOptions): Promise<Scene> {
  const world = await aWorld(spec, options);
  const path = join(world.folder, 's.db');
  writeFileSync(path, snapshotBytes({revision: 7, keys: ['early']}));
  const dir = join(world.folder, 'new');
  return {world, dir, input: {path, skipHashCheck: false, dir, dryRun: false}};
}

const HERE = {host: '10.0.0.1', dataDir: '.etcdops/data/infra0', walDir: 'wal/infra0'};
const TWO_PLACES = aSpec({nodes: [aMember(0, HERE), aMember(1, {host: '10.0.0.2', walDir: '/wal/infra1'})]});
const OPTIONS = {ownAddresses: ['10.0.0.1']};

describe('the configs beside restored directories', () => {
  it('have the data where they were made, or where they go on another machine, and begin no cluster', async () => {
    const {world, dir, input} = await aScene(TWO_PLACES, OPTIONS);

    await restoreTo(world.context, input);

    const yaml = await world.context.adapters.yaml();
    const configs = ['infra0', 'infra1'].map(name =>
      yaml.parse(readFileSync(join(dir, `${name}.yaml`), 'utf8')).toValue(),
    );
    expect(configs).toMatchObject([
      {'data-dir': join(dir, 'infra0'), 'wal-dir': join(dir, 'infra0.wal')},
      {'data-dir': '/var/lib/etcd/infra1', 'wal-dir': '/wal/infra1'},
    ]);
    for (const config of configs) expect(config).toMatchObject({'initial-cluster-state': 'existing'});
  });

  it('are shown with the line that starts each where its data is', async () => {
    const {world, dir, input} = await aScene(TWO_PLACES, OPTIONS);

    const text = snapshotRestoreToView(await restoreTo(world.context, input), {color: false, width: 100});

    expect(text).toContain(`infra0 on 10.0.0.1: ${dir}/infra0, with the log in ${dir}/infra0.wal`);
    expect(text).toContain(`    etcd --config-file ${dir}/infra0.yaml`);
    expect(text).toContain(
      `${dir}/infra1 becomes /var/lib/etcd/infra1 there, ${dir}/infra1.wal becomes /wal/infra1`,
    );
    expect(text).toContain('once all is copied: etcd --config-file infra1.yaml');
    expect(text).not.toContain(`--config-file ${dir}/infra1.yaml`);
    expect(text).toContain('Copy all of them before the first one is started');
  });
});
