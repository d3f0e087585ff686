import {describe, expect, it} from 'vitest';

import type {Files} from '../../src/lib/adapters/files/files.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aCluster, clusterOf, pictureOf, SCENARIOS} from './membership-scenarios.js';

const GIB = 2 ** 30;
const LOG_BYTES = 64_000_000;
const JOINING = [
  'member add',
  'member add --voter',
  'member replace, of a dead one',
  'member replace --with another',
  'promote of a gateway',
  'apply',
];

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
    expect(error.message).toContain(
      'has 3.0 GiB free, and the write-ahead log of a new member and the database of 3.0 GiB that it fetches need 3.1 GiB',
    );
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

    expect(error.message).toContain(
      'has 5.0 GiB free, and the write-ahead logs of 2 new members and the database of 3.0 GiB that each fetches need 6.1 GiB',
    );
    expect(await pictureOf(world)).toEqual(before);
  });

  it('is nothing to one that keeps its data', async () => {
    const scenario = SCENARIOS.find(({name}) => name === 'member update')!;
    const world = await aCluster(scenario);

    await scenario.begin(await withDisk(world, 3 * GIB, LOG_BYTES));

    expect(world.etcd.members()).toHaveLength(3);
  });
});
