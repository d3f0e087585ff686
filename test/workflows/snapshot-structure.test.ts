import {readFileSync, rmSync, writeFileSync} from 'node:fs';

import {describe, expect, it} from 'vitest';

import {isStatusArgv} from '../../src/lib/domain/snapshots/tool-status.js';
import {manifestPathOf} from '../../src/lib/domain/snapshots/manifest.js';
import {verifySnapshot} from '../../src/lib/queries/snapshots/verify-snapshot.js';
import {saveSnapshot} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {aWorld} from '../fakes/fake-world.js';
import {aSpec, members} from '../fakes/spec.js';

const BIN = {dir: '/opt/etcd', version: '3.7.3'};

/** A snapshot with its manifest, and how often etcd's tool reads it. */
async function aSnapshot() {
  const {context, etcd} = await aWorld(aSpec({nodes: members(1)}), {running: ['infra0']});
  for (const key of ['a', 'b', 'b']) etcd.write(key);
  const {path} = await saveSnapshot(context, {dryRun: false});
  const {runner} = context.adapters;
  let reads = 0;
  const counting: typeof runner = Object.assign(Object.create(runner) as typeof runner, {
    run: (...call: Parameters<typeof runner.run>) => {
      if (isStatusArgv(call[1])) reads++;
      return runner.run(...call);
    },
  });
  const verify = async (trustsManifest: boolean) => {
    reads = 0;
    const adapters = {...context.adapters, runner: counting};
    return {report: await verifySnapshot(adapters, path, {bin: BIN, trustsManifest}), reads};
  };
  const edit = (change: object): void => {
    const file = manifestPathOf(path);
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({...manifest, ...change}));
  };
  return {path, verify, edit};
}

describe('before a restore the structure of a snapshot is', () => {
  it('what its manifest says, where the bytes are those of it; who verifies it reads it', async () => {
    const {verify} = await aSnapshot();

    const trusting = await verify(true);
    const reading = await verify(false);

    expect([trusting.reads, reading.reads]).toEqual([0, 1]);
    expect(trusting.report).toEqual(reading.report);
    expect(trusting.report).toMatchObject({verified: true, revision: 4, totalKeys: 2});
  });

  it('read, and refused, where the manifest is that of other bytes', async () => {
    const {verify, edit} = await aSnapshot();
    edit({sha256: '0'.repeat(64), revision: 99});

    const {report, reads} = await verify(true);

    expect([reads, report.verified, report.revision]).toEqual([1, false, 4]);
    expect(report.findings.map(({code}) => code)).toEqual(['manifest-differs']);
  });

  it.each([
    ['the manifest does not tell of keys as clients count them', {keys: undefined}],
    ['no manifest can be read', {schemaVersion: 7}],
  ])('read where %s', async (_, change) => {
    const {verify, edit} = await aSnapshot();
    edit(change);
    expect((await verify(true)).reads).toBe(1);
  });

  it('read where no manifest is', async () => {
    const {path, verify} = await aSnapshot();
    rmSync(manifestPathOf(path));
    const {report, reads} = await verify(true);
    expect([reads, report.verified]).toEqual([1, true]);
  });

  it('nothing that saves a file which was damaged', async () => {
    const {path, verify} = await aSnapshot();
    const bytes = readFileSync(path);
    bytes[100]! ^= 1;
    writeFileSync(path, bytes);

    const {report, reads} = await verify(true);

    expect([reads, report.verified]).toEqual([0, false]);
    expect(report.findings.map(({code}) => code)).toEqual(['digest-wrong', 'manifest-differs']);
  });
});
