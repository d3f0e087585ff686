import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {assertSameWayIn} from '../../src/lib/workflows/config-files.js';
import {observeNodesHere} from '../../src/lib/workflows/observe-nodes.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';

function up(world: World) {
  return runUp(world.context, {dryRun: false});
}

describe('the config files that up finds', () => {
  it('writes a config file that is missing, and warns of one that differs', async () => {
    const world = await aWorld(aSpec());
    rmSync(join(world.folder, 'nodes/infra0/etcd.yaml'));
    const edited = join(world.folder, 'nodes/infra1/etcd.yaml');
    const mine = `${readFileSync(edited, 'utf8')}snapshot-count: 5000\n`;
    writeFileSync(edited, mine);

    await up(world);

    expect(readFileSync(join(world.folder, 'nodes/infra0/etcd.yaml'), 'utf8')).toContain('name: infra0');
    expect(readFileSync(edited, 'utf8')).toBe(mine);
    expect(world.warnings).toEqual([
      expect.stringMatching(/nodes\/infra1\/etcd\.yaml differs.*render --check/),
    ]);
  });

  it('gives a config file the token of the spec, and keeps what else was edited in it', async () => {
    const world = await aWorld(aSpec());
    const path = join(world.folder, 'nodes/infra1/etcd.yaml');
    const written = readFileSync(path, 'utf8');
    writeFileSync(path, `${written.replace('demo-7f3c91', 'demo-older')}# mine\n`);

    await up(world);

    expect(readFileSync(path, 'utf8')).toBe(`${written}# mine\n`);
  });

  it('leaves a config file alone that etcd cannot read, and starts nothing', async () => {
    const world = await aWorld(aSpec());
    const path = join(world.folder, 'nodes/infra1/etcd.yaml');
    writeFileSync(path, 'name: [broken\n');

    await expect(up(world)).rejects.toMatchObject({
      code: 'E_PREFLIGHT',
      message: 'nodes/infra1/etcd.yaml is no config file that etcd can read',
      hints: [expect.stringMatching(/^etcdops validate nodes\/infra1/), expect.stringMatching(/render/)],
    });

    expect(world.host.events).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe('name: [broken\n');
  });

  it('refuses one by which members would begin otherwise than the spec says, unless they have begun', async () => {
    const world = await aWorld(aSpec({bootstrap: {method: 'srv', domain: 'a.test'}}));
    const path = join(world.folder, 'nodes/infra1/etcd.yaml');
    const left = readFileSync(path, 'utf8').replace('discovery-srv: a.test', 'initial-cluster: x=http://b:1');
    const looked = await observeNodesHere(world.context, world.context.loaded.spec.nodes, '/opt/etcd');
    writeFileSync(path, left);

    await expect(assertSameWayIn(world.context, looked)).rejects.toMatchObject({
      code: 'E_PREFLIGHT',
      message:
        'nodes/infra1/etcd.yaml lets infra1 begin by initial-cluster, the spec by discovery-srv: a.test',
      hints: [
        expect.stringContaining('etcdops render') as string,
        expect.stringContaining('etcdops convert-bootstrap static') as string,
      ],
    });
    const begun = looked.map(node => ({...node, hasData: true}));
    await expect(assertSameWayIn(world.context, begun)).resolves.toBeUndefined();
  });
});
