import {mkdirSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {Files} from '../../src/lib/adapters/files/files.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {checkNewNode} from '../../src/lib/workflows/membership/new-node-checks.js';
import {observeNow} from '../../src/lib/workflows/membership/observe.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {createRunContext} from '../../src/lib/workflows/runs/run-context.js';
import {planRun} from '../../src/lib/workflows/runs/start-run.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember} from '../fakes/spec.js';
import {aCluster, clusterOf, pictureOf, SCENARIOS} from './membership-scenarios.js';

const GIB = 2 ** 30;
const LOG_BYTES = 2 * 64_000_000;
const JOINING = [
  'member add',
  'member add --voter',
  'member replace, of a dead one',
  'member replace --with another',
  'promote of a gateway',
  'apply',
];

const askPassphrase = (): Promise<string> => Promise.resolve('');

/** Asks for the stamp of a folder, and of all in it, as if it were on a disk of its own. */
function otherDevice(files: Files, folder: string): Files['stampOf'] {
  const stampOf = files.stampOf.bind(files);
  return async path => {
    const stamp = await stampOf(path);
    return stamp === undefined || !path.startsWith(folder) ? stamp : {...stamp, device: stamp.device + 1};
  };
}

/** Each member has a database of that size, on a disk with so much room. */
async function withDisk(world: World, dbSizeBytes: number, freeBytes: number): Promise<SpecContext> {
  const {etcd} = world;
  const status = etcd.status.bind(etcd);
  Object.assign(etcd, {
    status: async (...asked: Parameters<typeof status>) => ({...(await status(...asked)), dbSizeBytes}),
  });
  const {adapters, loaded} = await clusterOf(world);
  const files = Object.assign(Object.create(adapters.files) as Files, {freeBytes: async () => freeBytes});
  return {adapters: {...adapters, files}, loaded};
}

describe('a database that is larger than the disk of a new member', () => {
  it.each(JOINING)('%s: nothing is changed', async name => {
    const scenario = SCENARIOS.find(one => one.name === name)!;
    const world = await aCluster(scenario);
    const before = await pictureOf(world);

    const error = await refusalOf(scenario.begin(await withDisk(world, 3 * GIB, 3 * GIB)));

    expect(error).toMatchObject({code: 'E_PREFLIGHT', exitCode: 4});
    expect(error.message).toMatch(/has 3\.0 GiB free, and [36]\.1 GiB are needed there: /);
    expect(error.message).toMatch(/ 3\.0 GiB for the database that infra\d fetches, /);
    expect(error.message).toMatch(/ 122\.1 MiB for the write-ahead log of infra\d/);
    expect(await pictureOf(world)).toEqual(before);
  });

  it.each(['member add', 'promote of a gateway'])('%s where both just fit', async name => {
    const scenario = SCENARIOS.find(one => one.name === name)!;
    const world = await aCluster(scenario);
    const before = world.etcd.members().length;

    await scenario.begin(await withDisk(world, 3 * GIB, 3 * GIB + LOG_BYTES));

    expect(world.etcd.members()).toHaveLength(before + 1);
  });

  it('apply, where there is room for one of two: nothing is changed', async () => {
    const scenario = SCENARIOS.find(({name}) => name === 'apply')!;
    const world = await aCluster(scenario);
    const before = await pictureOf(world);

    const error = await refusalOf(scenario.begin(await withDisk(world, 3 * GIB, 5 * GIB)));

    expect(error.message).toContain('has 5.0 GiB free, and 6.2 GiB are needed there: ');
    expect(await pictureOf(world)).toEqual(before);
  });

  it('member replace, with the snapshot before it: names what each takes, and the line without a snapshot', async () => {
    const scenario = SCENARIOS.find(({name}) => name === 'member replace in place')!;
    const world = await aCluster(scenario);
    const before = await pictureOf(world);

    const error = await refusalOf(scenario.begin(await withDisk(world, 3 * GIB, 5 * GIB)));

    expect(error.message).toContain('3.0 GiB for the snapshot that is saved before infra0 leaves, ');
    expect(error.hints).toContain('without a snapshot: etcdops member replace infra0 --no-snapshot');
    expect(await pictureOf(world)).toEqual(before);

    const line = {name: 'infra0', noSnapshot: true as const};
    const cluster = await withDisk(world, 3 * GIB, 5 * GIB);
    const planned = await planRun(cluster, memberReplace, {input: line, askPassphrase});
    expect(planned.plan.steps.map(({id}) => id)).not.toContain('save-snapshot');
  });

  it('member add with its log on another disk: that disk counts too', async () => {
    const world = await aCluster(SCENARIOS.find(({name}) => name === 'apply')!);
    const cluster = await withDisk(world, 3 * GIB, 4 * GIB);
    const wal = join(world.folder, 'wal');
    const {files} = cluster.adapters;
    mkdirSync(wal);
    Object.assign(files, {
      freeBytes: async (path: string) => (path.startsWith(wal) ? 1000 : 4 * GIB),
      stampOf: otherDevice(files, wal),
    });
    const node = {...aMember(7), walDir: 'wal/infra7'};

    const context = createRunContext(cluster, {runId: 'R1', askPassphrase});
    const {facts: joins} = await observeNow(context);
    const refusals = await checkNewNode(context, {node, joins});

    expect(refusals).toEqual([
      {
        code: 'E_PREFLIGHT',
        message: `${wal} has 1000 B free, and 122.1 MiB are needed there: 122.1 MiB for the write-ahead log of infra7`,
        hints: ['make room, or set walDir of the node in the spec to a larger disk'],
      },
    ]);
  });

  it('is nothing to one that keeps its data', async () => {
    const scenario = SCENARIOS.find(({name}) => name === 'member update')!;
    const world = await aCluster(scenario);

    await scenario.begin(await withDisk(world, 3 * GIB, LOG_BYTES));

    expect(world.etcd.members()).toHaveLength(3);
  });
});
