import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {aPlace, specOf, spoil} from '../integration/discovery-run.js';
import {assertHealthy, cliOk, type ErrorJson} from '../integration/observed-cluster.js';

describe.each(['3.4', '3.5', '3.6', '3.7'] as const)('a cluster of etcd %s that began by discovery', line => {
  it('is a cluster like any other', async () => {
    const place = await aPlace(line);
    const begun = await place.bootstrap('--size', '3', '--start', '--tls', 'ca', '--json');
    expect(begun.exitCode, begun.stdout).toBe(0);

    await cliOk(place, ['restart', 'infra1', '--yes']);
    await cliOk(place, ['member', 'add', 'infra3', '--yes']);
    const joined = readFileSync(join(place.dir, 'nodes/infra3/etcd.yaml'), 'utf8');
    expect(joined).toContain('initial-cluster-state: existing');
    expect(joined).not.toContain('discovery');
    await cliOk(place, ['down', '--yes']);
    await cliOk(place, ['up']);
    await assertHealthy(place, 4);
    expect((await place.cli(['render', '--check'])).exitCode).toBe(0);
  });

  it('begins again with a new token by up --fresh', async () => {
    const place = await aPlace(line);
    await cliOk({cli: () => place.bootstrap('--size', '3')}, []);
    const {bootstrap: before} = specOf(place.dir);
    const path = spoil(place.dir, 'infra2');
    expect((await place.cli(['up'])).exitCode).toBe(5);
    // Who has registered by v2 cannot do so again.
    await cliOk(place, ['down', '--yes']);
    rmSync(path);
    const again = await place.cli(['up', '--json']);

    if (line === '3.4' || line === '3.5') {
      expect(again.exitCode).toBe(4);
      expect(again.json<ErrorJson>().error.message).toContain('nobody registers twice');
      await cliOk(place, ['up', '--fresh']);
      expect(specOf(place.dir).bootstrap).not.toEqual(before);
    } else {
      // By v3 it can, with the service that kept what had registered.
      expect(again.exitCode).toBe(0);
    }
    await assertHealthy(place);
    expect((await place.cli(['render', '--check'])).exitCode).toBe(0);
  });
});
