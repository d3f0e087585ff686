import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {formatManifest, type SnapshotManifest} from '../../src/lib/domain/snapshots/manifest.js';
import {restoredCluster} from '../../src/lib/workflows/snapshots/planned-steps.js';
import {restoreTo, type RestoreToInput} from '../../src/lib/workflows/snapshots/restore-to.js';
import {snapshotRestoreToView} from '../../src/lib/views/snapshot-restore-to-view.js';
import {snapshotBytes} from '../fakes/etcd/fake-database.js';
import {aWorld, type World, type WorldOptions} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
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
  return {world, dir, input: {path, yesOtherCluster: false, skipHashCheck: false, dir, dryRun: false}};
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

    const view = snapshotRestoreToView(world.folder);
    const text = view(await restoreTo(world.context, input), {color: false, width: 100});

    expect(text).toContain(`infra0 on 10.0.0.1: ${dir}/infra0, with the log in ${dir}/infra0.wal`);
    expect(text).toContain(`    cd ${world.folder} && etcd --config-file ${dir}/infra0.yaml`);
    expect(text).toContain(
      `${dir}/infra1 becomes /var/lib/etcd/infra1 there, ${dir}/infra1.wal becomes /wal/infra1`,
    );
    expect(text).toContain('once all is copied: etcd --config-file infra1.yaml');
    expect(text).not.toContain(`--config-file ${dir}/infra1.yaml`);
    expect(text).toContain('Copy all of them before the first one is started');
  });
});

/** The cluster as it is, and what it was before it was restored. */
function record({folder}: World, state: object): void {
  const members = ['infra0'];
  writeFileSync(join(folder, '.etcdops/state.json'), JSON.stringify({schemaVersion: 1, members, ...state}));
}

describe('the token of directories for other machines', () => {
  it.each(['the one that it has', 'one that it had'])('is not %s', async which => {
    const {world, dir, input} = await aScene(aSpec());
    const {spec} = world.context.loaded;
    const former = restoredCluster(spec, 'demo-first', 1).clusterId;
    record(world, {clusterId: 'bb2', formerClusterIds: [former]});
    const token = which === 'one that it had' ? 'demo-first' : spec.token;

    const refusal = await refusalOf(restoreTo(world.context, {...input, token}));

    expect(refusal).toMatchObject({code: 'E_USAGE', hints: ['leave --token out: a new one is made']});
    expect(existsSync(dir)).toBe(false);
    expect((await restoreTo(world.context, {...input, token: 'demo-other'})).token).toBe('demo-other');
  });
});

describe('directories from a snapshot with a manifest', () => {
  const manifestOf = (clusterId: string, bytes: Buffer): SnapshotManifest => ({
    ...{schemaVersion: 1, cluster: 'demo', clusterId, members: [], from: 'infra0', hadQuorum: true},
    ...{revision: 7, totalKeys: 1, etcdVersion: '3.7.3', sizeBytes: bytes.length},
    sha256: createHash('sha256').update(bytes).digest('hex'),
    savedAt: '2026-11-20T00:00:00.000Z',
  });
  const save = (path: string, manifest: Partial<SnapshotManifest>): void => {
    const bytes = snapshotBytes({revision: 7, keys: ['early']});
    writeFileSync(path, bytes);
    writeFileSync(`${path}.manifest.json`, formatManifest({...manifestOf('aa1', bytes), ...manifest}));
  };

  it('are made of another cluster of the same name only where that is said', async () => {
    const {world, dir, input} = await aScene(aSpec());
    record(world, {clusterId: 'bb2', formerClusterIds: ['cc3']});
    save(input.path!, {});

    expect(await refusalOf(restoreTo(world.context, input))).toMatchObject({
      code: 'E_PREFLIGHT',
      message: expect.stringContaining(
        'the snapshot is of cluster aa1 ("demo"), and this one is bb2',
      ) as string,
      hints: [expect.stringContaining('--yes-other-cluster') as string],
    });
    expect(existsSync(dir)).toBe(false);
    await restoreTo(world.context, {...input, yesOtherCluster: true});
    expect(world.warnings.join()).toContain('the snapshot is of cluster aa1 ("demo")');
  });

  it('are made of the newest that is of the cluster, where none is named', async () => {
    const {world, dir} = await aScene(aSpec());
    record(world, {clusterId: 'bb2', formerClusterIds: ['cc3']});
    const snapshots = join(world.folder, '.etcdops/snapshots');
    mkdirSync(snapshots);
    save(join(snapshots, 'own.db'), {clusterId: 'cc3'});
    save(join(snapshots, 'foreign.db'), {savedAt: '2026-11-21T00:00:00.000Z'});

    const input = {yesOtherCluster: false, skipHashCheck: false, dir, dryRun: true};
    expect((await restoreTo(world.context, input)).path).toBe(join(snapshots, 'own.db'));
  });
});

describe('the revision of directories for other machines', () => {
  const FAR = 2_600_000_000;
  const dryRun = async (running: readonly string[]): Promise<{revision: number; warnings: string}> => {
    const {world, input} = await aScene(aSpec(), {recorded: true, running});
    const {context, warnings} = world;
    const {etcdApi, etcdData} = context.adapters;
    const far = {
      etcdApi: Object.assign(Object.create(etcdApi) as typeof etcdApi, {
        status: async (...asked: Parameters<typeof etcdApi.status>) => ({
          ...(await etcdApi.status(...asked)),
          revision: FAR,
        }),
      }),
      etcdData: {
        ...etcdData,
        database: (path: string) =>
          Promise.resolve(
            path.includes('infra2') ? {revision: FAR, authEnabled: false, members: []} : undefined,
          ),
      },
    };
    const cluster = {...context, adapters: {...context.adapters, ...far}};
    const {revision} = await restoreTo(cluster, {...input, dryRun: true});
    return {revision, warnings: warnings.join()};
  };

  it.each([
    ['members that answer', ['infra0', 'infra1', 'infra2']],
    ['the data of those that do not run', []],
  ])('is beyond what is seen of %s', async (_, running) => {
    const {revision, warnings} = await dryRun(running);
    expect(revision).toBe(4_000_000_007);
    expect(warnings).not.toContain('tells how far');
  });

  it('is raised as etcd proposes where nobody tells, which is said', async () => {
    const {world, input} = await aScene(aSpec());
    const {revision} = await restoreTo(world.context, {...input, dryRun: true});
    expect(revision).toBe(1_000_000_007);
    expect(world.warnings.join()).toContain('no member and no data tells how far the cluster had come');
  });
});
