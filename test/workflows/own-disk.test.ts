import {existsSync, lstatSync, readdirSync, realpathSync, renameSync, statSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {Files} from '../../src/lib/adapters/files/files.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {runDown} from '../../src/lib/workflows/down.js';
import {memberRemove} from '../../src/lib/workflows/membership/remove.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec, members} from '../fakes/spec.js';
import {tempDir} from '../helpers/temp-dir.js';
import {aCluster, clusterOf, line, type Scenario} from './membership-scenarios.js';

const REPLACE: Scenario = {
  name: 'replace',
  spec: aSpec(),
  begin: line(memberReplace, {name: 'infra0'}),
};
const REMOVE: Scenario = {name: 'remove', spec: aSpec(), begin: line(memberRemove, {name: 'infra0'})};
const PURGE: Scenario = {
  name: 'purge',
  spec: aSpec(),
  begin: cluster => runDown(cluster, {nodes: cluster.loaded.spec.nodes, purge: true, dryRun: false}),
};

/** A cluster with a log of its own for the first member. */
function withLog(scenario: Scenario): Scenario {
  const [, ...others] = members(3);
  return {...scenario, spec: aSpec({nodes: [aMember(0, {walDir: 'log/infra0'}), ...others]})};
}

/** As if a file system were mounted at each of these paths: none of them can be renamed, nor anything into one. */
async function mounted(world: World, paths: readonly string[]): Promise<SpecContext> {
  const {adapters, loaded} = await clusterOf(world);
  const diskOf = (path: string): string | undefined => paths.find(disk => path.startsWith(`${disk}/`));
  const rename: Files['rename'] = async (from, to) => {
    if (paths.includes(from)) throw new Error('EBUSY');
    if (diskOf(from) !== diskOf(to)) throw new Error('EXDEV');
    await adapters.files.rename(from, to);
  };
  const changed = {rename, mountPoints: async () => [...paths]};
  const files = Object.assign(Object.create(adapters.files) as Files, changed);
  return {adapters: {...adapters, files}, loaded};
}

function namesIn(path: string): string[] {
  return readdirSync(path)
    .map(name => name.replace(/-\d{8}T.*/, ''))
    .sort();
}

describe('data that is a file system of its own', () => {
  it.each([
    [REPLACE, ['member', 'member.removed']],
    [REMOVE, ['member.removed']],
    [PURGE, ['member.removed']],
  ])('$name: what a member has in it is set aside in it', async (scenario, left) => {
    const world = await aCluster(scenario);
    const {dataDir} = world.launch('infra0');

    await scenario.begin(await mounted(world, [realpathSync(dataDir)]));

    expect(namesIn(dataDir)).toEqual(left);
    expect(namesIn(join(dataDir, '..')).filter(name => name.startsWith('infra0'))).toEqual(['infra0']);
  });
});

describe('data that a link leads to', () => {
  it.each([REPLACE, REMOVE, PURGE])(
    '$name: the link stays, and leads to where the new is',
    async scenario => {
      const world = await aCluster(scenario);
      const {dataDir} = world.launch('infra0');
      const disk = realpathSync(tempDir('disk'));
      renameSync(dataDir, join(disk, 'big'));
      symlinkSync(join(disk, 'big'), dataDir);

      await scenario.begin(await clusterOf(world));

      expect(lstatSync(dataDir).isSymbolicLink()).toBe(true);
      expect(namesIn(disk)).toEqual(['big', 'big.removed']);
      expect(statSync(dataDir).mode & 0o777).toBe(0o700);
      expect(existsSync(join(dataDir, 'member'))).toBe(scenario === REPLACE);
    },
  );
});

describe('a log that is a file system of its own', () => {
  it.each([withLog(REPLACE), withLog(PURGE)])('$name is refused, with nothing changed', async scenario => {
    const world = await aCluster(scenario);
    const {walDir} = world.launch('infra0');

    const error = await refusalOf(scenario.begin(await mounted(world, [realpathSync(walDir!)])));

    expect(error).toMatchObject({code: 'E_PREFLIGHT'});
    expect(error.message).toContain('cannot change places with another folder');
    expect(world.host.events).toEqual([]);
  });

  it('stays where its member is removed', async () => {
    const scenario = withLog(REMOVE);
    const world = await aCluster(scenario);
    const {dataDir, walDir} = world.launch('infra0');

    await scenario.begin(await mounted(world, [realpathSync(walDir!)]));

    expect([existsSync(walDir!), existsSync(dataDir)]).toEqual([true, false]);
  });
});

describe('a disk that is mounted inside the data', () => {
  it.each([REPLACE, PURGE])('$name is refused, with nothing changed', async scenario => {
    const world = await aCluster(scenario);
    const inside = join(realpathSync(world.launch('infra0').dataDir), 'member');

    const error = await refusalOf(scenario.begin(await mounted(world, [inside])));

    expect(error.message).toContain('is mounted inside the data of infra0');
    expect(world.host.events).toEqual([]);
  });
});
