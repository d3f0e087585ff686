import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {discoveryStatus} from '../../src/lib/queries/discovery/discovery-status.js';
import {openRegistry, placeOfMethod} from '../../src/lib/queries/discovery/open-registry.js';
import {ownServiceLaunch} from '../../src/lib/queries/discovery/own-service.js';
import {discoveryOf} from '../../src/lib/domain/discovery/method.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {runRenewingUp} from '../../src/lib/workflows/renewing-up.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {createFakeDiscovery} from '../fakes/etcd/fake-discovery.js';
import {SERVICE_NAME} from '../fakes/fake-host.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aProxy, aSpec} from '../fakes/spec.js';

const SERVICE = 'http://127.0.0.1:2409';
const V2 = {
  version: '3.5.35',
  bootstrap: {
    method: 'discovery' as const,
    url: `${SERVICE}/v2/keys/_etcd/registry/demo-1`,
    ownService: true,
  },
};
const V3 = {
  version: '3.7.3',
  bootstrap: {method: 'discovery' as const, endpoints: [SERVICE], token: 'demo-1', ownService: true},
};

/** A first start without infra2: infra0 and infra1 have registered, and wait on where `isLeft`. */
async function aFailedStart(given: Partial<ClusterSpec> & {version: string}, isLeft = false) {
  const world = await aWorld(aSpec(given), {ownAddresses: ['127.0.0.1', '10.0.0.1']});
  const discovery = createFakeDiscovery(world.host);
  const {etcdApi, v2Discovery} = discovery.adapters(world.etcd);
  const adapters = Object.assign(world.context.adapters, {etcdApi, v2Discovery});
  const failed = {...world, context: {...world.context, adapters}, discovery};
  if (discoveryOf(world.context.loaded.spec)?.ownService !== true)
    world.host.begin(ownServiceLaunch({folder: world.folder, url: SERVICE}));
  await runUp(failed.context, {dryRun: false, only: ['infra0', 'infra1']});
  if (!isLeft) for (const name of ['infra0', 'infra1']) world.host.kill(name);
  return failed;
}

function statusOf({context}: Pick<World, 'context'>) {
  const {adapters, loaded} = context;
  const place = placeOfMethod(discoveryOf(loaded.spec)!)!;
  const registry = openRegistry(adapters, place, {folder: loaded.folder, toldBy: 'spec'});
  return discoveryStatus(registry, {adapters, loaded});
}

describe('the status of a token of an earlier attempt', () => {
  it('names who has registered by v2 and can do so no more', async () => {
    const {problems, missing} = await statusOf(await aFailedStart(V2));

    expect(problems).toEqual([
      {
        kind: 'stale',
        message:
          'infra0, infra1 registered in an earlier attempt and has no data of it: nobody registers twice',
      },
    ]);
    expect(missing.map(({name}) => name)).toEqual(['infra2']);
  });

  it('has nothing to say while they wait, nor by v3, where they register again', async () => {
    expect((await statusOf(await aFailedStart(V2, true))).problems).toEqual([]);
    expect((await statusOf(await aFailedStart(V3))).problems).toEqual([]);
  });

  it('has nothing to say of who has data', async () => {
    const {ownService: _, ...bootstrap} = V2.bootstrap;
    const world = await aFailedStart({...V2, bootstrap}, true);
    await runUp(world.context, {dryRun: false});
    world.host.kill('infra0');

    expect(await statusOf(world)).toMatchObject({state: 'used-up', problems: []});
  });
});

it('knows the token of the spec again by its endpoints in any order', async () => {
  const OTHER = 'http://127.0.0.1:2419';
  const world = await aFailedStart({...V3, bootstrap: {...V3.bootstrap, endpoints: [SERVICE, OTHER]}}, true);
  const {adapters, loaded} = world.context;
  const status = (endpoints: string[], token = 'demo-1') =>
    discoveryStatus(
      openRegistry(adapters, {protocol: 'v3', endpoints, token}, {folder: loaded.folder, toldBy: 'flags'}),
      {adapters, loaded},
    );

  expect(await status([`${OTHER}/`, SERVICE])).toMatchObject({isOfSpec: true, missing: [{name: 'infra2'}]});
  expect(await status([SERVICE])).toMatchObject({isOfSpec: false, missing: []});
  expect(await status([SERVICE, OTHER], 'demo-2')).toMatchObject({isOfSpec: false, missing: []});
});

describe('up after an attempt that has spoilt its token', () => {
  const NAMES = ['infra0', 'infra1', 'infra2'];
  const renew = ({context}: Pick<World, 'context'>, only: string[] = []) =>
    runRenewingUp(context, {dryRun: false, only});

  it('begins again with a new token by itself', async () => {
    const world = await aFailedStart(V2);

    const {run, loaded} = await renew(world);

    const text = readFileSync(join(world.folder, 'etcdops.yaml'), 'utf8');
    expect(discoveryOf(loaded.spec)?.url).toMatch(/registry\/demo-[0-9a-f]{6}$/);
    expect(text).toContain(discoveryOf(loaded.spec)!.url);
    expect(run.outcome).toBe('done');
    expect(NAMES.filter(name => world.host.runs(name))).toEqual(NAMES);
    expect(world.discovery.violations).toEqual([]);
    expect(world.warnings.join('\n')).toContain('nobody registers twice; no member has data yet');
  });

  it('ends those that wait under the old one', async () => {
    const world = await aFailedStart(V2, true);
    world.host.kill('infra0');

    await renew(world);

    expect(world.host.events).toContain('stop infra1');
    expect(NAMES.filter(name => world.host.runs(name))).toEqual(NAMES);
    expect(world.discovery.violations).toEqual([]);
  });

  it('shows in a dry run that it would', async () => {
    const world = await aFailedStart(V2);

    const {run} = await runRenewingUp(world.context, {dryRun: true});

    expect(run.outcome).toBe('planned');
    expect(run.steps.map(({id}) => id)).toContain('write-token');
    expect(readFileSync(join(world.folder, 'etcdops.yaml'), 'utf8')).toContain(V2.bootstrap.url);
  });

  it('keeps a token that is whole', async () => {
    const world = await aFailedStart(V2, true);

    const {loaded} = await renew(world);

    expect(discoveryOf(loaded.spec)?.url).toBe(V2.bootstrap.url);
    expect(world.warnings.join('\n')).not.toContain('new token');
  });

  it.each<[what: string, given: Partial<ClusterSpec>, arrange: (world: World) => void, only?: string[]]>([
    [
      'a member has data',
      {},
      world => mkdirSync(join(world.launch('infra2').dataDir, 'member/wal/0-0.wal'), {recursive: true}),
    ],
    [
      'the cluster was healthy once',
      {},
      ({folder}) => {
        const state = {schemaVersion: 1, clusterId: 'abc', firstHealthyAt: '2026-11-21T00:00:00.000Z'};
        writeFileSync(join(folder, '.etcdops/state.json'), JSON.stringify(state));
      },
    ],
    [
      'a node is on another machine',
      {
        bootstrap: {method: 'discovery', url: V2.bootstrap.url.replace('127.0.0.1', '10.0.0.1')},
        nodes: [
          ...[0, 1, 2].map(index => aMember(index, {host: '10.0.0.1', dataDir: `data/${index}`})),
          aProxy('v2-proxy', {host: '10.0.0.9'}),
        ],
      },
      () => undefined,
    ],
    ['only some are to start', {}, () => undefined, ['infra0', 'infra2']],
  ])('refuses where %s', async (_, given, arrange, only) => {
    const world = await aFailedStart({...V2, ...given});
    arrange(world);
    world.host.events.length = 0;

    const {code, hints} = await refusalOf(renew(world, only));

    expect(code).toBe('E_PREFLIGHT');
    expect(hints).toContain('etcdops up --fresh begins again with a new token');
    expect(world.host.events.filter(event => event !== `start ${SERVICE_NAME}`)).toEqual([]);
    expect(readFileSync(join(world.folder, 'etcdops.yaml'), 'utf8')).toContain('/registry/demo-1\n');
  });
});
