import {describe, expect, it} from 'vitest';

import {readState} from '../../src/lib/queries/cluster-state.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aProxy, aSpec, members} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const FATAL =
  '{"level":"fatal","msg":"discovery failed","error":"listen tcp 127.0.0.1:2390: bind: address already in use"}';

function up(world: World, only: readonly string[] = []) {
  return runUp(world.context, {dryRun: false, only});
}

describe('up of a cluster with proxies', () => {
  it.each(['v2-proxy', 'gateway', 'grpc-proxy'] as const)(
    'starts a %s once the members are healthy',
    async role => {
      const world = await aWorld(aSpec({nodes: [aProxy(role), ...members(3)], version: '3.5.35'}));

      const {run} = await up(world);

      const {name} = aProxy(role);
      expect(world.host.events).toEqual([...NAMES, name].map(node => `start ${node}`));
      expect(run.steps.map(({id}) => id).slice(-2)).toEqual(['verify-health', `start-etcd:${name}`]);
      expect((await up(world)).run.outcome).toBe('nothing-to-do');
    },
  );

  it('starts a proxy alone, whatever the members do', async () => {
    const world = await aWorld(aSpec({nodes: [aProxy('gateway'), ...members(3)]}));

    await up(world, ['gateway0']);

    expect(world.host.events).toEqual(['start gateway0']);
  });

  it('waits a moment until the members are reached through it', async () => {
    const world = await aWorld(aSpec({nodes: [aProxy('v2-proxy'), ...members(3)], version: '3.5.35'}));
    const {proxy} = world.etcd;
    const answers = [503, 503, 200];
    proxy.v2Answers = async () => ({writeStatus: 405, readStatus: answers.shift()!});

    await up(world);

    expect(answers).toEqual([]);
  });

  it('passes over a proxy of another machine and says so, unless it is asked for', async () => {
    const here = [0, 1, 2].map(index =>
      aMember(index, {host: '10.0.0.1', dataDir: `.etcdops/data/infra${index}`}),
    );
    const nodes = [aProxy('gateway', {host: '10.0.0.9'}), ...here];
    const world = await aWorld(aSpec({nodes}), {ownAddresses: ['10.0.0.1']});

    await up(world);

    expect(world.host.events).toEqual(NAMES.map(name => `start ${name}`));
    expect(world.warnings.join()).toMatch(/gateway0 is on 10\.0\.0\.9.*etcdops up gateway0/);
    expect(await refusalOf(up(world, ['gateway0']))).toMatchObject({code: 'E_REMOTE_NODE'});
    const {nodes: made = []} = await readState(world.context.adapters, world.folder);
    expect(made.map(({name}) => name)).toEqual([...NAMES, 'gateway0']);
  });

  it('leaves a gateway to systemd that has the members of its machine', async () => {
    const nodes = [aMember(0, {host: '10.0.0.1'}), aProxy('gateway', {host: '10.0.0.1'})];
    const world = await aWorld(aSpec({nodes}), {ownAddresses: ['10.0.0.1']});

    expect(await refusalOf(up(world, ['gateway0']))).toMatchObject({
      code: 'E_REMOTE_NODE',
      hints: [expect.any(String), expect.any(String), expect.stringMatching(/systemctl enable --now/)],
    });
    expect(world.host.events).toEqual([]);
  });

  it('says why a proxy ended that did not come up', async () => {
    const world = await aWorld(aSpec({nodes: [aProxy('gateway'), ...members(3)]}));
    world.host.doomed.set('gateway0', FATAL);

    expect(await refusalOf(up(world))).toMatchObject({
      code: 'E_NODE_FAILED',
      message: expect.stringContaining('address already in use') as string,
    });
  });
});
