import {readdirSync} from 'node:fs';
import {basename, dirname} from 'node:path';

import {describe, expect, it} from 'vitest';

import {verifySnapshot} from '../../src/lib/queries/snapshots/verify-snapshot.js';
import {saveSnapshot} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {aWorld} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';

const NAMES = ['infra0', 'infra1', 'infra2'];

describe('snapshot save', () => {
  it('gives a file that is verified, with its manifest, and leaves nothing else', async () => {
    const {context, etcd} = await aWorld(aSpec(), {running: NAMES});
    for (const key of ['a', 'b', 'b']) etcd.write(key);

    const saved = await saveSnapshot(context, {dryRun: false});

    expect(saved).toMatchObject({revision: 4, totalKeys: 2, hadQuorum: true, verified: true});
    const {path} = saved;
    const name = basename(path);
    expect(readdirSync(dirname(path)).sort()).toEqual([name, `${name}.manifest.json`]);
    const bin = {dir: '/opt/etcd', version: '3.7.3'};
    const report = await verifySnapshot(context.adapters, path, {bin});
    expect(report).toMatchObject({verified: true, findings: [], manifest: {revision: 4}});
  });
});
