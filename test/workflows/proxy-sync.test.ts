import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aProxy, members} from '../fakes/spec.js';
import {
  AFTER,
  asChanged,
  aSyncSpec,
  aSyncWorld,
  BEFORE,
  changeMembers,
  GATEWAYS,
  PROXIES,
  sync,
  targetsNow,
  textOf,
} from '../fakes/sync-world.js';

describe('proxy sync', () => {
  it('has nothing to do where all go by the members', async () => {
    const world = await aSyncWorld({
      nodes: [...aSyncSpec().nodes, aProxy('v2-proxy', {ports: {client: 2449}})],
    });

    const {run, left} = await sync(world);

    expect(run.outcome).toBe('nothing-to-do');
    expect(run.steps.map(({id}) => id)).toEqual(PROXIES.map(name => `sync-proxy:${name}`));
    expect(left).toMatchObject([{name: 'proxy0', commands: []}]);
    expect(left[0]!.why).toMatch(/by itself$/);
    expect(world.host.events).toEqual([]);
  });

  it('writes what the members are, and restarts one proxy after the other', async () => {
    const world = await aSyncWorld({formats: ['config', 'procfile', 'systemd', 'compose']});
    await changeMembers(world);

    const {run, left} = await sync(world);

    expect(run.steps.map(({outcome}) => outcome)).toEqual(['ran', 'ran', 'ran']);
    expect(world.host.events).toEqual(PROXIES.flatMap(name => [`stop ${name}`, `start ${name}`]));
    for (const name of PROXIES) {
      expect(await targetsNow(world, name)).toEqual({endpoints: AFTER.split(',')});
      for (const file of ['command.txt', `etcd-demo-${name}.service`]) {
        expect(textOf(world, `nodes/${name}/${file}`)).toContain(`--endpoints=${AFTER}`);
      }
    }
    for (const file of ['Procfile', 'compose.yaml']) expect(textOf(world, file)).not.toContain(BEFORE);
    expect({left, warnings: world.warnings}).toEqual({left: [], warnings: []});
    expect((await sync(world)).run.outcome).toBe('nothing-to-do');
  });

  it('leaves a spec alone that has the members, and its processes only are behind', async () => {
    const world = await aSyncWorld();
    await changeMembers(world);
    const joined = (await world.context.adapters.yaml()).stringify(asChanged(world.context.loaded.spec));
    writeFileSync(join(world.folder, 'etcdops.yaml'), joined);

    await sync(world);

    expect(textOf(world, 'etcdops.yaml')).toBe(joined);
    for (const name of PROXIES) {
      const targets = await targetsNow(world, name);
      expect(
        targets !== undefined && 'endpoints' in targets ? [...targets.endpoints].sort() : targets,
      ).toEqual(AFTER.split(','));
    }
    expect(textOf(world, 'nodes/gateway0/command.txt')).toContain('127.0.0.1:2419');
    // The whole of it is another one by now, and that is for `render` to say.
    expect(textOf(world, 'Procfile')).not.toContain('infra4');
    expect(world.warnings.join()).toMatch(/Procfile was changed by hand/);
  });

  it('starts none that is stopped, and gives it what it needs to be started', async () => {
    const world = await aSyncWorld({}, ['gateway0']);
    await changeMembers(world);

    await sync(world);

    expect(world.host.events.join()).not.toContain('gateway0');
    expect(textOf(world, 'nodes/gateway0/command.txt')).toContain(AFTER);
    expect((await sync(world)).run.outcome).toBe('nothing-to-do');
  });

  it('restarts none that something else started, and says who has to', async () => {
    const world = await aSyncWorld({}, ['gateway0']);
    world.host.begin(world.launch('gateway0'), {managedBy: 'other'});
    await changeMembers(world);

    await sync(world);

    expect(world.host.events.join()).not.toContain('gateway0');
    expect(world.warnings).toEqual([expect.stringMatching(/^gateway0 goes by its old endpoints until/)]);
    expect(textOf(world, 'nodes/gateway0/command.txt')).toContain(AFTER);
  });

  it('writes over nothing that somebody has changed', async () => {
    const world = await aSyncWorld();
    const path = join(world.folder, 'nodes/gateway0/command.txt');
    const byHand = `${readFileSync(path, 'utf8')}--retry-delay=1s\n`;
    writeFileSync(path, byHand);
    await changeMembers(world);

    await sync(world);
    const again = await sync(world);

    expect(readFileSync(path, 'utf8')).toBe(byHand);
    expect(world.warnings).toEqual([expect.stringMatching(/command\.txt was changed by hand/)]);
    expect(await targetsNow(world, 'gateway0')).toEqual({endpoints: AFTER.split(',')});
    expect(again.run.outcome).toBe('nothing-to-do');
    expect(again.left).toMatchObject([{name: 'gateway0', commands: ['etcdops render writes them anew']}]);
  });

  it('says of proxies elsewhere and of those that ask DNS what is to be done', async () => {
    const nodes: SpecNode[] = [
      ...members(3).map(node => ({...node, host: '10.0.0.1', dataDir: `.etcdops/data/${node.name}`})),
      {...GATEWAYS[0], host: '10.0.0.9'},
      {
        ...GATEWAYS[1],
        host: '10.0.0.1',
        dataDir: '.etcdops/data/g',
        settings: {'discovery-srv': 'example.com'},
      },
    ];
    const all = aSyncSpec({nodes});
    const world = await aWorld(all, {
      running: nodes.map(({name}) => name).filter(name => name !== 'gateway0'),
      ownAddresses: ['10.0.0.1'],
    });

    const {run, left} = await sync(world);

    expect(run.outcome).toBe('nothing-to-do');
    expect(left.map(({name}) => name)).toEqual(['gateway0', 'gateway1']);
    expect(left[0]!.commands.at(-1)).toBe('ssh 10.0.0.9 sudo systemctl restart etcd-demo-gateway0.service');
    expect(left[1]!.why).toContain('example.com');
  });

  it('changes nothing where nobody tells who the members are', async () => {
    const world = await aSyncWorld({}, ['infra1', 'infra2']);
    const before = textOf(world, 'etcdops.yaml');

    const {code, message} = await refusalOf(sync(world));

    expect(code).toBe('E_UNHEALTHY');
    expect(message).toMatch(/nobody tells who the members are: infra0 knows no leader; infra1 refuses/);
    expect(world.host.events).toEqual([]);
    expect(textOf(world, 'etcdops.yaml')).toBe(before);
  });

  it('leaves the others be where one serves nobody', async () => {
    const world = await aSyncWorld();
    await changeMembers(world);
    const status = world.etcd.status.bind(world.etcd);
    world.etcd.status = async (url, options) => {
      if (url.endsWith(':2409') && world.host.events.includes('start gateway0'))
        throw new Error('socket hang up');
      return status(url, options);
    };

    for (const attempt of [1, 2]) {
      const refusal = await refusalOf(sync(world));
      expect(refusal, String(attempt)).toMatchObject({code: 'E_UNHEALTHY'});
      expect(refusal.message).toMatch(/^gateway0 runs and serves nobody: it reaches no member/);
    }
    expect(world.host.events).toEqual(['stop gateway0', 'start gateway0']);

    world.host.kill('gateway0');
    await sync(world);
    expect(world.host.events.slice(2)).toEqual(
      PROXIES.slice(1).flatMap(name => [`stop ${name}`, `start ${name}`]),
    );
  });

  it('changes nothing in a dry run', async () => {
    const world = await aSyncWorld();
    await changeMembers(world);
    const before = textOf(world, 'etcdops.yaml');

    const {run} = await sync({context: world.readOnly}, true);

    expect(run.outcome).toBe('planned');
    expect(run.steps.map(({title}) => title)).toEqual(
      PROXIES.map(
        name =>
          `restart ${name}, which misses 127.0.0.1:2419, still has 127.0.0.1:2379; the spec then lists them`,
      ),
    );
    expect(textOf(world, 'etcdops.yaml')).toBe(before);
    expect(world.host.events).toEqual([]);
  });
});
