import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';

import {expect, it} from 'vitest';

import {systemClock} from '../../../../src/lib/adapters/clock/clock.js';
import type {EtcdBinaries} from '../../../../src/lib/adapters/etcd-server/etcd-binaries.js';
import type {Staging} from '../../../../src/lib/adapters/etcd-sources/source.js';
import {openStaging} from '../../../../src/lib/adapters/etcd-sources/staging.js';
import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {systemRandom} from '../../../../src/lib/adapters/random/random.js';
import {tempDir} from '../../../helpers/temp-dir.js';

function open(root: string): Promise<Staging> {
  const binaries = {cacheDir: (version: string) => join(root, version)} as EtcdBinaries;
  return openStaging({files: createFiles(), binaries, clock: systemClock, random: systemRandom});
}

async function built(staging: Staging, content: string): Promise<string> {
  const dir = await staging.folder();
  writeFileSync(join(dir, 'etcd'), content);
  return dir;
}

it('publishes a folder in one step, with a record of where it came from', async () => {
  const root = join(tempDir('cache'), 'etcd');
  const staging = await open(root);

  const done = await staging.publish({from: await built(staging, 'one'), version: '3.7.3', source: 'go'});
  await staging.drop();

  expect(done).toBe(true);
  expect(readdirSync(root)).toEqual(['3.7.3']);
  expect(JSON.parse(readFileSync(join(root, '3.7.3', 'source.json'), 'utf8'))).toEqual({
    version: '3.7.3',
    source: 'go',
    sha256: {etcd: '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed'},
    installedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
  });
});

it('leaves the winner alone where two publish one version', async () => {
  const root = join(tempDir('cache'), 'etcd');
  const [first, second] = [await open(root), await open(root)];
  const from = await built(second, 'two');

  await first.publish({from: await built(first, 'one'), version: '3.7.3', source: 'go'});
  const done = await second.publish({from, version: '3.7.3', source: 'go'});

  expect(done).toBe(false);
  expect(readFileSync(join(root, '3.7.3', 'etcd'), 'utf8')).toBe('one');
  await second.setAside('3.7.3');
  expect(await second.publish({from, version: '3.7.3', source: 'go'})).toBe(true);
  await Promise.all([first.drop(), second.drop()]);
  expect(readdirSync(root).sort()).toEqual([expect.stringMatching(/^\.broken-3\.7\.3-/), '3.7.3']);
});

it('removes what a killed installation of this machine left, and nothing of a living one or of another machine', async () => {
  const root = join(tempDir('cache'), 'etcd');
  const living = await open(root);
  const [host] = /[0-9a-f]{8}/.exec(basename(readdirSync(root)[0]!))!;
  const deadPid = 2 ** 22 + 1;
  for (const name of [
    `.staging-${host}-${deadPid}-00`,
    `.staging-00000000-${deadPid}-00`,
    '.staging-other',
  ]) {
    mkdirSync(join(root, name));
  }

  const next = await open(root);

  const names = readdirSync(root);
  expect(names).not.toContain(`.staging-${host}-${deadPid}-00`);
  expect(names).toHaveLength(4);
  await Promise.all([living.drop(), next.drop()]);
  expect(readdirSync(root).sort()).toEqual([`.staging-00000000-${deadPid}-00`, '.staging-other']);
});

it('says which folder cannot be written', async () => {
  const dir = tempDir('cache');
  writeFileSync(join(dir, 'file'), '');

  await expect(open(join(dir, 'file', 'etcd'))).rejects.toMatchObject({code: 'E_DIR_UNUSABLE'});
});
