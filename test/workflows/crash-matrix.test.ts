import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {forge} from '../../src/lib/adapters/forge/forge.js';
import {SPEC_FILE} from '../../src/lib/domain/layout/layout.js';
import {bootstrapStatic} from '../../src/lib/workflows/bootstrap-static.js';
import {runDown} from '../../src/lib/workflows/down.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {
  atEachEffect,
  followToken,
  INPUT,
  killable,
  loadedIn,
  MOMENTS,
  type Adapters,
} from '../fakes/crash-world.js';
import {createFakeEtcd} from '../fakes/fake-etcd.js';
import {createFakeHost} from '../fakes/fake-host.js';
import {aWorld, fakeAdapters} from '../fakes/fake-world.js';
import {brokenPairs, filesIn, openKeys} from '../fakes/pki-world.js';
import {aSpec} from '../fakes/spec.js';
import {tempDir} from '../helpers/temp-dir.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
describe.each(MOMENTS)('killed %s an effect', moment => {
  it('bootstrap --start: the same line again, or up, ends with one healthy process for each', async () => {
    const kills = await atEachEffect(moment, async killer => {
      const folder = tempDir('crash');
      const host = createFakeHost();
      const etcd = createFakeEtcd(host, aSpec());
      followToken(host, etcd, folder);
      const adapters = fakeAdapters({folder, host, etcd});
      await bootstrapStatic(killable(adapters, killer), INPUT).catch(() => undefined);

      if (existsSync(join(folder, SPEC_FILE)))
        await runUp({adapters, loaded: await loadedIn(adapters, folder)}, {dryRun: false});
      else await bootstrapStatic(adapters, INPUT);

      expect([...host.events].sort()).toEqual(NAMES.map(name => `start ${name}`));
      const files = readdirSync(folder, {recursive: true, encoding: 'utf8'});
      expect(files.filter(path => path.endsWith('.tmp'))).toEqual([]);
      const spec = readFileSync(join(folder, SPEC_FILE), 'utf8');
      for (const name of NAMES) {
        const config = readFileSync(join(folder, 'nodes', name, 'etcd.yaml'), 'utf8');
        const token = /^initial-cluster-token: (.*)$/m.exec(config)?.[1];
        expect(spec).toContain(`token: ${token}\n`);
      }
    });

    expect(kills).toBeGreaterThan(20);
  }, 60_000);

  it('bootstrap --tls ca: the same line again makes a whole pki, and no key of the first try is left open', async () => {
    const request = {...INPUT.request, members: 1, tls: {mode: 'ca', peerCa: 'separate'} as const};
    const kills = await atEachEffect(moment, async killer => {
      const folder = tempDir('crash');
      const host = createFakeHost();
      const plain = fakeAdapters({folder, host, etcd: createFakeEtcd(host, aSpec())});
      const adapters = Object.assign(Object.create(plain) as Adapters, {forge: async () => forge});
      const line = {...INPUT, request, start: false};
      await bootstrapStatic(killable(adapters, killer), line).catch(() => undefined);

      if (!existsSync(join(folder, SPEC_FILE))) await bootstrapStatic(adapters, line);

      expect(filesIn(folder).filter(path => path.endsWith('.crt'))).toHaveLength(5);
      expect(brokenPairs(folder)).toEqual([]);
      expect(openKeys(folder)).toEqual([]);
    });

    expect(kills).toBeGreaterThan(20);
  }, 60_000);

  it('bootstrap with fewer members than the try that was killed: nothing it staged comes along', async () => {
    const kills = await atEachEffect(moment, async killer => {
      const folder = tempDir('crash');
      const host = createFakeHost();
      const adapters = fakeAdapters({folder, host, etcd: createFakeEtcd(host, aSpec())});
      const line = {...INPUT, start: false};
      await bootstrapStatic(killable(adapters, killer), line).catch(() => undefined);
      if (existsSync(join(folder, 'nodes'))) return;

      await bootstrapStatic(adapters, {...line, request: {...INPUT.request, members: 1}});

      expect(readdirSync(join(folder, 'nodes'))).toEqual(['infra0']);
      expect(existsSync(join(folder, '.etcdops', 'staging'))).toBe(false);
    });

    expect(kills).toBeGreaterThan(15);
  }, 60_000);

  it('down --purge: the same line again sets everything aside', async () => {
    const kills = await atEachEffect(moment, async killer => {
      const {context, host, folder} = await aWorld(aSpec(), {running: NAMES});
      const {adapters, loaded} = context;
      const options = {nodes: loaded.spec.nodes, purge: true, dryRun: false};
      await runDown({adapters: killable(adapters, killer), loaded}, options).catch(() => undefined);

      const again = {adapters, loaded: await loadedIn(adapters, folder)};
      await runDown(again, {...options, nodes: again.loaded.spec.nodes});

      expect(NAMES.filter(name => host.runs(name))).toEqual([]);
      const kept = readdirSync(join(folder, '.etcdops/data'));
      expect(kept.map(name => name.replace(/\.removed-.*/, '')).sort()).toEqual(NAMES);
      expect(kept.filter(name => !name.includes('.removed-'))).toEqual([]);
      expect(existsSync(join(folder, '.etcdops/state.json'))).toBe(false);
      expect((await loadedIn(adapters, folder)).spec.token).not.toBe('demo-7f3c91');
    });

    expect(kills).toBeGreaterThan(8);
  }, 60_000);

  it("down --purge, then up: never the old cluster's id with empty data", async () => {
    await atEachEffect(moment, async killer => {
      const {context, host, etcd, folder} = await aWorld(aSpec(), {running: NAMES});
      const {adapters, loaded} = context;
      const oldId = etcd.clusterId();
      const options = {nodes: loaded.spec.nodes, purge: true, dryRun: false};
      await runDown({adapters: killable(adapters, killer), loaded}, options).catch(() => undefined);
      const wasAside = readdirSync(join(folder, '.etcdops/data')).some(name => name.includes('.removed-'));
      followToken(host, etcd, folder);

      const up = runUp({adapters, loaded: await loadedIn(adapters, folder)}, {dryRun: false});
      const id = await up.then(
        ({cluster}) => cluster.id,
        (error: unknown) => (error as {code?: string}).code,
      );

      if (wasAside) expect(id).not.toBe(oldId);
      else expect(id).toBe(oldId);
    });
  }, 60_000);

  it('restart: up brings back what is stopped', async () => {
    const kills = await atEachEffect(moment, async killer => {
      const {context, host} = await aWorld(aSpec(), {running: NAMES});
      const {adapters, loaded} = context;
      const options = {nodes: loaded.spec.nodes, dryRun: false};
      await runRestart({adapters: killable(adapters, killer), loaded}, options).catch(() => undefined);
      expect(NAMES.filter(name => host.runs(name)).length).toBeGreaterThanOrEqual(2);

      await runUp(context, {dryRun: false});

      expect(NAMES.filter(name => !host.runs(name))).toEqual([]);
    });

    // Eight of the world, the record of the nodes among them, nine of the journal.
    expect(kills).toBe(17);
  }, 60_000);
});
