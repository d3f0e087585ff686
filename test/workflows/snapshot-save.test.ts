import {appendFileSync, existsSync, readdirSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {EtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import type {EtcdData} from '../../src/lib/adapters/etcd-data/etcd-data.js';
import type {SnapshotFiles} from '../../src/lib/adapters/snapshot-files/snapshot-files.js';
import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import {listSnapshots, snapshotsFolder} from '../../src/lib/queries/snapshots/list-snapshots.js';
import {verifySnapshot} from '../../src/lib/queries/snapshots/verify-snapshot.js';
import {saveSnapshot} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {atEachEffect, MOMENTS} from '../fakes/crash-world.js';
import {createFault} from '../fakes/fault.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {members, aSpec} from '../fakes/spec.js';
import {clusterOf} from './membership-scenarios.js';
import {faultyClusterOf} from './snapshot-scenarios.js';

const BIN = {dir: '/opt/etcd', version: '3.7.3'};

/** One member with three writes; time stands still. */
async function aSource(): Promise<World> {
  const world = await aWorld(aSpec({nodes: members(1)}), {running: ['infra0']});
  for (const key of ['a', 'b', 'b']) world.etcd.write(key);
  return world;
}

/** Every name in the folder of the snapshots but those of whole snapshots and their manifests. */
async function othersThan({context, folder}: World): Promise<string[]> {
  const {snapshots} = await listSnapshots(context.adapters, snapshotsFolder(folder));
  const whole = snapshots.filter(({doubt}) => doubt === undefined).map(({path}) => basename(path));
  const known = new Set(whole.flatMap(name => [name, `${name}.manifest.json`]));
  return readdirSync(snapshotsFolder(folder)).filter(name => !known.has(name));
}

describe('snapshot save', () => {
  it('gives a file that is verified, with its manifest, and leaves nothing else', async () => {
    const world = await aSource();
    const {context} = world;

    const saved = await saveSnapshot(context, {dryRun: false});

    expect(saved).toMatchObject({revision: 4, totalKeys: 2, keys: 2, hadQuorum: true, verified: true});
    expect(await othersThan(world)).toEqual([]);
    const report = await verifySnapshot(context.adapters, saved.path, {bin: BIN});
    expect(report).toMatchObject({verified: true, findings: [], manifest: {revision: 4, keys: 2}});
    expect(world.warnings).toEqual([]);
  });

  it('is called verified only where nobody changes it while it is read', async () => {
    const {context} = await aSource();
    const {adapters} = context;
    const {path} = await saveSnapshot(context, {dryRun: false});
    const snapshotFiles: SnapshotFiles = {
      ...adapters.snapshotFiles,
      async readDigest(...asked) {
        const digest = await adapters.snapshotFiles.readDigest(...asked);
        appendFileSync(path, 'more');
        return digest;
      },
    };

    const error = await refusalOf(verifySnapshot({...adapters, snapshotFiles}, path, {bin: BIN}));
    expect(error).toMatchObject({
      code: 'E_SNAPSHOT_INVALID',
      message: `${path} was changed while it was read`,
    });
  });

  it('takes a learner where it is named, whose members another one tells, or the file itself', async () => {
    const [first, second] = members(2);
    const learner: SpecNode = {...second!, learner: true, initialClusterState: 'existing'};
    const world = await aWorld(aSpec({nodes: [first!, learner]}), {running: ['infra0', 'infra1']});
    const {adapters, loaded} = world.context;
    const stored = {id: 'aa1', name: 'in the file', peerUrls: ['http://h:2380']};
    const etcdData: EtcdData = {
      ...adapters.etcdData,
      async database(path) {
        const found = await adapters.etcdData.database(path);
        return found === undefined ? undefined : {...found, members: [stored]};
      },
    };
    const save = async (): Promise<string[] | undefined> => {
      const context = {loaded, adapters: {...adapters, etcdData}};
      const {path} = await saveSnapshot(context, {from: 'infra1', dryRun: false});
      const report = await verifySnapshot(adapters, path, {bin: BIN});
      expect(report.findings).toEqual([]);
      return report.manifest?.members.map(({name}) => name);
    };

    expect(await save()).toEqual(['infra0', 'infra1']);
    world.host.kill('infra0');
    expect(await save()).toEqual(['in the file']);
    expect(world.warnings).toEqual([expect.stringContaining('NO QUORUM')]);
  });

  it.each<[string, Partial<EtcdApi>, readonly string[], object]>([
    [
      'that the member does not tell its hash',
      {hashKv: () => Promise.reject(new Error('no answer'))},
      ['the hash of infra0 at revision 4 is not known, so nothing compares a restore with it: no answer'],
      {keys: 2},
    ],
    [
      'that keys were compacted meanwhile',
      {
        hashKv: (_, revision) => Promise.resolve({hash: 7, revision, compactRevision: revision}),
        countKeys: () => Promise.resolve(undefined),
      },
      ['the hash of infra0', 'the number of keys of infra0'],
      {},
    ],
  ])('says %s, and leaves it out of the manifest', async (_, told, warnings, content) => {
    const {context, ...world} = await aSource();
    const etcdApi = Object.assign(Object.create(context.adapters.etcdApi) as EtcdApi, told);
    const cluster = {...context, adapters: {...context.adapters, etcdApi}};

    const {path} = await saveSnapshot(cluster, {dryRun: false});

    expect(world.warnings).toEqual(warnings.map(text => expect.stringContaining(text) as string));
    const {manifest} = await verifySnapshot(context.adapters, path, {bin: BIN});
    expect({keys: manifest?.keys, hash: manifest?.hashKv}).toEqual({
      keys: undefined,
      hash: undefined,
      ...content,
    });
  });

  it('says that how far keys are compacted cannot be read in it, and leaves the hash out of the manifest', async () => {
    const {context, ...world} = await aSource();
    const etcdData = {...context.adapters.etcdData, database: () => Promise.resolve(undefined)};
    const cluster = {...context, adapters: {...context.adapters, etcdData}};

    const {path, keys} = await saveSnapshot(cluster, {dryRun: false});

    expect(world.warnings).toEqual([expect.stringContaining('keys are compacted cannot be read in it')]);
    const {manifest} = await verifySnapshot(context.adapters, path, {bin: BIN});
    expect({keys, hash: manifest?.hashKv}).toEqual({keys: 2, hash: undefined});
  });

  it('twice within a second gives two, of which the second has a number', async () => {
    const world = await aSource();
    const paths: string[] = [];
    for (let round = 0; round < 3; round++)
      paths.push((await saveSnapshot(world.context, {dryRun: false})).path);

    const [first] = paths;
    expect(paths).toEqual([first, first!.replace('.db', '-2.db'), first!.replace('.db', '-3.db')]);
    expect(paths.filter(path => !existsSync(path))).toEqual([]);
    expect(await othersThan(world)).toEqual([]);
  });

  it.each(MOMENTS)(
    'killed %s each effect leaves no half snapshot, and the next one tidies up',
    async moment => {
      const kills = await atEachEffect(moment, async killer => {
        const world = await aSource();
        const {context, folder} = world;
        await saveSnapshot(await clusterOf(world, killer), {dryRun: false}).catch(() => undefined);
        const {snapshots} = await listSnapshots(context.adapters, snapshotsFolder(folder));
        expect(snapshots.filter(({doubt}) => doubt !== undefined)).toEqual([]);

        const {path} = await saveSnapshot(context, {dryRun: false});

        expect(await othersThan(world)).toEqual([]);
        expect(await verifySnapshot(context.adapters, path, {bin: BIN})).toMatchObject({verified: true});
      });
      expect(kills).toBeGreaterThan(6);
    },
  );

  it('with a disk that fails at each effect, pieces and syncs too: it says so, and leaves nothing half', async () => {
    let failures = 0;
    for (let at = 1; ; at++, failures++) {
      const world = await aSource();
      const {context, folder} = world;
      const fault = createFault(at, at % 2 === 0 ? 'EIO' : 'ENOSPC');
      const error = await saveSnapshot(await faultyClusterOf(world, fault), {dryRun: false}).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!fault.hasKilled()) break;
      expect({at, error}).toMatchObject({error: {code: 'E_WRITE_FAILED'}});
      const {snapshots} = await listSnapshots(context.adapters, snapshotsFolder(folder));
      expect({at, half: snapshots.filter(({doubt}) => doubt !== undefined)}).toEqual({at, half: []});

      const {path} = await saveSnapshot(context, {dryRun: false});

      expect(await othersThan(world)).toEqual([]);
      expect(await verifySnapshot(context.adapters, path, {bin: BIN})).toMatchObject({verified: true});
    }
    expect(failures).toBeGreaterThan(8);
  });

  it('killed before its last name, to a path of the user: the same line again saves there', async () => {
    await atEachEffect('before', async killer => {
      const world = await aSource();
      const path = join(world.folder, 'mine.db');
      await saveSnapshot(await clusterOf(world, killer), {path, dryRun: false}).catch(() => undefined);
      if (existsSync(path)) return;

      await saveSnapshot(world.context, {path, dryRun: false});

      const own = readdirSync(dirname(path)).filter(name => /\.db|\.part/.test(name));
      expect(own.filter(name => !name.includes('.replaced-')).sort()).toEqual([
        'mine.db',
        'mine.db.manifest.json',
      ]);
    });
  });
});
