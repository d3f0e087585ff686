import {renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import {apply} from '../../src/lib/workflows/apply/apply.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec} from '../fakes/spec.js';
import {aCluster, clusterOf, line} from './membership-scenarios.js';

/** A healthy cluster of three, with nodes that somebody has edited in the spec. */
function edited(nodes: readonly SpecNode[]): Promise<World> {
  return aCluster({
    name: 'apply',
    spec: aSpec(),
    prepare: async ({folder, context: {adapters, loaded}}) => {
      const text = (await adapters.yaml()).stringify({...loaded.spec, nodes});
      writeFileSync(join(folder, 'etcdops.yaml'), text);
    },
    begin: line(apply, {}),
  });
}

describe('apply refuses when it plans, and stops nothing', () => {
  it.each<[what: string, third: SpecNode, message: RegExp]>([
    ['a data directory', aMember(2, {dataDir: 'other/d2'}), /infra2 has no data in .*other\/d2/],
    ['a log', aMember(2, {walDir: 'wal2'}), /infra2 has no log in .*wal2/],
  ])('%s elsewhere than it lies', async (_, third, message) => {
    const world = await edited([aMember(0), aMember(1), third]);

    const refusal = await refusalOf(line(apply, {})(await clusterOf(world)));

    expect(refusal).toMatchObject({code: 'E_DATA_LOST', message: expect.stringMatching(message) as string});
    expect(world.host.events).toEqual([]);
  });
});

describe('apply refuses a node at the place of another member, and starts nothing', () => {
  const at = (index: number, place: number): SpecNode => ({...aMember(index), ports: aMember(place).ports});

  it.each<[what: string, nodes: SpecNode[], message: RegExp, line: string]>([
    [
      'under another name',
      [aMember(0), aMember(1), at(9, 2)],
      /^infra9 has .*:2400 in the spec, .* member infra2: a member keeps its name$/,
      'etcdops member replace infra2 --with infra9',
    ],
    [
      'that has its own in turn',
      [at(0, 2), aMember(1), at(2, 0)],
      /infra0 has .*:2400 .* member infra2\n *infra2 has .*:2380 .* member infra0/,
      'etcdops member update infra2 --peer-url URL',
    ],
    [
      'that is to go elsewhere',
      [at(0, 2), aMember(1), at(2, 7)],
      /infra0 has .*:2400 .* member infra2$/m,
      'etcdops member update infra2 --peer-url URL',
    ],
  ])('%s', async (_, nodes, message, line_) => {
    const world = await edited(nodes);

    const refusal = await refusalOf(line(apply, {})(await clusterOf(world)));

    expect(refusal).toMatchObject({code: 'E_PREFLIGHT', message: expect.stringMatching(message) as string});
    expect(refusal.hints.join('\n')).toContain(line_);
    expect(world.host.events).toEqual([]);
  });
});

it('apply restarts a member whose data somebody has moved to where the spec has it', async () => {
  const world = await edited([aMember(0), aMember(1), aMember(2, {dataDir: 'moved'})]);
  renameSync(world.launch('infra2').dataDir, join(world.folder, 'moved'));

  await line(apply, {})(await clusterOf(world));

  expect(world.host.events).toEqual(['stop infra2', 'start infra2']);
});
