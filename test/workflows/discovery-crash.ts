import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect} from 'vitest';

import {SPEC_FILE} from '../../src/lib/domain/layout/layout.js';
import {bootstrapDiscovery} from '../../src/lib/workflows/bootstrap-discovery.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {atEachEffect, INPUT, killable, loadedIn, type MOMENTS, type Adapters} from '../fakes/crash-world.js';
import type {Killer} from '../fakes/crash.js';
import {createFakeDiscovery} from '../fakes/etcd/fake-discovery.js';
import {createFakeEtcd} from '../fakes/fake-etcd.js';
import {createFakeHost, SERVICE_NAME} from '../fakes/fake-host.js';
import {fakeAdapters} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';
import {tempDir} from '../helpers/temp-dir.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
const LINE = {...INPUT, wish: {}, client: {}};

function aPlace(version: string) {
  const folder = tempDir('crash');
  const host = createFakeHost();
  const etcd = createFakeEtcd(host, aSpec({version}));
  const discovery = createFakeDiscovery(host);
  const known = fakeAdapters({folder, host, etcd});
  const adapters = Object.assign(Object.create(known) as Adapters, discovery.adapters(etcd));
  const dying = (killer: Killer): Adapters =>
    Object.assign(killable(adapters, killer), discovery.adapters(etcd, killer));
  const startsOf = (name: string): number => host.events.filter(event => event === `start ${name}`).length;
  const service = (file: string): string => join(folder, '.etcdops/discovery', file);
  return {folder, host, etcd, discovery, adapters, dying, startsOf, service};
}

type Place = ReturnType<typeof aPlace>;

async function up({adapters, folder}: Pick<Place, 'adapters' | 'folder'>): Promise<void> {
  await runUp({adapters, loaded: await loadedIn(adapters, folder)}, {dryRun: false});
}

function expectTheEnd({folder, host, discovery, startsOf}: Place): void {
  expect(NAMES.map(startsOf)).toEqual([1, 1, 1]);
  expect(NAMES.filter(name => host.runs(name))).toEqual(NAMES);
  expect(discovery.violations).toEqual([]);
  const [token, ...others] = discovery.used;
  expect(others).toEqual([]);
  expect(readFileSync(join(folder, SPEC_FILE), 'utf8')).toContain(token);
  expect(host.runs(SERVICE_NAME)).toBe(false);
}

type Moment = (typeof MOMENTS)[number];

/** `bootstrap discovery --start`, then the same line again, or up. Resolves to how often it was killed. */
export function bootstrapThenAgain(moment: Moment, version: string): Promise<number> {
  return atEachEffect(moment, async killer => {
    const place = aPlace(version);
    const {adapters, folder, dying, service} = place;
    await bootstrapDiscovery(dying(killer), LINE).catch(() => undefined);

    if (existsSync(join(folder, SPEC_FILE))) await up(place);
    else await bootstrapDiscovery(adapters, LINE);

    expectTheEnd(place);
    expect(existsSync(service('data'))).toBe(false);
  });
}

/** `up`, whose service is killed with it, then up. */
export function upWithoutItsService(moment: Moment, version: string): Promise<number> {
  return atEachEffect(moment, async killer => {
    const place = aPlace(version);
    const {adapters, folder, host, dying} = place;
    await bootstrapDiscovery(adapters, {...LINE, start: false});
    await up({adapters: dying(killer), folder}).catch(() => undefined);
    host.kill(SERVICE_NAME);

    await up(place);

    expectTheEnd(place);
  });
}
