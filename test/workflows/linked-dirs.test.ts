import {existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runDown} from '../../src/lib/workflows/down.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec, members} from '../fakes/spec.js';
import {tempDir} from '../helpers/temp-dir.js';
import {aCluster, clusterOf, line} from './membership-scenarios.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const [, ...OTHERS] = members(3);
const WITH_LOG = aSpec({nodes: [aMember(0, {walDir: 'log/infra0'}), ...OTHERS]});

const up = (world: World) => runUp(world.context, {dryRun: false});

/** Moves a directory to another disk and leaves a link to it. */
function linked(path: string, isThere = true): {path: string; target: string} {
  const target = join(realpathSync(tempDir('disk')), 'big');
  mkdirSync(join(path, '..'), {recursive: true});
  if (existsSync(path)) renameSync(path, target);
  else mkdirSync(target);
  if (!isThere) rmSync(target, {recursive: true});
  symlinkSync(target, path);
  return {path, target};
}

describe('data behind a link to a disk that is not mounted', () => {
  it('is missed, with the link and where it leads', async () => {
    const world = await aWorld(aSpec(), {recorded: true});
    const {path, target} = linked(world.launch('infra0').dataDir, false);

    const refusal = await refusalOf(up(world));

    expect(refusal).toMatchObject({code: 'E_DATA_LOST'});
    expect(refusal.message).toContain(
      `infra0 has no data in ${path} (${path} is a link to ${target}, where nothing is)`,
    );
    expect(refusal.hints[0]).toBe(`mount what belongs to ${target}, then the same line again`);
    expect(world.host.events).toEqual([]);
  });

  it('is missed before a restart stops the member', async () => {
    const world = await aWorld(aSpec(), {running: NAMES});
    linked(world.launch('infra0').dataDir, false);
    const nodes = world.context.loaded.spec.nodes.slice(0, 1);

    const refusal = await refusalOf(runRestart(world.context, {nodes, named: true, dryRun: false}));

    expect(refusal.message).toContain('is a link to');
    expect(world.host.events).toEqual([]);
  });

  it('is not begun by a first start', async () => {
    const world = await aWorld(aSpec());
    const {path, target} = linked(world.launch('infra0').dataDir, false);

    await expect(up(world)).rejects.toMatchObject({
      code: 'E_PREFLIGHT',
      message: `${path} is a link to ${target}, where nothing is`,
      hints: [
        'mount what belongs there, then the same line again',
        `to begin there with nothing: mkdir -p -m 700 ${target}`,
      ],
    });
  });

  it.each(['replace', 'purge'])('is not made in the place of the link by a %s', async what => {
    const begin = line(memberReplace, {name: 'infra0'});
    const world = await aCluster({name: what, spec: aSpec(), begin});
    world.host.kill('infra0');
    const {dataDir} = world.launch('infra0');
    linked(dataDir, false);
    const cluster = await clusterOf(world);
    const {nodes} = cluster.loaded.spec;
    const run = what === 'replace' ? begin(cluster) : runDown(cluster, {nodes, purge: true, dryRun: false});

    expect((await refusalOf(run)).message).toContain('is a link to');

    expect(lstatSync(dataDir).isSymbolicLink()).toBe(true);
    expect(world.etcd.members()).toHaveLength(3);
  });
});

describe('a log that a link leads to', () => {
  it('is none that etcd may begin: it would take the place of the link', async () => {
    const world = await aWorld(WITH_LOG);
    const {target} = linked(world.launch('infra0').walDir!);

    const refusal = await refusalOf(up(world));

    expect(refusal).toMatchObject({
      code: 'E_PREFLIGHT',
      hints: [`set walDir in the spec to ${target}, then: etcdops render`],
    });
    expect(world.host.events).toEqual([]);
  });

  it('is none that a member may begin anew', async () => {
    const begin = line(memberReplace, {name: 'infra0'});
    const world = await aCluster({name: 'replace', spec: WITH_LOG, begin});
    linked(world.launch('infra0').walDir!);

    const refusal = await refusalOf(begin(await clusterOf(world)));

    expect(refusal.message).toContain('etcd puts a folder in the place of the link');
    expect(world.host.events).toEqual([]);
  });

  it('is as good as any other once it is there', async () => {
    const world = await aWorld(WITH_LOG, {recorded: true});
    linked(world.launch('infra0').walDir!);

    await up(world);

    expect(world.host.runs('infra0')).toBe(true);
  });
});
